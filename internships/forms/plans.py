from django import forms
from django.utils.translation import gettext_lazy as _

from internships.forms.fields import DayField
from internships.models import InternshipPlan
from marketplace.forms import ReplacingRow
from marketplace.models import Department, Skill


class PlanForm(forms.ModelForm):
    starts_on = DayField(label=InternshipPlan._meta.get_field("starts_on").verbose_name)
    ends_on = DayField(label=InternshipPlan._meta.get_field("ends_on").verbose_name)

    class Meta:
        model = InternshipPlan
        fields = [
            "name", "department", "majors", "cohort", "starts_on", "ends_on", "academic_year", "course_name",
            "course_code", "credits", "goals", "emergency", "required_logs", "school_weight", "enterprise_weight",
            "log_weight", "disagreement_threshold", "excellent_from", "good_from", "pass_from", "appeal_days",
            "safety_pass_mark", "safety_attempts",
        ]  # fmt: skip
        widgets = {"goals": forms.Textarea(attrs={"rows": 3}), "emergency": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, school, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.school = school
        self.fields["department"].queryset = Department.objects.filter(school=school)
        self.fields["department"].empty_label = _("the whole school")
        self.fields["majors"].queryset = (
            self.fields["majors"].queryset.filter(classes__department__school=school).distinct()
        )

    def clean(self):
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] <= data["starts_on"]:
            self.add_error("ends_on", _("The last day comes after the first."))
        marks = [data.get(name) for name in ("excellent_from", "good_from", "pass_from")]
        if None not in marks and not marks[0] > marks[1] > marks[2]:
            self.add_error("good_from", _("Excellent, good and qualified come in this order."))
        return data

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class CriterionForm(ReplacingRow, forms.Form):
    zh = forms.CharField(label=_("Chinese name"), max_length=80)
    en = forms.CharField(label=_("English name"), max_length=120, required=False)
    weight = forms.IntegerField(label=_("Weight (%)"), min_value=1, max_value=100)
    skill = forms.ModelChoiceField(
        Skill.objects.filter(is_active=True), label=_("Skill"), required=False, empty_label=_("no skill of the list")
    )


class BaseCriterionFormSet(forms.BaseFormSet):
    def clean(self):
        if any(self.errors):
            return
        total = sum(row["weight"] for row in self.rows())
        if total != 100:
            raise forms.ValidationError(
                _("The weights of the criteria sum to %(total)s, not to 100."), params={"total": total}, code="sum"
            )

    def rows(self):
        kept = [form for form in self.forms if form.cleaned_data and not self._should_delete_form(form)]
        return [{name: form.cleaned_data[name] for name in ("zh", "en", "weight", "skill")} for form in kept]


def criterion_formset(data=None, *, plan):
    """The rubric as rows. Descriptions of levels are kept by name: a renamed criterion has none."""
    rubric = getattr(plan, "rubric", None)
    rows = list(rubric.criteria.all()) if rubric else []
    made = forms.formset_factory(
        CriterionForm, formset=BaseCriterionFormSet, extra=0 if rows else 4, can_delete=True, max_num=20
    )
    initial = [{"zh": row.zh, "en": row.en, "weight": row.weight, "skill": row.skill_id} for row in rows]
    return made(data, initial=initial, prefix="criteria")
