"""Form fields that several pages share."""

from django import forms
from django.utils.text import format_lazy

from internships import artifacts
from marketplace.states import SkillLevel

LEVELS = [(value, format_lazy("{} {}", value, label)) for value, label in SkillLevel.choices]


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ArtifactField(forms.FileField):
    """A file told apart by its content; its value is an `artifacts.Artifact`."""

    widget = forms.FileInput(attrs={"accept": "image/*,.pdf,.docx"})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        return artifacts.clean(upload) if upload else None


def refuse(form, error):
    """Show a service's ValidationError at the fields it names, and what it says of no field above the form."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)
