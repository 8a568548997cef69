"""The gap table of a major: one reader of positions, evidence, rejections and the matrix, in a fixed number of queries.

The numbers are made by `curricula.indicators`. Every number has a list behind it: `posts_behind`, `rejections_behind`
and `students_behind` return the rows that were counted.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.cache import cache
from django.db.models import Count, Max
from django.utils import timezone

from curricula import indicators
from curricula.models import Coverage
from curricula.states import KIND_ORDER, CoverageKind
from marketplace import evidence
from marketplace.models import Skill, SkillEvidence, Student
from marketplace.states import EnterpriseState
from recruitment.models import Application, Position, SkillRequirement
from recruitment.states import ApplicationState

READ_BACK = timedelta(days=round(2 * indicators.WINDOW_QUARTERS * indicators.QUARTER_DAYS))
KEPT_SECONDS = 24 * 3600
WINDOW = timedelta(days=round(indicators.WINDOW_QUARTERS * indicators.QUARTER_DAYS))


@dataclass(frozen=True, slots=True)
class Cell:
    """What one course does for a skill."""

    course_id: int
    code: str
    name: str
    kind: str
    level: int


@dataclass(frozen=True, slots=True)
class Row:
    """One skill of the table. `plan_gap` is the gap that would remain if everybody attained what the plan aims at."""

    skill: Skill
    demand: float
    n_posts: int
    n_openings: int
    trend: indicators.Trend
    required: float | None
    attained: indicators.Attainment
    gap: float | None
    cells: tuple[Cell, ...]
    plan_gap: float | None
    rejections: indicators.Share
    is_oversupplied: bool

    @property
    def kind(self):
        """The strongest coverage, "" for none."""
        return max((cell.kind for cell in self.cells), key=KIND_ORDER.get, default="")

    @property
    def planned(self):
        """The highest target level of the plan, 0 for none."""
        return max((cell.level for cell in self.cells), default=0)

    @property
    def is_uncovered(self):
        """Demanded (as much as one opening), and no course takes it to mastery."""
        return self.demand >= 1 and self.kind != CoverageKind.MASTER

    @property
    def shown_gap(self):
        """The gap index 0–1, None where fewer than MIN_N posts or students stand behind it."""
        return None if self.n_posts < indicators.MIN_N else self.gap

    @property
    def shown_plan_gap(self):
        return None if self.n_posts < indicators.MIN_N else self.plan_gap

    @property
    def gap_percent(self):
        return _percent(self.shown_gap)

    @property
    def plan_gap_percent(self):
        return _percent(self.shown_plan_gap)

    @property
    def urgency(self):
        """Demand × gap, with the gap of the plan where too few students are known: what to look at first."""
        gap = self.plan_gap if self.gap is None else self.gap
        return self.demand * (gap or 0)


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are the demanded skills, the most urgent first; `oversupplied` those taught and asked for by nobody."""

    until: date
    rows: list[Row]
    oversupplied: list[Row]
    overall: float | None
    n_posts: int
    n_students: int
    n_rejections: int
    match: indicators.Share
    version: object
    cohorts: list[int] = field(default_factory=list)

    @property
    def overall_percent(self):
        return None if self.n_posts < indicators.MIN_N else _percent(self.overall)

    @property
    def n_uncovered(self):
        return sum(row.is_uncovered for row in self.rows)

    def row_of(self, skill):
        """The row of `skill`, or None."""
        return next((row for row in (*self.rows, *self.oversupplied) if row.skill.pk == skill.pk), None)


def read(programme, *, cohort=None, at=None):
    """The gap `Table` of a programme, of all its students or those of one `cohort`, as of `at` (date or datetime)."""
    until = timezone.localdate(at) if at is None or isinstance(at, datetime) else at
    posts = _posts(programme, until)
    market = {post.position for found in posts.values() for post in indicators.window(found, until)}
    sizes = dict(students_of(programme).order_by().values_list("student_class__cohort").annotate(Count("pk")))
    version = programme.versions.current().first()
    cited, n_rejections = _rejections(programme, until)
    rows = _rows(posts, _cells(version), students_of(programme, cohort), cited, n_rejections, len(market), until)
    return Table(
        until=until,
        rows=sorted((row for row in rows if row.n_posts), key=lambda row: (-row.urgency, -row.demand, row.skill.zh)),
        oversupplied=sorted((row for row in rows if row.is_oversupplied), key=lambda row: row.skill.zh),
        overall=indicators.overall_gap((row.demand, row.gap) for row in rows),
        n_posts=len(market),
        n_students=sizes.get(cohort, 0) if cohort else sum(sizes.values()),
        n_rejections=n_rejections,
        match=_match(programme),
        version=version,
        cohorts=sorted(sizes, reverse=True),
    )


def students_of(programme, cohort=None):
    """The students whom the programme teaches, of all cohorts or one."""
    found = Student.objects.filter(
        student_class__department=programme.department_id, student_class__major=programme.major_id
    )
    return found.filter(student_class__cohort=cohort) if cohort else found


def posts_behind(programme, skill, until):
    """The requirements counted in the demand for `skill`, newest first."""
    return (
        _requirements(programme, until, WINDOW)
        .filter(skill=skill)
        .select_related("position__enterprise")
        .order_by("-position__opened_at", "-position_id")
    )


def positions_behind(programme, until):
    """The positions of the market: those whose skill standard is counted, newest first."""
    counted = _requirements(programme, until, WINDOW).values("position")
    return Position.objects.filter(pk__in=counted).select_related("enterprise").order_by("-opened_at", "-pk")


def rejections_behind(programme, until, skill=None):
    """The rejected applications counted, those that cite `skill` if given, newest first."""
    rejected = Application.objects.filter(
        student__student_class__department=programme.department_id,
        student__student_class__major=programme.major_id,
        state=ApplicationState.REJECTED,
        state_at__range=_span(until, WINDOW),
    ).exclude(reject_reason="")
    return rejected.filter(missing_skills=skill) if skill else rejected


def students_behind(programme, skill=None, cohort=None):
    """The students counted: all, or those in the attained level of `skill`, who have any evidence of it."""
    found = students_of(programme, cohort)
    if skill:
        found = found.filter(pk__in=SkillEvidence.objects.filter(skill=skill).values("student"))
    return found.select_related("user", "student_class").order_by("student_class__cohort", "student_no", "pk")


def _percent(share):
    return None if share is None else round(100 * share)


def _requirements(programme, until, back):
    return SkillRequirement.objects.filter(
        position__majors=programme.major_id,
        position__enterprise__state=EnterpriseState.VERIFIED,
        position__opened_at__range=_span(until, back),
    )


def _span(until, back):
    """The first and the last moment of the days after `until - back` up to `until`; a bare date is cast row by row."""
    first, last = until - back + timedelta(days=1), until
    return tuple(timezone.make_aware(datetime.combine(day, at)) for day, at in ((first, time.min), (last, time.max)))


def _posts(programme, until):
    found = defaultdict(list)
    columns = ("skill_id", "position_id", "position__opened_at", "position__openings", "level", "must")
    for skill, position, opened_at, openings, level, must in (
        _requirements(programme, until, READ_BACK).values_list(*columns).order_by()
    ):
        day = timezone.localtime(opened_at).date()
        found[skill].append(indicators.Post(position, day, openings, level, must))
    return found


def _cells(version):
    found = defaultdict(list)
    if version:
        cells = Coverage.objects.filter(course__version=version).select_related("course")
        for cell in cells.order_by("course__term", "course__code"):
            found[cell.skill_id].append(Cell(cell.course_id, cell.course.code, str(cell.course), cell.kind, cell.level))
    return found


def attainments(students):
    """`{skill id: Attainment}` of `students`. Kept until they have new evidence: evidence is only ever added."""
    pieces = SkillEvidence.objects.filter(student__in=students).order_by()
    found = pieces.aggregate(n=Count("pk"), latest=Max("recorded_at"))
    text = f"{students.query} {found['n']} {found['latest']}"
    key = f"attainments-{hashlib.sha256(text.encode()).hexdigest()}"
    kept = cache.get(key)
    if kept is None:
        kept = {skill: indicators.attainment(levels) for skill, levels in _levels(pieces).items()}
        cache.set(key, kept, timeout=KEPT_SECONDS)
    return kept


def _levels(pieces):
    """`{skill id: [Attained]}`, one for each student with evidence of the skill."""
    grouped = defaultdict(list)
    for piece in pieces.values_list("student_id", "skill_id", "level", "evidence_class", "on", "pk", named=True):
        grouped[piece.skill_id, piece.student_id].append(piece)
    found = defaultdict(list)
    for (skill, _), mine in grouped.items():
        found[skill].append(evidence.attained(mine))
    return found


def _rejections(programme, until):
    """How many rejections cite each skill, and how many there are."""
    cited, rejected = defaultdict(int), set()
    for application, skill in rejections_behind(programme, until).order_by().values_list("pk", "missing_skills"):
        rejected.add(application)
        cited[skill] += 1
    return cited, len(rejected)


def _match(programme):
    accepted = Application.objects.filter(
        student__student_class__department=programme.department_id,
        student__student_class__major=programme.major_id,
        state=ApplicationState.ACCEPTED,
    ).values_list("pk", "position__majors__code")
    codes = defaultdict(list)
    for pk, code in accepted:
        codes[pk] += [code] if code else []
    return indicators.major_match((programme.major.code, named) for named in codes.values())


def _rows(posts, cells, students, cited, n_rejections, n_market, until):
    skills = Skill.objects.in_bulk(posts.keys() | cells.keys())
    attained = attainments(students)
    return [
        _row(
            skill,
            posts.get(pk, []),
            attained.get(pk, indicators.NOBODY),
            tuple(cells.get(pk, ())),
            indicators.Share(cited[pk], n_rejections),
            n_market,
            until,
        )
        for pk, skill in skills.items()
    ]


def _row(skill, posts, attained, cells, rejections, n_market, until):
    recent = indicators.window(posts, until)
    weight = indicators.demand(posts, until)
    is_mastered = any(cell.kind == CoverageKind.MASTER for cell in cells)
    return Row(
        skill=skill,
        demand=weight,
        n_posts=len(recent),
        n_openings=sum(post.openings for post in recent),
        trend=indicators.trend(posts, until),
        required=indicators.required(posts, until),
        attained=attained,
        gap=indicators.gap_index(posts, attained.mean, until),
        cells=cells,
        plan_gap=indicators.gap_index(posts, max((cell.level for cell in cells), default=0), until),
        rejections=rejections,
        is_oversupplied=indicators.is_oversupplied(is_mastered, weight, n_market),
    )
