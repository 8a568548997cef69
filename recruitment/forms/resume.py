"""The résumé, its uploads, and the levels a student claims."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from marketplace.forms import ReplacingRow
from marketplace.states import SkillLevel
from recruitment.models import Resume, ResumeEntry

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ResumeForm(forms.ModelForm):
    class Meta:
        model = Resume
        fields = ["headline", "about", "available_from"]
        widgets = {"about": forms.Textarea(attrs={"rows": 4}), "available_from": DAY}
        help_texts = {"headline": _("One line: what you learn and what you look for.")}


class EntryForm(ReplacingRow, forms.ModelForm):
    class Meta:
        model = ResumeEntry
        fields = ["section", "title", "organisation", "starts_on", "ends_on", "text"]
        widgets = {"starts_on": DAY, "ends_on": DAY, "text": forms.Textarea(attrs={"rows": 3})}

    def clean(self):
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", ValidationError(_("The last day comes after the first."), code="order"))
        return data


class _EntryFormSet(forms.BaseFormSet):
    @property
    def entries(self):
        """The rows that `services.save_resume` takes."""
        rows = [form.cleaned_data for form in self.forms if form.has_changed() and form not in self.deleted_forms]
        return [{name: row[name] for name in EntryForm.Meta.fields} for row in rows]


EntryFormSet = formset_factory(EntryForm, formset=_EntryFormSet, extra=2, can_delete=True, max_num=40, absolute_max=60)


def entry_initial(resume):
    rows = resume.entries.all() if resume.pk else ()
    return [{name: getattr(row, name) for name in EntryForm.Meta.fields} for row in rows]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("PDF or Word file (DOCX), at most 5 MB"), max_length=1000, allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx"}),
    )  # fmt: skip


class ClaimForm(forms.Form):
    """One answer: a level, or "no"."""

    level = forms.TypedChoiceField(
        choices=[("", _("not said yet")), *SkillLevel.choices, ("0", _("not a skill of mine"))], coerce=int,
        required=False, empty_value=None,
    )  # fmt: skip
