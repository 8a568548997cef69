"""The one module of the matcher that reads sex and home: for audits, never for a score. A test reads the others.

A group is never read person by person into a page: pages get counts, models get a gap over all.
"""

import numpy as np
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.models import Student

FEWEST = 30
"""Smaller groups are not shown: a figure of few says something about each of them, and nothing about the whole."""
FIRST_COUNTY = "21"
"""The last two digits of a home code: 01–20 are districts of a city, 21–99 counties and county towns. Source: GB/T
2260."""

ATTRIBUTES = {
    "sex": (_("Sex"), {"female": pgettext_lazy("audit", "women"), "male": pgettext_lazy("audit", "men")}),
    "origin": (
        _("Home: city or county"),
        {"city": pgettext_lazy("audit", "city district"), "county": pgettext_lazy("audit", "county")},
    ),
    "province": (
        _("Home: province"),
        {"own": pgettext_lazy("audit", "province of the school"), "other": pgettext_lazy("audit", "another province")},
    ),
}
"""`{attribute: (label, {group: label})}`; who said nothing is in no group."""
COLUMNS = [f"{attribute}_group" for attribute in ATTRIBUTES]


def annotated(rows, student):
    """`rows` with a column for each of ATTRIBUTES, of the student at the path `student`; "" where nothing is said."""
    home, school = f"{student}home_region", f"{student}student_class__department__school__region"
    rows = rows.annotate(
        home_province=Substr(home, 1, 2), home_district=Substr(home, 5, 2), school_province=Substr(school, 1, 2)
    )
    return rows.annotate(
        sex_group=F(f"{student}sex"),
        origin_group=_case({"": Q(home_district__in=["", "00"]), "county": Q(home_district__gte=FIRST_COUNTY)}, "city"),
        province_group=_case({"": Q(home_province=""), "own": Q(home_province=F("school_province"))}, "other"),
    )


def of(students):
    """`{attribute: (students,) str}`: the groups of the students with these ids, "" where nothing is said."""
    rows = annotated(Student.objects.filter(pk__in=np.unique(students).tolist()), "")
    found = {pk: groups for pk, *groups in rows.values_list("pk", *COLUMNS)}
    return {
        attribute: np.array([found[pk][place] for pk in students.tolist()], str)
        for place, attribute in enumerate(ATTRIBUTES)
    }


def _case(cases, default):
    whens = [When(condition, then=Value(name)) for name, condition in cases.items()]
    return Case(*whens, default=Value(default), output_field=CharField())
