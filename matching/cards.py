"""Explanations made ready for pages: names instead of ids, words instead of codes, per cents instead of fractions."""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from marketplace.compiled import compiled
from marketplace.models import Skill
from matching import wording
from matching.explain import Breakdown

PSEUDONYM = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without the letters and digits that look alike."""


@dataclass(frozen=True)
class Line:
    name: str
    line: object

    @property
    def kind(self):
        return self.line.kind

    @property
    def whole_level(self):
        return int(self.line.level)

    @property
    def level(self):
        return wording.level(self.line.level)

    @property
    def required(self):
        return wording.level(self.line.required)

    @property
    def missing(self):
        return wording.level(self.line.missing)

    @property
    def counts_like(self):
        """The level that ranks: what all evidence together, and what is usual, let expect."""
        return f"{self.line.estimate:.1f} ± {self.line.spread:.1f}" if self.line.estimate else ""

    @property
    def points(self):
        return 100 * self.line.part

    @property
    def most(self):
        return 100 * self.line.limit


class Card:
    """One score with its reasons, as the pages show it."""

    def __init__(self, breakdown, names, score=None):
        self.breakdown, self.names, self.score = breakdown, names, score
        self.rank = score.rank if score else breakdown.rank
        self.per_cent = round(100 * breakdown.score)

    @property
    def lines(self):
        return [Line(self.names.get(line.skill, "?"), line) for line in self.breakdown.skills]

    @property
    def sentences(self):
        return [wording.sentence(each.code, each.params, self.names) for each in self.breakdown.sentences]

    @property
    def said(self):
        """The sentences in one string."""
        return " ".join(self.sentences)

    @property
    def parts(self):
        """`[{label, value, share, n}]` for the bars: points of 100, and how much of what was possible."""
        found = []
        for name in dict.fromkeys([*self.breakdown.limits, *self.breakdown.parts]):
            points, most = self.breakdown.parts.get(name, 0), self.breakdown.limits.get(name, 0)
            if most or points:
                value = f"{100 * points:.1f} / {100 * most:.1f}" if most else f"{100 * points:+.1f}"
                share = min(max(100 * points / most, 0), 100) if most else 0
                found.append({"name": name, "label": wording.part(name), "value": value, "share": share})
        return found

    @property
    def raises(self):
        return [
            {
                "text": wording.raised(step, self.names),
                "gain": 100 * step.gain,
                "rank": step.rank,
                "skill": step.skill,
                "level": step.level,
            }
            for step in self.breakdown.raises
        ]

    @property
    def major(self):
        return wording.DISTANCES[self.breakdown.major_distance]

    @property
    def constraints(self):
        """Why nobody ranks this student here, as others read it."""
        return [wording.CONSTRAINTS.get(code, code) for code in self.breakdown.constraints]

    @property
    def my_constraints(self):
        """The same for the student: `[(why, what can be done)]`."""
        return [wording.MY_CONSTRAINTS.get(code, (code, "")) for code in self.breakdown.constraints]

    @property
    def met(self):
        return sum(not line.missing for line in self.breakdown.skills)


def cards(scores, names=None):
    """A `Card` for each of `scores`; one query for the names of all skills, none if `names` has them.

    `names` takes up what was read.
    """
    found = [(score, Breakdown.from_json(score.breakdown)) for score in scores]
    names = {} if names is None else names
    names |= skill_names((breakdown for _, breakdown in found), names)
    return [Card(breakdown, names, score) for score, breakdown in found]


def skill_names(breakdowns, known=()):
    """`{skill id: its name in the active language}` of those that are not `known`."""
    ids = {line.skill for breakdown in breakdowns for line in breakdown.skills}.difference(known)
    return dict(_names(list(ids))) if ids else {}


@compiled
def _names(skills):
    name = "en" if get_language() == "en" else "zh"
    return Skill.objects.filter(pk__in=skills).order_by().values_list("pk", name)


def pseudonym(position_id, student_id):
    """A name for a student who has not applied: the same each time, another at every position."""
    digest = salted_hmac("matching.cards", f"{position_id}:{student_id}").digest()
    return "".join(PSEUDONYM[byte % len(PSEUDONYM)] for byte in digest[:5])
