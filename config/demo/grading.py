"""Co-grading: two blind scores, what they came to, and who was content with it."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType

from config.demo.marking import Ground, Marking
from config.demo.rounds import at
from config.demo.rows import insert
from config.demo.world import words
from internships import grades
from internships.models import GradeSheet, Score
from internships.states import PlacementState
from internships.work_states import SCORE_AWAITS, SheetState, Side
from marketplace.models import SkillEvidence
from marketplace.states import EvidenceClass, Role

# What the sheets of the round that ends just now are doing, one after the other.
CLOSING = ("final", "publish", "score", "half", "appeal", "void", "waive", "settle", "dispute", "final")


class Grading:
    """The grade sheets of one round: final for past rounds, in every state for the one that ends just now."""

    def __init__(self, world, chance, found):
        self.world, self.chance, self.round = world, chance, found
        self.sheets, self.scores, self.done = [], [], []
        self.marking = Marking(world, chance, found)

    def keep(self, placement):
        if placement.state != PlacementState.ACTIVE or self.round.key == "current":
            return
        stage = CLOSING[len(self.sheets) % len(CLOSING)] if self.round.key == "closing" else "final"
        sheet = GradeSheet(placement=placement)
        sheet.found, sheet.given = [], {}
        self.sheets.append(sheet)
        opened = at(self.round.ends_on - timedelta(days=14), 1)
        self.world.ledger.begin(sheet, by=None, at=opened)
        for side in Side:
            score = Score(sheet=sheet, side=side, state=SCORE_AWAITS[side])
            self.world.ledger.begin(score, by=None, at=opened)
            self.scores.append(score)
            sheet.given[side] = score
        getattr(self, stage)(sheet)

    # What a sheet came to, from "nobody has scored" to "final".

    def score(self, sheet):
        """Nobody has scored yet."""

    def half(self, sheet):
        self.marking.submit(sheet, Side.SCHOOL)

    def void(self, sheet):
        """The internship ended early in its last days."""
        placement, by = sheet.placement, self.office(sheet)
        moment = at(self.round.ends_on - timedelta(days=4), 16)
        self.world.ledger.move(placement, "terminate", by=by, at=moment, reason=words("early_ends")[0])
        placement.ended_on = moment.date()
        for row in (sheet, *sheet.given.values()):
            self.world.ledger.move(row, "void", by=None, at=max(moment, row.state_at))

    def settle(self, sheet, *, apart=4):
        self.marking.submit(sheet, Side.SCHOOL)
        self.marking.submit(sheet, Side.ENTERPRISE, apart=apart)
        self.marking.conclude(sheet)

    def dispute(self, sheet):
        self.settle(sheet, apart=24)

    def waive(self, sheet):
        """The mentor has left the enterprise; somebody else will decide."""
        self.marking.submit(sheet, Side.SCHOOL)
        moment = at(self.round.ends_on + timedelta(days=1), 11)
        reason = "企业导师已离职，企业确认无人可以替代评分。"
        self.world.ledger.move(sheet.given[Side.ENTERPRISE], "waive", by=self.office(sheet), at=moment, reason=reason)
        self.marking.conclude(sheet)

    def publish(self, sheet):
        """Settled or moderated, and shown to the student."""
        self.settle(sheet, apart=24 if self.chance.random() < 0.07 else 4)
        if sheet.state == SheetState.MODERATION:
            self.moderate(sheet)
        version = sheet.found[-1]
        said = {"version": version.number, "total": str(version.total), "grade": version.grade}
        moment = max(at(self.round.ends_on + timedelta(days=2), 10), sheet.state_at)
        self.world.ledger.move(sheet, "publish", by=self.office(sheet), at=moment, data=said)
        sheet.published_at, sheet.appeal_until = moment, moment.date() + timedelta(days=7)

    def appeal(self, sheet):
        self.publish(sheet)
        sheet.has_appealed = True
        moment = max(at(sheet.published_at.date() + timedelta(days=2), 20), sheet.state_at)
        reason = self.chance.choice(words("appeal_reasons"))
        self.world.ledger.move(sheet, "appeal", by=sheet.placement.student.user, at=moment, reason=reason)

    def final(self, sheet):
        """Accepted, not appealed in time, or decided on the appeal; then the placement is complete."""
        chosen = self.chance.random()
        if chosen < 0.04 and self.round.key != "closing":
            self.answer(sheet)
        else:
            self.publish(sheet)
            lapsed = at(sheet.appeal_until + timedelta(days=1), 1)
            if chosen < 0.5 and self.round.key != "closing":
                self.world.ledger.move(sheet, "lapse", by=None, at=max(lapsed, sheet.state_at))
            else:
                moment = max(at(sheet.published_at.date() + timedelta(days=1), 19), sheet.state_at)
                self.world.ledger.move(sheet, "accept", by=sheet.placement.student.user, at=moment)
        self.done.append(sheet)
        placement, moment = sheet.placement, max(at(sheet.state_at.date() + timedelta(days=1), 1), sheet.state_at)
        self.world.ledger.move(placement, "close", by=None, at=moment)
        placement.ended_on = placement.ends_on

    # The steps.

    def moderate(self, sheet):
        reason, total = self.chance.choice(words("moderation_reasons")), sheet.found[-1].total
        moment = max(at(self.round.ends_on + timedelta(days=1), 15), sheet.state_at)
        self.world.ledger.move(
            sheet, "moderate", by=self.office(sheet), at=moment, reason=reason, data={"total": str(total)}
        )
        self.marking.version(sheet, Ground.MODERATED, moment, total=total, reason=reason, by=self.office(sheet))

    def answer(self, sheet):
        """A third person decides on the appeal, and raises the grade a little."""
        self.appeal(sheet)
        by, reason = self.office(sheet), "复核日志与成果后，故障处理一项调高，其余维持。"
        moment = max(at(sheet.state_at.date() + timedelta(days=4), 15), sheet.state_at)
        self.world.ledger.move(sheet, "answer", by=by, at=moment, reason=reason, data={"changed": True})
        total = min(grades.rounded(100), sheet.found[-1].total + 2)
        self.marking.version(sheet, Ground.APPEAL, moment, total=total, reason=reason, by=by)

    def office(self, sheet):
        return self.world.staff[Role.COORDINATOR, sheet.placement.student.student_class.department][0]

    def write(self):
        ledger = self.world.ledger
        ledger.write(self.sheets)
        ledger.write(self.scores)
        insert(self.marking.marks)
        insert(self.marking.versions)
        insert(self.evidence())

    def evidence(self):
        """A final grade makes the mentor's levels evidence."""
        content_type = ContentType.objects.get_for_model(Score)
        for sheet in self.done:
            score = sheet.given[Side.ENTERPRISE]
            for row in score.found:
                if row.level:
                    yield SkillEvidence(
                        student=sheet.placement.student,
                        skill=row.criterion.skill,
                        level=row.level,
                        evidence_class=EvidenceClass.CONFIRMED,
                        content_type_id=content_type.pk,
                        object_id=score.pk,
                        on=score.state_at.date(),
                        recorded_by=score.grader,
                        recorded_at=sheet.state_at,
                    )
