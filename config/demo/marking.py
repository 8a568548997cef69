"""The marks of the graders, and the grades that are computed from them."""

from datetime import timedelta

from config.demo.rounds import at
from config.demo.world import words
from internships import grades
from internships.models import GradeVersion, ScoreRow
from internships.work_states import LogState, Side
from marketplace.transitions import Via

Ground = GradeVersion.Ground


class Marking:
    """The scores of one round as they come in, and the versions of the grades."""

    def __init__(self, world, chance, found):
        self.world, self.chance, self.round = world, chance, found
        self.marks, self.versions = [], []

    def submit(self, sheet, side, *, apart=0):
        """One grader's marks; `apart` is how far the mentor differs, in marks."""
        score, placement = sheet.given[side], sheet.placement
        grader = placement.supervisor if side == Side.SCHOOL else placement.mentor
        merit = 62 + 32 * self.world.gifts[placement.student_id] - apart
        rows = []
        for criterion in self.criteria(placement.plan):
            mark = max(40, min(99, round(merit + self.chance.uniform(-5, 5))))
            level = max(1, min(5, round(mark / 25))) if criterion.skill_id and side == Side.ENTERPRISE else None
            rows.append(ScoreRow(score=score, criterion=criterion, mark=mark, level=level))
        score.total = grades.score_total((row.criterion.weight, row.mark) for row in rows)
        score.grader, score.version, score.comment = grader, 1, self.chance.choice(words("grade_comments"))
        score.found = rows
        self.marks += rows
        day = self.round.ends_on - timedelta(days=self.chance.randint(1, 9))
        via = Via.LINK if side == Side.ENTERPRISE else Via.ACCOUNT
        self.world.ledger.move(
            score,
            f"submit_{side}",
            by=grader,
            at=max(at(day, 17), score.state_at),
            via=via,
            data={"total": str(score.total)},
        )

    def conclude(self, sheet):
        school, enterprise = sheet.given[Side.SCHOOL].total, sheet.given[Side.ENTERPRISE].total
        moment = max(score.state_at for score in sheet.given.values())
        self.version(sheet, Ground.COMPUTED, moment)
        is_disputed = grades.is_disputed(school, enterprise, sheet.placement.plan.disagreement_threshold)
        self.world.ledger.move(sheet, "dispute" if is_disputed else "settle", by=None, at=moment)

    def version(self, sheet, ground, moment, *, total=None, reason="", by=None):
        placement = sheet.placement
        plan, totals = placement.plan, {side: score.total for side, score in sheet.given.items()}
        weights = (plan.school_weight, plan.enterprise_weight, plan.log_weight)
        approved = sum(log.state == LogState.APPROVED for log in placement.weeks)
        logs = grades.log_score(approved, plan.required_logs)
        if total is None:
            total = grades.joint_total(totals[Side.SCHOOL], totals[Side.ENTERPRISE], logs, weights)
        found = GradeVersion(
            sheet=sheet,
            number=len(sheet.found) + 1,
            ground=ground,
            reason=reason,
            by=by,
            at=moment,
            school_total=totals[Side.SCHOOL],
            enterprise_total=totals[Side.ENTERPRISE],
            log_score=logs,
            weights=list(weights),
            total=grades.rounded(total),
            grade=grades.grade_of(grades.rounded(total), plan.excellent_from, plan.good_from, plan.pass_from),
        )
        sheet.found.append(found)
        self.versions.append(found)

    def criteria(self, plan):
        if not hasattr(plan, "rows"):
            plan.rows = list(plan.rubric.criteria.select_related("skill"))
        return plan.rows
