from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from internships.forms.fields import LEVELS, ArtifactField
from internships.models import WeeklyLog
from marketplace.models import Skill

MOST_ENTRIES = 15


class LogForm(forms.ModelForm):
    """The week itself; `version` is the state the writer saw."""

    week_on = forms.DateField(label=_("Week from Monday"), widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = WeeklyLog
        fields = ["days_worked", "note"]  # the services say what is wrong with a week
        widgets = {
            "note": forms.Textarea(attrs={"rows": 2}),
            "days_worked": forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": 7}),
        }

    def clean(self):
        """Without the model's, which has every constraint of the table asked."""
        return self.cleaned_data

    def clean_version(self):
        return self.cleaned_data["version"] or 0


class EntryForm(forms.Form):
    position = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=500)
    on = forms.DateField(label=_("Day"))
    task = forms.CharField(label=_("What I did"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    skill = forms.ModelChoiceField(
        Skill.objects.none(), label=_("Skill"), required=False, empty_label=_("no skill of the list")
    )
    difficulty = forms.CharField(
        label=_("What was hard"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 1})
    )
    next_step = forms.CharField(
        label=_("Next step"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 1})
    )
    artifact = ArtifactField(
        label=_("Photo or file"), required=False, help_text=_("Place and camera are removed from photos.")
    )

    def __init__(self, *args, days, skills, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.entry = today, self.initial.get("entry")
        self.fields["on"].widget = forms.Select(choices=days)
        self.fields["on"].initial = min(max(today, days[0][0]), days[-1][0])
        self.fields["skill"].queryset = skills

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."), code="future")
        return day

    def has_changed(self):
        """A row with a day alone is an empty row."""
        return bool(set(self.changed_data) - {"on", "position"}) or bool(self.entry)


class BaseEntryFormSet(forms.BaseFormSet):
    def _construct_form(self, index, **kwargs):
        return super()._construct_form(index, **{**kwargs, "empty_permitted": True})

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["position"].initial = index if index is not None else "__prefix__"
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this entry")

    def entries(self):
        """What `services.save_log` takes: the rows with something in them, those to remove left out."""
        kept = [form for form in self.forms if form.has_changed() and not self._should_delete_form(form)]
        names = ("position", "on", "task", "skill", "difficulty", "next_step", "artifact")
        return [{name: form.cleaned_data.get(name) for name in names} for form in kept if form.cleaned_data]


def entry_formset(data=None, files=None, *, log=None, week_on, skills, extra=1):
    """The entries of a week as rows; a row's number is its position, so a gap is an empty row."""
    known = {entry.position: _initial(entry) for entry in (log.entries.all() if log else [])}
    initial = [known.get(number, {"position": number}) for number in range(max(known, default=-1) + 1)]
    made = forms.formset_factory(
        EntryForm,
        formset=BaseEntryFormSet,
        extra=max(extra, 0 if initial else 1),
        can_delete=True,
        max_num=MOST_ENTRIES,
        validate_max=True,
        absolute_max=MOST_ENTRIES + 5,
    )
    days = [week_on + timedelta(days=number) for number in range(7)]
    choices = [(day, date_format(day, "D n/j")) for day in days]
    kwargs = {"days": choices, "skills": skills, "today": timezone.localdate()}
    rows = made(data, files, initial=initial, prefix="entries", form_kwargs=kwargs)
    rows.week_on = week_on
    return rows


def _initial(entry):
    return {
        "position": entry.position, "on": entry.on, "task": entry.task, "skill": entry.skill_id,
        "difficulty": entry.difficulty, "next_step": entry.next_step, "entry": entry,
    }  # fmt: skip


class ConfirmationForm(forms.Form):
    """Per entry: seen or not, and a level where it names a skill. One tap each."""

    comment = forms.CharField(
        label=_("A word about the week"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The student and the school read it."),
    )

    def __init__(self, *args, entries, **kwargs):
        super().__init__(*args, **kwargs)
        self.entries = list(entries)
        for entry in self.entries:
            self.fields[f"seen-{entry.pk}"] = forms.BooleanField(label=_("It was so"), required=False, initial=True)
            if entry.skill_id:
                self.fields[f"level-{entry.pk}"] = forms.TypedChoiceField(
                    label=entry.skill,
                    choices=[("", _("did not see")), *LEVELS],
                    coerce=int,
                    empty_value=None,
                    required=False,
                    widget=forms.RadioSelect,
                )

    @property
    def entry_rows(self):
        return [
            {
                "entry": entry,
                "seen": self[f"seen-{entry.pk}"],
                "level": self[f"level-{entry.pk}"] if entry.skill_id else None,
            }
            for entry in self.entries
        ]

    @property
    def given(self):
        """What `services.confirm_log` takes."""
        data = self.cleaned_data
        rows = {entry.pk: (data[f"seen-{entry.pk}"], data.get(f"level-{entry.pk}")) for entry in self.entries}
        return {"rows": rows, "comment": data["comment"]}
