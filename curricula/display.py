"""Plans, norms and changes in words, made ready for pages."""

from collections import defaultdict
from decimal import ROUND_DOWN, Decimal

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from curricula.models import Coverage, Programme, ProgrammeVersion
from curricula.models.course import Course
from curricula.norms import Measure, Verdict
from curricula.states import CourseCategory, CoverageKind, ProposalState
from marketplace.models import Skill

TONES = {Verdict.MET: "good", Verdict.UNSURE: "wait", Verdict.BROKEN: "bad"}
OPS = {"add": "good", "change": "info", "remove": "bad"}


def terms(version):
    """The courses of `version` by term, with hours and credits of each term."""
    grouped = defaultdict(list)
    for course in version.courses.all():
        grouped[course.term].append(course)
    return [{"term": term, "courses": courses, **totals(courses)} for term, courses in sorted(grouped.items())]


def totals(courses):
    return {
        "hours": sum(course.hours for course in courses),
        "credits": sum(course.credits for course in courses),
        "practice": sum(course.hours_practice for course in courses),
    }


def by_category(courses):
    """Hours and credits of each category that occurs, in the order of the categories."""
    grouped = defaultdict(list)
    for course in courses:
        grouped[course.category].append(course)
    return [
        {"label": label, "n": len(grouped[code]), **totals(grouped[code])}
        for code, label in CourseCategory.choices
        if code in grouped
    ]


def matrix(version):
    """Rows of the course–skill matrix: each skill with the courses that introduce, reinforce and master it."""
    rows = {}
    cells = Coverage.objects.filter(course__version=version).select_related("course", "skill")
    for cell in cells.order_by("skill__cluster", "skill__zh", "course__term", "course__code"):
        row = rows.setdefault(cell.skill_id, {"skill": cell.skill, "columns": {kind: [] for kind in CoverageKind}})
        row["columns"][cell.kind].append(cell)
    return [{"skill": row["skill"], "columns": list(row["columns"].items())} for row in rows.values()]


def findings(found):
    """Norm findings with their numbers in words, breaches first."""
    order = list(reversed(Verdict.values))
    return [
        {
            "title": one.title,
            "tone": TONES[one.verdict],
            "verdict": Verdict(one.verdict).label,
            "value": _value(one),
            "norm": _norm(one),
            "names": one.names,
            "source": one.source,
        }
        for one in sorted(found, key=lambda one: order.index(one.verdict))
    ]


def _value(finding):
    if finding.names:
        return _("%(n)s missing") % {"n": len(finding.names)}
    return "" if finding.least is None and finding.most is None else _number(finding.value, finding.measure)


def _norm(finding):
    least, most = _number(finding.least, finding.measure), _number(finding.most, finding.measure)
    if finding.least is not None and finding.most is not None:
        return _("%(least)s to %(most)s") % {"least": least, "most": most}
    return _("at least %(least)s") % {"least": least} if finding.least is not None else ""


def _number(value, measure):
    """A number as people write it; cut, not rounded up, so that 49.96 % never looks like 50 %."""
    if value is None:
        return "–"
    if measure == Measure.SHARE:
        return f"{_cut(100 * Decimal(value))} %"
    if measure == Measure.MONTHS:
        return _("%(n)s months") % {"n": _cut(value)}
    return _cut(value)


def _cut(value):
    cut = Decimal(value).quantize(Decimal("0.1"), rounding=ROUND_DOWN)
    return str(cut.quantize(Decimal(1)) if cut == cut.to_integral_value() else cut)


def change_lines(change, base=None):
    """A change as lines `{op, tone, what, where, before, after}` in words. Two queries, whatever the size."""
    codes = {step["skill"] for step in change.get("coverage", [])}
    skills = {skill.code: str(skill) for skill in Skill.objects.filter(code__in=codes)}
    names = {course.code: str(course) for course in base.courses.all()} if base else {}
    names.update({step["code"]: step["after"]["zh"] for step in change.get("courses", []) if step["op"] == "add"})
    return [
        *(_part_line(step) for step in change.get("parts", [])),
        *(_course_line(step, names) for step in change.get("courses", [])),
        *(_coverage_line(step, names, skills) for step in change.get("coverage", [])),
    ]


def _line(op, what, where, before, after):
    return {"op": _op(op), "tone": OPS[op], "what": what, "where": where, "before": before, "after": after}


def _op(op):
    return {"add": _("new"), "change": _("changed"), "remove": _("dropped")}[op]


def _part_line(step):
    label = ProgrammeVersion._meta.get_field(step["part"]).verbose_name
    return _line("change", _("Part"), label, step["before"], step["after"])


def _course_line(step, names):
    name = names.get(step["code"], step["code"])
    return _line(step["op"], _("Course"), f"{step['code']} {name}", _fields(step["before"]), _fields(step["after"]))


def _coverage_line(step, names, skills):
    where = f"{names.get(step['course'], step['course'])} · {skills.get(step['skill'], step['skill'])}"
    return _line(step["op"], _("Coverage"), where, _cell(step["before"]), _cell(step["after"]))


def _fields(values):
    if not values:
        return ""
    parts = [
        f"{Course._meta.get_field(name).verbose_name} {_field(name, value)}"
        for name, value in values.items()
        if value not in ("", 0, False, "0.0")
    ]
    return ("，" if get_language() != "en" else ", ").join(parts)


def _field(name, value):
    if name == "category":
        return CourseCategory(value).label
    return _("yes") if value is True else value


def _cell(cell):
    if not cell:
        return ""
    kind = CoverageKind(cell["kind"]).label if "kind" in cell else ""
    level = _("level %(level)s") % {"level": cell["level"]} if "level" in cell else ""
    return " ".join(filter(None, [str(kind), level]))


STAGES = (
    (ProposalState.DRAFT, gettext_lazy("Draft")),
    (ProposalState.SUBMITTED, gettext_lazy("Submitted")),
    (ProposalState.COMMITTEE, gettext_lazy("Committee")),
    (ProposalState.ACADEMIC_AFFAIRS, gettext_lazy("Academic affairs")),
    (ProposalState.FINAL_APPROVAL, gettext_lazy("Final approval")),
    (ProposalState.PUBLISHED, gettext_lazy("Published")),
)


def stages(proposal, history):
    """The way of a proposal as steps: who passed each stage and when, where it stands, where it ended."""
    passed = {row.source: row for row in history if row.source}
    order = [state for state, _label in STAGES]
    here = (
        proposal.state
        if proposal.state in order
        else next((row.source for row in reversed(history) if row.source in order), ProposalState.DRAFT)
    )
    if proposal.state == ProposalState.RETURNED:
        here = ProposalState.DRAFT
    return [_stage(proposal, state, label, order, here, passed.get(state)) for state, label in STAGES]


def _stage(proposal, state, label, order, here, row):
    step = {"label": label, "state": "todo"}
    if order.index(state) < order.index(here) or proposal.state == ProposalState.PUBLISHED:
        step["state"] = "done"
        if row:
            step |= {"by": row.by or "", "at": row.at}
    elif state == here:
        failed = proposal.state in (ProposalState.REJECTED, ProposalState.WITHDRAWN)
        step["state"] = "failed" if failed else "current"
        step["due"] = None if failed else proposal.due_at
    return step


def crumbs(programme: Programme, *more):
    return [
        {"label": _("Training plans"), "url": reverse("curricula:programme_list")},
        {"label": str(programme), "url": programme.get_absolute_url()},
        *more,
    ]


def awaited(proposal, ballots, holders):
    """Whose turn it is, as names: the voters who have not voted, else whoever may make the awaited move."""
    if proposal.state == ProposalState.COMMITTEE:
        return [ballot.user for ballot in ballots if ballot.state == "open"]
    return sorted({user for users in holders.values() for user in users}, key=lambda user: user.pk)


def with_labels(history, obj):
    """The log rows with the words of their moves in `label`."""
    for row in history:
        move = obj.MOVES.get(row.action)
        row.label = move.label if move else _("Created")
    return history


def proposal_tabs(current):
    labels = {"": _("All"), "mine": _("To be written"), "under_way": _("Under way"), "final": _("Decided")}
    return [
        {"label": label, "url": f"?tab={code}" if code else "?", "current": code == current}
        for code, label in labels.items()
    ]
