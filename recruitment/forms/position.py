"""The form of a position, the rows of its skill standard, and the reasons asked for by the law."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace import vocabulary
from marketplace.law.codes import Hazard
from marketplace.states import SkillLevel
from recruitment.models import Position, SkillRequirement

NONE = "none"
BASICS = ("title", "kind", "majors", "description", "tasks")
PLACE_AND_TIME = ("site", "city", "openings", "starts_on", "ends_on", "closes_on", "mentor")
HOURS = ("hours_per_day", "hours_per_week", "night_shift", "overtime", "rest_day_work")
PAY = (
    "pay_cny_per_month", "same_post_wage_cny_per_month", "lowest_wage_cny_per_month", "pay_cycle_days", "pay_in_kind",
    "pay_through_third_party", "fees_cny", "board_and_lodging",
)  # fmt: skip
SAFETY = (
    "labour_grade", "minor_taboo", "female_taboo", "holds_documents", "agency", "signs_itself",
)  # fmt: skip
DECLARATIONS = (
    "night_shift", "overtime", "rest_day_work", "pay_in_kind", "pay_through_third_party", "minor_taboo", "female_taboo",
    "holds_documents", "agency", "signs_itself",
)  # fmt: skip
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
STAFF = ("staff_on_post", "same_post_staff", "interns_elsewhere", "same_post_interns_elsewhere")


class YesNo(forms.NullBooleanSelect):
    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices = [
            ("unknown", _("not said yet")), ("true", pgettext_lazy("answer", "yes")),
            ("false", pgettext_lazy("answer", "no")),
        ]  # fmt: skip


class PositionForm(forms.ModelForm):
    """Every declaration starts unsaid: the law panel asks for what is missing."""

    hazards = forms.MultipleChoiceField(
        label=_("high-risk work"),
        choices=[(NONE, _("none of these")), *Hazard.choices],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    city = forms.CharField(
        label=_("city"), max_length=40, required=False,
        help_text=_("Only if it is neither at one of your sites nor at your address."),
    )  # fmt: skip

    class Meta:
        model = Position
        fields = [*BASICS, *PLACE_AND_TIME, *HOURS, *PAY, *SAFETY, "hazards", *STAFF]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 6}),
            "tasks": forms.Textarea(attrs={"rows": 4}),
            "majors": forms.CheckboxSelectMultiple,
            **dict.fromkeys(("starts_on", "ends_on", "closes_on"), DAY),
            **dict.fromkeys(DECLARATIONS, YesNo),
        }
        help_texts = {
            "tasks": _("One task per line: students read here what they will really do."),
            "labour_grade": _("0 is no physical labour; grade 3 and above is closed to interns."),
            "fees_cny": _("Deposits, training or material fees: 0 if the student pays nothing."),
        }

    def __init__(self, *args, enterprise, mentors, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.enterprise = enterprise
        self.fields["site"].queryset = enterprise.sites.all()
        self.fields["mentor"].queryset = mentors
        if self.instance.pk and self.instance.hazards == []:
            self.initial["hazards"] = [NONE]

    def clean_hazards(self):
        """None for no answer, [] for "none of these"."""
        chosen = self.cleaned_data["hazards"]
        if NONE in chosen and len(chosen) > 1:
            raise ValidationError(_("Either none of these, or some of them."), code="contradiction")
        return None if not chosen else [] if chosen == [NONE] else chosen

    def clean_city(self):
        site, enterprise = self.cleaned_data.get("site"), self.instance.enterprise
        return self.cleaned_data["city"] or (site.city if site else enterprise.city)

    @property
    def chosen_majors(self):
        return [choice.choice_label for choice in self["majors"].subwidgets if choice.data["selected"]]

    @property
    def groups(self):
        """The fields under their headings, for the page."""
        named = (
            ("place", _("Place and time"), PLACE_AND_TIME), ("hours", _("Working time"), HOURS), ("pay", _("Pay"), PAY),
            ("safety", _("Work and safety"), (*SAFETY, "hazards")), ("staff", _("Staff and interns"), STAFF),
        )  # fmt: skip
        return [(code, heading, [self[name] for name in names]) for code, heading, names in named]

    @property
    def values(self):
        """What `services.create_position` and `change_position` take."""
        site = self.cleaned_data.get("site")
        region = site.region if site else self.instance.enterprise.region
        return {**self.cleaned_data, "region": region, "majors": list(self.cleaned_data["majors"])}


class StandardRowForm(forms.Form):
    """A row of the skill standard; the skill is typed, by any of its names."""

    skill = forms.CharField(label=_("skill"), max_length=120, required=False)
    level = forms.TypedChoiceField(label=_("level"), choices=SkillLevel.choices, coerce=int, initial=SkillLevel.ALONE)
    must = forms.BooleanField(label=_("must"), required=False, initial=True)
    weight = forms.TypedChoiceField(
        label=_("weight"), choices=[(n, n) for n in range(1, 6)], coerce=int, initial=SkillRequirement().weight
    )

    def clean_skill(self):
        typed = self.cleaned_data["skill"]
        skill = vocabulary.named(typed) if typed else None
        if typed and skill is None:
            raise ValidationError(_("This skill is not in the vocabulary; please choose a suggestion."), code="unknown")
        return skill

    def has_changed(self):
        return bool(self.data.get(self.add_prefix("skill"), "").strip())


class _StandardFormSet(forms.BaseFormSet):
    @property
    def standard(self):
        """The rows that `services` take; empty and deleted ones are left out."""
        rows = [form.cleaned_data for form in self.forms if form not in self.deleted_forms and form.cleaned_data]
        return [{name: row[name] for name in ("skill", "level", "must", "weight")} for row in rows if row["skill"]]


StandardFormSet = formset_factory(
    StandardRowForm, formset=_StandardFormSet, extra=3, can_delete=True, max_num=40, absolute_max=60
)


def standard_initial(position):
    return [
        {"skill": str(row.skill), "level": row.level, "must": row.must, "weight": row.weight}
        for row in position.skill_standard.select_related("skill")
    ]


def reasons_from(data):
    """`{code: (reason, filing no.)}` from the fields `reason-L10`, `filing-L10` of a page that asked for reasons."""
    codes = [name.removeprefix("reason-") for name in data if name.startswith("reason-")]
    return {
        code: (data[f"reason-{code}"].strip()[:1000], data.get(f"filing-{code}", "").strip()[:60]) for code in codes
    }
