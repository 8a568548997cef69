"""How HR narrows the candidates of a position. The conditions are the database's."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from matching import wording

SCORES = (50, 60, 70, 80, 90)
MUSTS = {"met": gettext_lazy("all there"), "missing": gettext_lazy("at least one missing")}
MAJORS = {
    "0": wording.DISTANCES[0],
    "1": pgettext_lazy("major", "same class or nearer"),
    "2": pgettext_lazy("major", "same category or nearer"),
}
MONTHS = 6
"""So many days to choose "free from" among: an exact one could be found by trial."""


@dataclass(frozen=True)
class Wish:
    """What HR looks for; the fields hold what stands in the query string, "" is anything."""

    score: str = ""
    musts: str = ""
    major: str = ""
    free: str = ""

    @classmethod
    def of(cls, params, position):
        """Read a query string; what is not among the choices is left out, and what `drop` names ("all" is each)."""
        drop = params.get("drop")
        kept = [name for name in cls.__dataclass_fields__ if drop not in (name, "all")]
        chosen = {name: params.get(name, "") for name in kept}
        if not any(chosen.values()):
            return cls()
        known = {facet["name"]: {value for value, _label in facet["choices"]} for facet in cls().facets(position)}
        return cls(**{name: value for name, value in chosen.items() if value in known[name]})

    def __bool__(self):
        return self != Wish()

    @property
    def shown(self):
        """The condition on what the cards of people without a name say themselves."""
        found = Q()
        if self.musts:
            found &= Q(musts_missing=0) if self.musts == "met" else Q(musts_missing__gt=0)
        return found & Q(major_distance__lte=int(self.major)) if self.major else found

    @property
    def hidden(self):
        """The condition on what their cards do not say."""
        found = Q(score__gte=int(self.score) / 100) if self.score else Q()
        if self.free:
            day = date.fromisoformat(self.free)
            anytime = Q(student__resume__available_from=None)
            found &= anytime | Q(student__resume__available_from__lte=day)
        return found

    def facets(self, position):
        """`[{name, label, value, choices: [(value, label)]}]` for the form."""
        rows = [
            ("score", _("Match at least"), [(str(score), str(score)) for score in SCORES]),
            ("musts", _("Must-skills"), list(MUSTS.items())),
            ("major", _("Major"), list(MAJORS.items())),
            ("free", _("Free by"), _days(position)),
        ]
        return [
            {"name": name, "label": label, "value": getattr(self, name), "choices": choices}
            for name, label, choices in rows
        ]

    def chips(self, position):
        """`[{name, label}]` of what is chosen."""
        found = []
        for facet in self.facets(position) if self else ():
            if facet["value"]:
                label = f"{facet['label']}: {dict(facet['choices'])[facet['value']]}"
                found.append({"name": facet["name"], "label": label})
        return found

    @property
    def query(self):
        chosen = {name: getattr(self, name) for name in self.__dataclass_fields__ if getattr(self, name)}
        return "?" + urlencode(chosen) if chosen else ""


def _days(position):
    """Today and the firsts of the next months, up to the first day of the position."""
    day, found = timezone.localdate(), []
    last = position.starts_on or date(day.year + 1, day.month, 1)
    while day <= last and len(found) < MONTHS:
        found.append((day.isoformat(), date_format(day, "DATE_FORMAT") if found else pgettext("filter", "today")))
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return found
