from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace import notices
from marketplace.models import Enterprise, Inspection, NoticePreference


class ReplacingRow:
    """A form of a set whose rows replace what is stored: one that is sent as it was stored is a row, too."""

    def has_changed(self):
        """Whether there is something in the row."""
        own = [name for name in self.fields if name != DELETION_FIELD_NAME]
        return any(self.data.get(self.add_prefix(name), "").strip() for name in own)


class EnterpriseForm(forms.ModelForm):
    class Meta:
        model = Enterprise
        fields = [
            "name",
            "name_en",
            "industry_code",
            "region",
            "city",
            "address",
            "staff_count",
            "about",
            "contact_name",
            "contact_phone",
        ]
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}


class EnterpriseRegistrationForm(EnterpriseForm):
    person_name = forms.CharField(label=_("Your name"), max_length=80)
    email = forms.EmailField(
        label=_("Your work e-mail"), help_text=_("You sign in with it; we send a link to set a password.")
    )
    phone = forms.CharField(label=_("Your phone"), max_length=20, required=False)

    class Meta(EnterpriseForm.Meta):
        fields = ["credit_code", "name", "industry_code", "region", "city", "address", "staff_count", "about"]

    field_order = ["credit_code", "name", "person_name", "email", "phone"]

    def clean_credit_code(self):
        return self.cleaned_data["credit_code"].strip().upper()


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class DiscardForm(forms.Form):
    """Why a task is given up: it stays in the list of decisions."""

    reason = forms.CharField(
        label=_("Why it may be left undone"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReleaseForm(forms.Form):
    """The answer of an internship office; the number is asked for where the law asks for a filing."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    filing_no = forms.CharField(
        label=_("Filing number"), max_length=60, required=False,
        help_text=_("Under which the exception is filed with the superior authority; not needed to refuse."),
    )  # fmt: skip

    def __init__(self, *args, release, **kwargs):
        super().__init__(*args, **kwargs)
        if not release.found.needs_filing_no:
            self.fields["filing_no"].widget = forms.HiddenInput()


class InspectionForm(forms.ModelForm):
    class Meta:
        model = Inspection
        fields = ["on", "report"]
        widgets = {"on": forms.DateInput(attrs={"type": "date"}), "report": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "report": _(
                "What was seen: legal standing, management, equipment, shifts and rest, safety and labour protection, "
                "guidance, board and lodging, willingness to teach."
            )
        }

    def clean_on(self):
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError(_("An inspection lies in the past."), code="future")
        return self.cleaned_data["on"]


class SkillImportForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Columns: code, zh, en, cluster, aliases (separated by |). UTF-8 or GB 18030, up to 2 MB."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > 2 * 1024 * 1024:
            raise forms.ValidationError(_("This file is larger than 2 MB."), code="too_large")
        return file


class NoticePreferencesForm(forms.Form):
    """One choice for each group of notices; the labels of groups are in `GROUPS`."""

    GROUPS = {
        "applications": _("Applications and offers"),
        "curricula": _("Training plans and proposals"),
        "enterprise": _("My enterprise"),
        "grades": _("Scores and grades"),
        "incidents": _("Incidents and leave"),
        "internship": _("Internship and its papers"),
        "law": _("Rules of law and releases"),
        "logs": _("Weekly logs"),
        "positions": _("Positions"),
        "privacy": _("Views of personal data"),
        "resume": _("My résumé"),
    }

    def __init__(self, *args, user, **kwargs):
        chosen = dict(NoticePreference.objects.filter(user=user).values_list("group", "mail"))
        super().__init__(*args, initial=chosen, **kwargs)
        for group in notices.groups():
            self.fields[group] = forms.ChoiceField(
                label=self.GROUPS[group],
                choices=NoticePreference.Mail.choices,
                initial=NoticePreference.Mail.DIGEST,
                widget=forms.RadioSelect,
            )
