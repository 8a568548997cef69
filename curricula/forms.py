from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from curricula import importing, tables
from curricula.models import PARTS, Course, ProgrammeVersion, Proposal
from curricula.plans import COURSE_FIELDS
from curricula.states import Choice, CoverageKind
from marketplace import vocabulary
from marketplace.authentication import people_called
from marketplace.models import Department, Major
from marketplace.states import Role, SkillLevel


class ProgrammeForm(forms.Form):
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"))
    major = forms.ModelChoiceField(Major.objects.none(), label=_("Major"))

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments
        self.fields["major"].queryset = Major.objects.filter(level__in=departments.values("school__level"))


class CommitteeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    quorum_percent = forms.IntegerField(
        label=_("Quorum (percent of members)"),
        min_value=1,
        max_value=100,
        initial=67,
        help_text=_("So many members have to vote before anything is decided; abstentions count."),
    )
    enterprise_votes_min = forms.IntegerField(
        label=_("Votes of enterprise members at least"), min_value=1, max_value=20, initial=1
    )
    vote_days = forms.IntegerField(label=_("Days to vote"), min_value=1, max_value=60, initial=7)


class MemberForm(forms.Form):
    person = forms.CharField(
        label=_("Person"), max_length=120, help_text=_("E-mail, phone or staff no. of somebody with an account.")
    )
    is_enterprise = forms.BooleanField(label=_("From an enterprise"), required=False)
    is_chair = forms.BooleanField(label=_("Chair"), required=False)

    def clean_person(self):
        found = list(people_called(self.cleaned_data["person"].strip())[:2])
        if len(found) != 1:
            raise ValidationError(_("Nobody, or more than one person, is known by this."), code="unknown")
        return found[0]

    def clean(self):
        person, values = self.cleaned_data.get("person"), self.cleaned_data
        roles = set(person.memberships.values_list("role", flat=True)) if person else set()
        if values.get("is_enterprise") and not roles & {Role.HR, Role.MENTOR}:
            self.add_error("is_enterprise", _("This person belongs to no enterprise here."))
        return values


class PartsForm(forms.ModelForm):
    class Meta:
        model = ProgrammeVersion
        fields = ["effective_cohort", "duration_years", *PARTS]
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in PARTS}


class ProposalForm(forms.ModelForm):
    class Meta:
        model = Proposal
        fields = ["title", "reason", "effective_cohort"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 6})}


class CourseForm(forms.ModelForm):
    """A course as a proposal wishes it; `values` are its fields in the form of `curricula.plans`."""

    class Meta:
        model = Course
        fields = ["code", *COURSE_FIELDS]

    def __init__(self, *args, is_new=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = not is_new

    @property
    def values(self):
        values = {name: self.cleaned_data[name] for name in COURSE_FIELDS}
        return {**values, "credits": f"{values['credits']:.1f}"}


class CoverageForm(forms.Form):
    course = forms.ChoiceField(label=_("Course"))
    skill = forms.CharField(label=_("Skill"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Coverage"),
        initial=CoverageKind.MASTER,
        choices=[*CoverageKind.choices[::-1], ("none", _("none (take it out)"))],
    )
    level = forms.TypedChoiceField(
        label=_("Target level"),
        choices=[(value, f"{value} {label}") for value, label in SkillLevel.choices],
        coerce=int,
        initial=SkillLevel.ALONE,
    )

    def __init__(self, *args, courses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = courses

    @property
    def values(self):
        kind = self.cleaned_data["kind"]
        return {**self.cleaned_data, "kind": "" if kind == "none" else kind}

    def clean_skill(self):
        skill = vocabulary.named(self.cleaned_data["skill"])
        if skill is None:
            raise ValidationError(_("The vocabulary has no skill of this name."), code="unknown")
        return skill


class VoteForm(forms.Form):
    choice = forms.ChoiceField(label=_("Your vote"), choices=Choice.choices, widget=forms.RadioSelect)
    opinion = forms.CharField(
        label=_("Your opinion"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stays with the proposal, under your name. A vote against needs one."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to return or reject."),
    )


class PlanFileForm(forms.Form):
    file = forms.FileField(
        label=_("CSV or XLSX file"), help_text=_("One row for each course, headings in the first row; up to 2 MB.")
    )
    effective_cohort = forms.IntegerField(label=_("From entry year"), min_value=2000, max_value=2100)


class PlanTableForm(forms.Form):
    """The table of an import on its way back from the page, and which column is what."""

    table = forms.JSONField()
    effective_cohort = forms.IntegerField(min_value=2000, max_value=2100)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in importing.FIELDS:
            self.fields[f"column-{name}"] = forms.IntegerField(required=False, min_value=0, max_value=tables.COLUMNS)

    def clean_table(self):
        rows = self.cleaned_data["table"]
        is_table = (
            isinstance(rows, list)
            and 2 <= len(rows) <= tables.ROWS
            and all(
                isinstance(row, list) and len(row) <= tables.COLUMNS and all(isinstance(cell, str) for cell in row)
                for row in rows
            )
        )
        if not is_table:
            raise ValidationError(_("Please choose the file again."), code="not_a_table")
        return rows

    @property
    def mapping(self):
        chosen = {name: self.cleaned_data.get(f"column-{name}") for name in importing.FIELDS}
        return {name: index for name, index in chosen.items() if index is not None}
