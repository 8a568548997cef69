"""The applications of one round: what happens from the wish to the answer, day by day."""

from collections import Counter
from datetime import timedelta

from django.db.models import prefetch_related_objects

from config.demo.findings import Findings
from config.demo.rounds import at, clock
from config.demo.rows import insert
from config.demo.world import words
from marketplace.law import check, store
from marketplace.law.codes import Stage
from recruitment import facts, resumes
from recruitment.models import Application, Interview, Offer
from recruitment.services.application import CONSENT_VERSION
from recruitment.services.offer import _end_of as end_of
from recruitment.states import PLACED

STEPS = {
    "submitted": [],
    "shortlisted": ["shortlist"],
    "interviewing": ["shortlist", "invite"],
    "offered": ["shortlist", "invite", "offer"],
    "accepted": ["shortlist", "invite", "offer", "accept"],
    "declined": ["shortlist", "invite", "offer", "decline"],
    "lapsed": ["shortlist", "invite", "offer", "lapse"],
    "withdrawn": ["shortlist", "withdraw"],
}


class Applying:
    def __init__(self, world, chance, found):
        self.world, self.chance, self.round = world, chance, found
        self.taken = Counter()  # position id → openings promised or given
        self.applications, self.interviews, self.offers, self.accepted = [], [], [], []
        self.missing = []  # (application, skills)
        self.resumes = {}  # student id → frozen résumé

    def read(self, students):
        """Take the résumés of `students` as they are; needed before `tell`."""
        self.resumes |= resumes.frozen_of(students)

    def tell(self, student, position, end):
        """One application from its first to its last step, unless every opening is taken."""
        if end in (*PLACED, "declined", "lapsed") and self.taken[position.pk] >= position.openings:
            end = "rejected"
        self.taken[position.pk] += end in PLACED
        steps = STEPS.get(end) or (
            [*self.chance.choice([[], ["shortlist"], ["shortlist", "invite"]]), "reject"] if end == "rejected" else []
        )
        day = self.first_day(position, len(steps))
        sent = at(day, self.chance.randint(8, 21), self.chance.randint(0, 59))
        application = Application(
            position=position,
            student=student,
            message=self.chance.choice(words("application_notes")),
            resume=self.resumes[student.pk],
            consent_version=CONSENT_VERSION,
            consented_at=sent,
            created_at=sent,
        )
        self.world.ledger.begin(application, by=student.user, at=sent, data={"consent": CONSENT_VERSION})
        for step in steps:
            day = min(day + timedelta(days=self.chance.randint(1, 4)), self.world.today)
            getattr(self, step)(application, day)
        self.applications.append(application)
        if end == "accepted":
            self.accepted.append(application)

    def first_day(self, position, steps):
        opened = position.opened_at.date()
        latest = min(self.round.closes_on, self.world.today - timedelta(days=3 * steps))
        return max(opened, latest - timedelta(days=self.chance.randint(0, max(0, min(24, (latest - opened).days)))))

    def move(self, application, action, day, hour, **extra):
        by = extra.pop("by", application.position.created_by)
        moment = max(at(day, hour, self.chance.randint(0, 59)), application.state_at)
        self.world.ledger.move(application, action, by=by, at=moment, **extra)
        return moment

    def shortlist(self, application, day):
        self.move(application, "shortlist", day, 10)

    def invite(self, application, day):
        data = {}
        moment = self.move(application, "invite", day, 11, data=data)
        meeting = Interview(
            application=application,
            at=clock(day + timedelta(days=self.chance.randint(1, 5)), 14),
            minutes=30,
            place=self.chance.choice(words("interview_places")),
            note=self.chance.choice(words("interview_notes")),
            created_by=application.position.created_by,
            created_at=moment,
        )
        self.interviews.append((meeting, data))

    def offer(self, application, day):
        position = application.position
        reply_by = day + timedelta(days=application.MOVES["accept"].due_days)
        moment = self.move(
            application, "offer", day, 15, due_at=end_of(reply_by), data={"pay": position.pay_cny_per_month}
        )
        application.terms = Offer(
            application=application,
            pay_cny_per_month=position.pay_cny_per_month,
            starts_on=position.starts_on,
            ends_on=position.ends_on,
            mentor=position.mentor,
            note=self.chance.choice(words("offer_notes")),
            reply_by=reply_by,
            created_by=position.created_by,
            created_at=moment,
        )
        self.offers.append(application.terms)

    def accept(self, application, day):
        self.move(application, "accept", day, 19, by=application.student.user)

    def decline(self, application, day):
        reason = self.chance.choice(words("decline_reasons"))
        self.move(application, "decline", day, 20, by=application.student.user, reason=reason)

    def lapse(self, application, day):
        over = application.terms.reply_by + timedelta(days=1)
        if over > self.world.today:
            application.terms.reply_by, over = day, self.world.today
        self.move(application, "lapse", over, 2, by=None)

    def withdraw(self, application, day):
        reason = self.chance.choice(words("withdraw_reasons"))
        self.move(application, "withdraw", day, 20, by=application.student.user, reason=reason)

    def reject(self, application, day):
        """Mostly for skills; the skills that lack are those of the standard that the student has least of."""
        found = self.chance.choice(words("rejections"))
        lacking = self.lacking(application) if found["code"] == "skills" else []
        data = {"reason": found["code"], "missing_skills": sorted(skill.code for skill in lacking)}
        self.move(application, "reject", day, 16, reason=found["text"], data=data)
        application.reject_reason, application.reject_words = found["code"], found["text"]
        self.missing.append((application, lacking))

    def lacking(self, application):
        has = {row["code"]: row["level"] for row in application.resume["skills"]}
        needs = [need for need in application.position.row["skills"] if has.get(need["skill"], 0) < need["level"]]
        needs.sort(key=lambda need: (has.get(need["skill"], 0) - need["level"], need["skill"]))
        return [self.world.skills[need["skill"]] for need in needs[:2]]

    def save(self):
        ledger = self.world.ledger
        ledger.save(self.applications)
        insert([meeting for meeting, _ in self.interviews])
        for meeting, data in self.interviews:
            data["interview"] = meeting.pk
        insert(self.offers)
        ledger.tell(self.applications)
        link = Application.missing_skills.through
        insert(link(application=application, skill=skill) for application, skills in self.missing for skill in skills)
        self.keep_law()

    def keep_law(self):
        """What the law said about each student on each position, as it is kept at every application."""
        rules, findings = store.all_rules(), Findings(Application)
        prefetch_related_objects([application.position for application in self.applications], "majors")
        for application in self.applications:
            on = application.created_at.date()
            told = facts.of_application(application.position, application.student, on=on)
            found = check.evaluate(told, rules, on=on, stage=Stage.APPLY)
            findings.keep(application, found, by=application.student.user, at=application.created_at)
        findings.write()
