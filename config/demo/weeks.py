"""Weekly logs: what was done, what the mentor saw, what the supervisor said, and the evidence that comes of it."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from config.demo.data import tree
from config.demo.readings import assess, evidence, text
from config.demo.rounds import at
from config.demo.rows import insert
from config.demo.world import words
from internships import risk
from internships.models import Confirmation, EntryConfirmation, LogEntry, WeeklyLog
from internships.work_states import LogState
from marketplace.transitions import Via

REQUIRED = 12
MANNERS = ("", "", "上午", "下午", "跟着导师", "和同组同学一起", "独立", "按作业指导书", "第一次", "利用换线间隙")
# Files that stand for what students upload; `content.py` writes them.
ARTIFACTS = [
    (f"internships/artifacts/demo-{number}.png", name)
    for number, name in enumerate(
        ("点检记录.png", "接线完成.png", "测试结果.png", "工位整理.png", "统计表.png", "作业单.png"), 1
    )
]


class Weeks:
    """The logs of the placements of one round."""

    def __init__(self, world, chance, found):
        self.world, self.chance, self.round = world, chance, found
        self.logs, self.confirmations, self.seen = [], [], []
        self.copies, self.latest = [], {}  # weeks copied from somebody, and the latest fresh week of each plan
        self.phrases = tree("log_phrases")

    def keep(self, placement):
        """Every week of a placement up to today, or up to the weeks that its plan requires."""
        placement.weeks = []
        if not placement.started_on:
            return
        last = min(placement.ended_on or placement.ends_on, self.world.today)
        diligence = self.chance.betavariate(6, 2)
        week_on = placement.started_on
        while week_on <= last and (len(placement.weeks) < REQUIRED or self.round.key == "current"):
            placement.weeks.append(self.week(placement, week_on, diligence))
            week_on += timedelta(days=7)
        self.logs += placement.weeks

    def week(self, placement, week_on, diligence):
        log = WeeklyLog(placement=placement, week_on=week_on, days_worked=5)
        log.written, log.answer = [], None
        due_at = timezone.make_aware(datetime.combine(week_on + timedelta(days=8), time(23, 59)))
        self.world.ledger.begin(log, by=None, at=at(week_on, 0, 30), due_at=due_at)
        friday = week_on + timedelta(days=4)
        is_missing = self.chance.random() > diligence + 0.32 and not self.is_persona(placement)
        is_this_week = week_on + timedelta(days=7) > self.world.today
        if (
            friday >= self.world.today
            or is_missing
            or (is_this_week and (self.is_persona(placement) or self.chance.random() < 0.5))
        ):
            self.leave(placement, log)
        else:
            self.hand_in(placement, log, friday, diligence)
        return log

    def is_persona(self, placement):
        return placement.student.user.username == "student"

    def leave(self, placement, log):
        """A week that is not handed in: begun, perhaps; void once nobody can hand it in any more."""
        if self.chance.random() < 0.5:
            self.fill(placement, log, 1)
        if placement.ended_on or self.round.key in ("first", "second"):
            over = at((placement.ended_on or self.round.ends_on) + timedelta(days=1), 1)
            self.world.ledger.move(log, "void", by=None, at=max(over, log.state_at))

    def fill(self, placement, log, count):
        """`count` entries, each a phrase of the major with its skill, or a task of the position."""
        phrases = self.phrases[placement.student.student_class.major.code]
        last = min(log.week_on + timedelta(days=4), self.world.today)
        for place, done in enumerate(self.chance.sample(phrases["done"], count)):
            entry = LogEntry(
                log=log,
                position=place,
                on=min(log.week_on + timedelta(days=2 * place), last),
                task=self.chance.choice(MANNERS) + done["text"],
                skill=self.world.skills[done["skill"]],
                difficulty=self.chance.choice([*phrases["difficulties"], ""]),
                next_step=self.chance.choice([*phrases["next_steps"], ""]),
            )
            if self.chance.random() < 0.45:
                entry.artifact, entry.artifact_name = self.chance.choice(ARTIFACTS)
                entry.artifact_type = "image/png"
            entry.level = None
            log.written.append(entry)
        log.version = 1

    def hand_in(self, placement, log, friday, diligence):
        student = placement.student.user
        self.fill(placement, log, self.chance.choice([1, 2, 2, 2, 3]))
        if (self.world.today - friday).days < 10:
            self.copy(placement, log)
        late = self.chance.choice([0, 1, 2]) if self.chance.random() < diligence + 0.1 else self.chance.randint(5, 12)
        log.submitted_at = at(friday + timedelta(days=late), 20, self.chance.randint(0, 59))
        self.world.ledger.move(log, "submit", by=student, at=log.submitted_at)
        self.ask(placement, log)
        self.judge(placement, log)

    def copy(self, placement, log):
        """Now and then a student copies the week of somebody in the same plan."""
        model = self.latest.get(placement.plan_id)
        if model and not self.is_persona(placement) and self.chance.random() < 0.09:
            for entry, other in zip(log.written, model.written, strict=False):
                entry.task, entry.skill = other.task, other.skill
                entry.difficulty, entry.next_step = other.difficulty, other.next_step
            self.copies.append((log, model))
        else:
            self.latest[placement.plan_id] = log

    def ask(self, placement, log):
        """The mentor confirms most weeks within days; the last one often still waits."""
        answer = log.answer = Confirmation(log=log)
        self.confirmations.append(answer)
        self.world.ledger.begin(answer, by=placement.student.user, at=log.submitted_at)
        fresh = (self.world.today - log.submitted_at.date()).days
        waits = (
            0.95 if fresh < 3 else 0.45 if fresh < 8 else 0.12 if self.round.key == "current" and fresh < 30 else 0.02
        )
        if placement.mentor.username == "mentor" and fresh < 10:
            waits = 1
        moment = max(at(log.submitted_at.date() + timedelta(days=self.chance.randint(1, 4)), 12), log.submitted_at)
        if self.chance.random() < waits:
            return
        if self.chance.random() < 0.02:
            answer.comment = "这一周安排的是另一条线，请与我核对后修改。"
            self.world.ledger.move(
                answer, "question", by=placement.mentor, at=moment, via=Via.LINK, reason=answer.comment
            )
            return
        self.world.ledger.move(answer, "confirm", by=placement.mentor, at=moment, via=Via.LINK)
        answer.comment = self.chance.choice(words("mentor_comments")) if self.chance.random() < 0.3 else ""
        for entry in log.written:
            seen = self.chance.random() < 0.96
            level = self.level(placement, log, entry) if seen and self.chance.random() < 0.85 else None
            self.seen.append(EntryConfirmation(confirmation=answer, entry=entry, is_confirmed=seen, level=level))
            entry.level = level

    def level(self, placement, log, entry):
        """What a mentor sees: the course's aim, a little less for new matters, growing over the weeks."""
        weeks = (log.week_on - placement.started_on).days / 7
        base = 1.6 + 1.6 * self.world.gifts[placement.student_id] + 0.06 * weeks + self.chance.uniform(-0.5, 0.5)
        return max(1, min(5, round(base - 0.6 * (entry.skill.code in self.world.rising))))

    def judge(self, placement, log):
        """The supervisor approves what is old enough, returns a little, and has the fresh weeks in the queue."""
        ledger, by = self.world.ledger, placement.supervisor
        moment = max(log.answer.state_at, at(log.submitted_at.date() + timedelta(days=self.chance.randint(2, 6)), 21))
        fresh = (self.world.today - log.submitted_at.date()).days
        chosen = self.chance.random()
        if chosen < 0.05:
            ledger.move(log, "return", by=by, at=moment, reason=self.chance.choice(words("return_comments")))
            if fresh > 14:
                log.submitted_at = max(at(moment.date() + timedelta(days=2), 20), moment)
                ledger.move(log, "submit", by=placement.student.user, at=log.submitted_at)
                ledger.move(log, "approve", by=by, at=max(at(moment.date() + timedelta(days=4), 20), log.submitted_at))
        elif fresh > 16 or (fresh > 6 and chosen < 0.5):
            ledger.move(log, "approve", by=by, at=moment)

    def write(self):
        for log in self.logs:
            assess(log)
        self.world.ledger.write(self.logs)
        insert([entry for log in self.logs for entry in log.written])
        self.world.ledger.write(self.confirmations)
        insert(self.seen)
        self.tell_copies()
        insert(evidence(self.logs))

    def tell_copies(self):
        for log, model in self.copies:
            alike = risk.jaccard(risk.shingles(text(log)), risk.shingles(text(model)))
            if alike >= risk.SIMILAR_FROM and log.state == LogState.SUBMITTED:
                assess(log, risk.Near(model.pk, alike, is_own=False))
                WeeklyLog.objects.filter(pk=log.pk).update(questions=log.questions, risk=log.risk)
