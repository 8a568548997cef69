from django import forms
from django.utils.translation import gettext_lazy as _

from internships.forms.fields import LEVELS


class ScoreForm(forms.Form):
    """A mark from 0 to 100 per criterion; a level where the criterion is a skill. All are needed only to submit."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    comment = forms.CharField(
        label=_("Reasons"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The student reads them with the published grade."),
    )

    def __init__(self, *args, score, criteria, is_final=False, **kwargs):
        rows = {row.criterion_id: row for row in score.rows.all()}
        initial = {"version": score.version, "comment": score.comment}
        for criterion in criteria:
            if row := rows.get(criterion.pk):
                initial |= {f"mark-{criterion.pk}": row.mark, f"level-{criterion.pk}": row.level}
        super().__init__(*args, initial=initial, **kwargs)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            self._add(criterion, is_final)

    def _add(self, criterion, is_final):
        self.fields[f"mark-{criterion.pk}"] = forms.IntegerField(
            label=_("Mark, 0–100"),
            min_value=0,
            max_value=100,
            required=is_final,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": 100}),
        )
        if criterion.skill_id:
            self.fields[f"level-{criterion.pk}"] = forms.TypedChoiceField(
                label=_("Level of this skill"),
                choices=[("", "—"), *LEVELS],
                coerce=int,
                empty_value=None,
                required=False,
            )

    @property
    def criterion_rows(self):
        return [
            {
                "criterion": each,
                "mark": self[f"mark-{each.pk}"],
                "level": self[f"level-{each.pk}"] if each.skill_id else None,
            }
            for each in self.criteria
        ]

    @property
    def given(self):
        """What `services.save_score` takes."""
        data = self.cleaned_data
        return {"version": data["version"] or 0, "comment": data["comment"], "rows": self._rows(data)}

    def _rows(self, data):
        return {each.pk: (data.get(f"mark-{each.pk}"), data.get(f"level-{each.pk}")) for each in self.criteria}


class DecisionForm(forms.Form):
    """A third person's mark and reasons; in the answer to an appeal no mark means: it stays."""

    total = forms.DecimalField(label=_("Mark, 0–100"), min_value=0, max_value=100, max_digits=4, decimal_places=1)
    reason = forms.CharField(label=_("Reasons"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, may_stay=False, **kwargs):
        super().__init__(*args, **kwargs)
        if may_stay:
            self.fields["total"].required = False
            self.fields["total"].label = _("New mark, if it changes")
