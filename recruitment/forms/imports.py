"""A file of positions, and which of its columns is which field."""

from django import forms
from django.utils.translation import gettext_lazy as _

from recruitment.importing.columns import FIELDS, REQUIRED


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("CSV, XLSX or JSON lines, at most 20 MB"), max_length=1000, allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.jsonl,.json"}),
    )  # fmt: skip


class MappingForm(forms.Form):
    """One choice per field of a position."""

    def __init__(self, *args, columns, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", _("not in the file")), *((name, name) for name in columns)]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=name in REQUIRED)
