"""The unified social credit code (统一社会信用代码) and its check character. Source: GB 32100-2015."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def check_character(first_17):
    """The 18th character of a code, from the 17 before it: weights 3**i mod 31."""
    total = sum(ALPHABET.index(character) * pow(3, i, 31) for i, character in enumerate(first_17))
    return ALPHABET[(31 - total % 31) % 31]


def validate_credit_code(code):
    if len(code) != 18 or any(character not in ALPHABET for character in code):
        raise ValidationError(
            _("A credit code has 18 characters: digits and capitals without I, O, S, V and Z."), code="credit_code_form"
        )
    if code[17] != check_character(code[:17]):
        raise ValidationError(_("The check character of this credit code is wrong."), code="credit_code_check")
