"""One form per action: they say what shape the answers have, services say what is allowed."""

from recruitment.forms.application import ApplyForm, InviteForm, OfferForm, RejectForm
from recruitment.forms.errors import show
from recruitment.forms.imports import ImportForm, MappingForm
from recruitment.forms.position import PositionForm, StandardFormSet, reasons_from, standard_initial
from recruitment.forms.resume import ClaimForm, EntryFormSet, ResumeForm, UploadForm, entry_initial

__all__ = [
    "ApplyForm",
    "ClaimForm",
    "EntryFormSet",
    "ImportForm",
    "InviteForm",
    "MappingForm",
    "OfferForm",
    "PositionForm",
    "RejectForm",
    "ResumeForm",
    "StandardFormSet",
    "UploadForm",
    "entry_initial",
    "reasons_from",
    "show",
    "standard_initial",
]
