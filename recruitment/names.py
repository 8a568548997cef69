"""Names in the active language, without the objects that bear them."""

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from marketplace.compiled import compiled
from marketplace.models import Major, Skill


def majors(codes):
    """`{code: name}`."""
    return _of(Major, codes, "name_en", "name")


def skills(codes):
    """`{code: name}`."""
    return _of(Skill, codes, "en", "zh")


def column(path):
    """The name of the major or enterprise at `path`, as a column."""
    return _first(f"{path}__name_en", f"{path}__name") if get_language() == "en" else F(f"{path}__name")


def skill_column(path):
    """The path of the name of the skill at `path`."""
    return f"{path}__en" if get_language() == "en" else f"{path}__zh"


def person(path):
    """The name of the user at `path`, as a column."""
    return _first(f"{path}__name", f"{path}__username")


def _of(model, codes, english, chinese):
    in_english = get_language() == "en"
    rows = _rows(list(codes), model=model, columns=("code", english, chinese))
    return {code: (in_english and in_en) or in_zh for code, in_en, in_zh in rows}


@compiled
def _rows(codes, *, model, columns):
    return model.objects.filter(code__in=codes).order_by().values_list(*columns)


def _first(one, other):
    return Coalesce(NullIf(F(one), Value("")), F(other))
