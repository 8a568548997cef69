"""What leadership sees of the audit: counted in the database, by four queries for any number of people."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count as Number
from django.db.models import F, FloatField, OuterRef, Q, Subquery
from django.db.models.functions import Floor

from marketplace.models import Enterprise
from matching.models import Score
from matching.outcomes import families, groups, rates
from matching.outcomes.judged import INTERVIEWED, REJECTED, how_far
from recruitment.models import Application
from recruitment.states import ApplicationState

STEPS = 1000
"""Scores are counted in so many steps: the median is known to a thousandth."""
STRATA = 20
"""Scores in the same twentieth are equal scores."""
FEWEST_OF_GROUP = 10
"""An employer is shown with at least FEWEST people, of each group at least so many."""
MOST_EMPLOYERS = 20
OPEN_ENDS = (ApplicationState.SUBMITTED, ApplicationState.SHORTLISTED, ApplicationState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Row:
    label: object
    contrast: rates.Contrast


@dataclass(frozen=True, slots=True)
class Employer:
    enterprise: Enterprise
    difference: rates.Difference
    shrunken: float

    @property
    def points(self):
        return 100 * self.shrunken


@dataclass(frozen=True, slots=True)
class Audit:
    attribute: str
    scoring: list[Row]
    selection: list[Row]
    at_equal_score: rates.Difference | None
    employers: list[Employer]
    """Those whose decisions differ from the score by group, the largest difference first."""
    looked_at: int
    """Employers with enough people."""

    @property
    def groups(self):
        """The labels of the two groups."""
        return list(groups.ATTRIBUTES[self.attribute][1].values())

    @property
    def label(self):
        return groups.ATTRIBUTES[self.attribute][0]

    @property
    def equal_points(self):
        """The difference at equal score and its interval, in percentage points."""
        return [100 * value for value in (self.at_equal_score.size, *self.at_equal_score.interval)]

    @property
    def is_empty(self):
        return not (self.scoring or self.selection or self.at_equal_score)


def audits(schools):
    """One `Audit` for each attribute, of the students of `schools` (ids)."""
    scored, decided = _scored(schools), _decided(schools)
    pairs, applications = _people(_scores(schools)), _people(_applications(schools))
    return {name: _audit(name, scored, decided, pairs, applications) for name in groups.ATTRIBUTES}


def _audit(attribute, scored, decided, scored_people, decided_people):
    codes, place = list(groups.ATTRIBUTES[attribute][1]), list(groups.ATTRIBUTES).index(attribute)
    medians = _medians(scored)
    scoring = rates.paired(
        (family, codes.index(who[place]), n, n * (step >= medians[family]))
        for family, step, who, n in scored
        if who[place] in codes
    )
    known = [(key, codes.index(who[place]), n, hits) for *key, who, n, hits in decided if who[place] in codes]
    selection = rates.paired((family, which, n, hits) for (family, *_), which, n, hits in known)
    at_equal_score = rates.paired((tuple(key), which, n, hits) for key, which, n, hits in known if key[2] is not None)
    employers, looked_at = _employers(at_equal_score)
    whole = rates.difference(at_equal_score.values())
    return Audit(
        attribute=attribute,
        scoring=_rows(scoring, _pairs(scored_people, codes, place)),
        selection=_rows(selection, _pairs(decided_people, codes, place)),
        at_equal_score=whole if _is_shown(at_equal_score) else None,
        employers=employers,
        looked_at=looked_at,
    )


def _pairs(people, codes, place):
    """`{family: (people of the first group, of the other)}`."""
    found = rates.paired((family, codes.index(who[place]), n, 0) for family, who, n in people if who[place] in codes)
    return {family: (one.n, other.n) for family, (one, other) in found.items()}


def _rows(counts, people):
    shown, whole = rates.contrasts(counts, people)
    rows = [Row(families.label(code), contrast) for code, contrast in sorted(shown.items())]
    return [*rows, Row("", whole)] if len(rows) > 1 else rows


def _is_shown(strata):
    """Whether both groups are large enough, counting those who can be compared."""
    pairs = [pair for pair in strata.values() if all(count.n for count in pair)]
    return all(sum(pair[which].n for pair in pairs) >= groups.FEWEST for which in (0, 1))


def _employers(strata):
    """`(those who differ, how many were looked at)`."""
    own = defaultdict(list)
    for (_family, enterprise, _step), pair in strata.items():
        if all(count.n for count in pair):
            own[enterprise].append(pair)
    found = {enterprise: rates.difference(pairs) for enterprise, pairs in own.items() if _is_enough(pairs)}
    found = {enterprise: each for enterprise, each in found.items() if each.chance}
    sizes = rates.shrunken(found)
    differ = [enterprise for enterprise, each in found.items() if each.p < rates.UNLIKELY]
    differ = sorted(differ, key=lambda enterprise: -abs(sizes[enterprise]))[:MOST_EMPLOYERS]
    rows = Enterprise.objects.only("name", "name_en").in_bulk(differ) if differ else {}
    return [Employer(rows[each], found[each], sizes[each]) for each in differ], len(found)


def _is_enough(pairs):
    people = [sum(pair[which].n for pair in pairs) for which in (0, 1)]
    return sum(people) >= groups.FEWEST and min(people) >= FEWEST_OF_GROUP


def _medians(scored):
    """`{family: the step of its median score}`, over everybody who was scored."""
    counts = defaultdict(lambda: defaultdict(int))
    for family, step, _who, n in scored:
        counts[family][step] += n
    return {family: _median(steps) for family, steps in counts.items()}


def _median(steps):
    half, seen = sum(steps.values()) / 2, 0
    for step in sorted(steps):
        seen += steps[step]
        if seen >= half:
            return step
    raise ValueError("no scores")


def _scored(schools):
    """`[(family, step of the score, groups, n)]` of all stored scores."""
    rows = _scores(schools).annotate(step=Floor(STEPS * F("score")))
    counted = rows.order_by().values_list("family", "step", *groups.COLUMNS).annotate(n=Number("pk"))
    return [(family, int(step), tuple(who), n) for family, step, *who, n in counted]


def _decided(schools):
    """`[(family, enterprise id, step of the score or None, groups, n, how many were interviewed or more)]` of all
    applications that an enterprise has decided on."""
    own = Score.objects.filter(position=OuterRef("position"), student=OuterRef("student")).values("score")
    rows = _applications(schools).annotate(own_score=Subquery(own, output_field=FloatField()))
    rows = rows.annotate(step=Floor(STRATA * F("own_score")))
    counted = rows.order_by().values_list("family", "position__enterprise", "step", *groups.COLUMNS)
    counted = counted.annotate(n=Number("pk"), hits=Number("pk", filter=Q(came__gte=INTERVIEWED)))
    return [
        (family, enterprise, None if step is None else int(step), tuple(who), n, hits)
        for family, enterprise, step, *who, n, hits in counted
    ]


def _people(rows):
    """`[(family, groups, how many different students)]` of `rows`."""
    counted = rows.order_by().values_list("family", *groups.COLUMNS).annotate(n=Number("student", distinct=True))
    return [(family, tuple(who), n) for family, *who, n in counted]


def _scores(schools):
    rows = Score.objects.filter(student__student_class__department__school__in=schools)
    return groups.annotated(rows, "student__").annotate(family=families.family())


def _applications(schools):
    """Those that an enterprise has decided on."""
    rows = Application.objects.filter(student__student_class__department__school__in=schools)
    rows = rows.annotate(came=how_far()).exclude(came=REJECTED, state__in=OPEN_ENDS)
    return groups.annotated(rows, "student__").annotate(family=families.family())
