"""One form per action: they say what shape the answers have, services say what is allowed."""

from recruitment.forms.application import ApplyForm, InviteForm, OfferForm, RejectForm
from recruitment.forms.errors import show
from recruitment.forms.position import PositionForm, StandardFormSet, reasons_from, standard_initial

__all__ = [
    "ApplyForm",
    "InviteForm",
    "OfferForm",
    "PositionForm",
    "RejectForm",
    "StandardFormSet",
    "reasons_from",
    "show",
    "standard_initial",
]
