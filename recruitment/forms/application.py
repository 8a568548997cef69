"""What students and enterprises say about an application."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.models import Skill
from recruitment.models import Application, Interview, Offer
from recruitment.services import CONSENT_VERSION, NewMentor
from recruitment.states import RejectReason

DATE = {"type": "date"}


class ApplyForm(forms.ModelForm):
    consent = forms.BooleanField(label=_("I agree that this enterprise may see my résumé."), required=True)

    class Meta:
        model = Application
        fields = ["message"]
        widgets = {"message": forms.Textarea(attrs={"rows": 5})}

    @property
    def consent_version(self):
        return CONSENT_VERSION if self.cleaned_data.get("consent") else ""


class RejectForm(forms.Form):
    reason = forms.ChoiceField(label=_("reason"), choices=RejectReason, widget=forms.RadioSelect)
    missing_skills = forms.ModelMultipleChoiceField(
        label=_("skills that were missing"), queryset=Skill.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    words = forms.CharField(
        label=_("words to the student"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The student reads this. Say what would have helped."),
    )  # fmt: skip

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, **kwargs)
        standard = application.position.skill_standard.values("skill")
        self.fields["missing_skills"].queryset = Skill.objects.filter(pk__in=standard)

    def clean(self):
        data = super().clean()
        has_standard = bool(self.fields["missing_skills"].choices)
        if data.get("reason") == RejectReason.SKILLS and has_standard and not data.get("missing_skills"):
            self.add_error("missing_skills", ValidationError(_("Which skills were missing?"), code="required"))
        if data.get("reason") == RejectReason.OTHER and not data.get("words", "").strip():
            self.add_error("words", ValidationError(_("Please say why."), code="required"))
        return data


class InviteForm(forms.ModelForm):
    at = forms.DateTimeField(
        label=_("time"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("minutes"), min_value=5, max_value=480, initial=30)
    url = forms.URLField(label=_("video link"), required=False, assume_scheme="https")

    class Meta:
        model = Interview
        fields = ["at", "minutes", "place", "url", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def clean_at(self):
        if self.cleaned_data["at"] <= timezone.now():
            raise ValidationError(_("This time is over."), code="past")
        return self.cleaned_data["at"]

    def clean(self):
        data = super().clean()
        if not data.get("place") and not data.get("url") and "url" not in self.errors:
            self.add_error("place", ValidationError(_("Please give a place or a video link."), code="where"))
        return data


class OfferForm(forms.ModelForm):
    mentor_name = forms.CharField(label=_("name of a new mentor"), max_length=80, required=False)
    mentor_email = forms.EmailField(label=_("e-mail of the new mentor"), required=False)
    mentor_phone = forms.CharField(label=_("or phone"), max_length=20, required=False)

    class Meta:
        model = Offer
        fields = ["pay_cny_per_month", "starts_on", "ends_on", "reply_by", "mentor", "note"]
        widgets = {
            **{name: forms.DateInput(attrs=DATE, format="%Y-%m-%d") for name in ("starts_on", "ends_on", "reply_by")},
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, mentors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = mentors
        self.fields["mentor"].required = False

    def clean(self):
        data = super().clean()
        is_new = any(data.get(name) for name in ("mentor_name", "mentor_email", "mentor_phone"))
        if not data.get("mentor") and not is_new and "mentor" not in self.errors:
            self.add_error("mentor", ValidationError(_("Who will guide the student?"), code="required"))
        return data

    def _get_validation_exclusions(self):
        return {*super()._get_validation_exclusions(), "mentor"}

    @property
    def terms(self):
        """What `services.offer` takes."""
        data = self.cleaned_data
        new = NewMentor(name=data["mentor_name"], email=data["mentor_email"], phone=data["mentor_phone"])
        named = {name: data[name] for name in ("pay_cny_per_month", "starts_on", "ends_on", "reply_by", "note")}
        return {**named, "mentor": data["mentor"] or new}
