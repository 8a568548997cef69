from django import forms
from django.utils.translation import gettext_lazy as _

from internships.forms.fields import ArtifactField, DayField
from internships.models import InternshipPlan, Placement
from marketplace.organisations import group_for
from marketplace.states import Role


class SignForm(forms.Form):
    """The name of the signatory, typed; on paper with a scan. `sha256` says which terms were on the page."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("Typing your full name is your signature. It stands in your own name only."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    scan = ArtifactField(
        label=_("Scan, if you signed on paper"), required=False, help_text=_("A photo or a PDF, at most 10 MB.")
    )
    sha256 = forms.CharField(widget=forms.HiddenInput, required=False)


class InsuranceForm(forms.Form):
    insurer = forms.CharField(label=_("Insurer"), max_length=120)
    policy_no = forms.CharField(label=_("Policy number"), max_length=60)
    starts_on = DayField(label=_("Covers from"))
    ends_on = DayField(label=_("Covers until"))
    charged_to_student = forms.BooleanField(label=_("The student pays for it"), required=False)
    document = ArtifactField(
        label=_("Document"), required=False, help_text=_("A photo, a PDF or a Word document, at most 10 MB.")
    )


class SafetyForm(forms.Form):
    """One radio group per question of an attempt, then the commitment."""

    def __init__(self, *args, attempt, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = len(attempt.questions)
        for number, question in enumerate(attempt.questions):
            self.fields[f"q{number}"] = forms.TypedChoiceField(
                label=f"{number + 1}. {question['text']}",
                coerce=int,
                choices=list(enumerate(question["options"])),
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose an answer.")},
            )
        self.fields["commitment"] = forms.BooleanField(
            label=_(
                "I have read the safety rules of school and enterprise. I will keep them, and I will stop and ask "
                "when something is dangerous."
            ),
            error_messages={"required": _("Please make the commitment.")},
        )

    @property
    def given(self):
        """What `services.finish_attempt` takes."""
        answers = [self.cleaned_data[f"q{number}"] for number in range(self.count)]
        return {"answers": answers, "commitment": self.cleaned_data["commitment"]}

    @property
    def questions(self):
        return [self[f"q{number}"] for number in range(self.count)]


class PlanChoiceForm(forms.Form):
    plan = forms.ModelChoiceField(InternshipPlan.objects.none(), label=_("Plan"))

    def __init__(self, *args, placement, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = InternshipPlan.objects.visible_to(user).filter(school=placement.school)


class FilingForm(forms.ModelForm):
    class Meta:
        model = Placement
        fields = ["supervisor", "source", "mode", "region", "city", "address", "is_school_base", "filing_no"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        department = self.instance.student.student_class.department
        people = (
            group_for(Role.SUPERVISOR, department).user_set.all()
            | group_for(Role.SUPERVISOR, department.school).user_set.all()
        )
        self.fields["supervisor"].queryset = people.distinct().order_by("name")


class GuardianForm(forms.Form):
    name = forms.CharField(label=_("Name of the guardian"), max_length=80)
    email = forms.EmailField(
        label=_("The guardian's own e-mail"),
        help_text=_("The link to consent goes to this address and to nobody else."),
    )
