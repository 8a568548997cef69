"""What students start themselves: reports, leaves, wishes to end early, in every state."""

from datetime import timedelta

from config.demo.rounds import at
from config.demo.world import words
from internships.models import EarlyEnd, Incident, Leave
from internships.states import PlacementState
from internships.work_states import EndReason, IncidentKind, LeaveKind
from marketplace.states import Role

INCIDENTS = (("report",), ("report", "take"), ("report", "take", "resolve"), ("report", "take", "resolve"))
ANSWERS = ("", "grant", "grant", "refuse", "withdraw")
# The placements, counted among those at work, whose students wish to end early; later every fortieth does.
FIRST_TO_LEAVE = (4, 9, 15, 22)


class Events:
    """The reports and requests in the placements of one round."""

    def __init__(self, world, chance, found):
        self.world, self.chance, self.round = world, chance, found
        self.incidents, self.leaves, self.early_ends, self.running = [], [], [], 0

    def keep(self, placement):
        """Some report something, some ask for days off; only who is at work still waits for an answer."""
        if not placement.started_on:
            return
        is_running = placement.state == PlacementState.ACTIVE and self.round.key == "current"
        last = min(placement.ended_on or placement.ends_on, self.world.today)
        length = max(1, (last - placement.started_on).days - 3)
        if self.chance.random() < 0.09:
            self.report(placement, placement.started_on + timedelta(days=self.chance.randrange(length)), is_running)
        if self.chance.random() < 0.22:
            self.take_leave(placement, placement.started_on + timedelta(days=self.chance.randrange(length)), is_running)
        self.running += is_running
        if is_running and (self.running in FIRST_TO_LEAVE or self.running % 40 == 0) and not is_persona(placement):
            self.wish_to_end(placement)

    def report(self, placement, day, is_running):
        number, student, ledger = len(self.incidents), placement.student.user, self.world.ledger
        steps = INCIDENTS[number % len(INCIDENTS)] if is_running else INCIDENTS[-1]
        kind, text = INCIDENT_WORDS[number % len(INCIDENT_WORDS)]
        if "take" not in steps:
            day = self.world.today - timedelta(days=1)
        moment = at(day, 18)
        obj = Incident(
            placement=placement, kind=kind, happened_on=day, words=text, reported_by=student, created_at=moment
        )
        ledger.begin(obj, by=student, at=moment)
        for step in steps[1:]:
            moment = max(at(moment.date() + timedelta(days=1), 10), moment)
            reason = "已与企业沟通并落实整改，学生确认。" if step == "resolve" else ""
            ledger.move(obj, step, by=placement.supervisor, at=moment, reason=reason)
        self.incidents.append(obj)

    def take_leave(self, placement, day, is_running):
        number, student = len(self.leaves), placement.student.user
        answer = ANSWERS[number % len(ANSWERS)] if is_running else "grant"
        if not answer:
            day = self.world.today + timedelta(days=3)
        kind, text = LEAVE_WORDS[number % len(LEAVE_WORDS)]
        asked = at(day - timedelta(days=4), 19)
        obj = Leave(
            placement=placement,
            kind=kind,
            from_on=day,
            to_on=day + timedelta(days=number % 2),
            words=text,
            created_at=asked,
        )
        self.world.ledger.begin(obj, by=student, at=asked)
        self.answer(obj, answer, placement.supervisor, asked, refusal="本周为关键节点，请改到下周。")
        self.leaves.append(obj)

    def wish_to_end(self, placement):
        number, student = len(self.early_ends), placement.student.user
        answer = ("", "refuse", "withdraw", "grant")[number % 4]
        asked = at(self.world.today - timedelta(days=2 if not answer else 12), 20)
        obj = EarlyEnd(
            placement=placement,
            kind=(EndReason.STUDIES, EndReason.HEALTH)[number % 2],
            created_at=asked,
            last_on=asked.date() + timedelta(days=6),
            words=self.chance.choice(words("early_ends")),
        )
        by = self.world.staff[Role.COORDINATOR, placement.student.student_class.department][0]
        self.world.ledger.begin(obj, by=student, at=asked)
        self.answer(obj, answer, by, asked, refusal="请先与指导教师面谈，明确岗位调整方案后再决定。")
        if answer == "grant":
            self.world.ledger.move(placement, "terminate", by=by, at=obj.state_at, reason=f"{obj.kind}: {obj.words}")
            placement.ended_on = obj.last_on
            placement.desk.void(placement)
        self.early_ends.append(obj)

    def answer(self, obj, answer, by, asked, *, refusal):
        if answer:
            by = obj.placement.student.user if answer == "withdraw" else by
            moment = max(at(asked.date() + timedelta(days=1), 10), asked)
            self.world.ledger.move(obj, answer, by=by, at=moment, reason=refusal if answer == "refuse" else "")

    def write(self):
        for rows in (self.incidents, self.leaves, self.early_ends):
            self.world.ledger.write(rows)


def is_persona(placement):
    return placement.student.user.username == "student"


INCIDENT_WORDS = list(
    zip((IncidentKind.INJURY, IncidentKind.INJURY, IncidentKind.OTHER), words("incidents"), strict=True)
)
LEAVE_WORDS = list(zip((LeaveKind.SCHOOL, LeaveKind.SICK, LeaveKind.PERSONAL), words("leaves"), strict=True))
