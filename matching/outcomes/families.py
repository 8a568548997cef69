"""Families of positions: the category of the catalogue of majors that a position asks for (the first two digits).

Source: 职业教育专业目录（2021年）. Categories of secondary schools (61–79) are those of colleges (41–59) plus 20.
"""

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Substr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from recruitment.models import Position

LABELS = {
    "": _("any major"),
    "41": _("agriculture, forestry, husbandry and fishery"),
    "42": _("resources, environment and safety"),
    "43": _("energy, power and materials"),
    "44": _("civil engineering and construction"),
    "45": _("water resources"),
    "46": _("equipment manufacturing"),
    "47": _("biology and chemical industry"),
    "48": _("light industry and textiles"),
    "49": _("food, medicines and grain"),
    "50": _("transport"),
    "51": _("electronics and information"),
    "52": _("medicine and health"),
    "53": _("finance and commerce"),
    "54": _("tourism"),
    "55": _("culture and arts"),
    "56": _("press and media"),
    "57": _("education and sports"),
    "58": _("public security and justice"),
    "59": _("public administration and services"),
}
REST = "rest"
LABELS[REST] = pgettext_lazy("audit", "all smaller families together")
SECONDARY = 20


def label(code):
    if code in LABELS or not code.isdigit():
        return LABELS.get(code, code)
    return LABELS.get(str(int(code) - SECONDARY), code)


def family(position="position"):
    """The family of the position whose id is in the column `position`, as an expression; "" when it asks for none."""
    asked = Position.majors.through.objects.filter(position=OuterRef(position)).order_by("major__code")
    first = Subquery(asked.values(code=Substr("major__code", 1, 2))[:1], output_field=CharField())
    return Coalesce(first, Value(""))
