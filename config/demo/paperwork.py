"""The gates before the first day: agreement and its three signatures, consent, insurance, safety education."""

from datetime import timedelta

from config.demo.rounds import at
from config.demo.rows import insert
from internships import documents
from internships.models import Agreement, Consent, Insurance, SafetyAttempt, SafetyCheck, SafetyQuestion, Signature
from internships.services.agreements import CONSENT_VERSION
from internships.states import AWAITS, InsuranceKind, Party, SignatureState, SignMethod
from marketplace.states import Role
from marketplace.transitions import Via

MODELS = (Agreement, Signature, Consent, Insurance, SafetyCheck)
# What guardians answer in the coming round, one after the other; where one stays silent the placement is given up.
CONSENTS = ("give", "refuse", "")


class Desk:
    """The paperwork of the placements of one round. In past rounds everything is done; in the coming one half is."""

    def __init__(self, world, chance, found):
        self.world, self.chance, self.round = world, chance, found
        self.is_done = found.has_started(world.today)
        self.rows = {model: [] for model in MODELS}
        self.attempts, self.of, self.number = [], {}, 0
        self.questions = list(SafetyQuestion.objects.all())

    def open(self, placement):
        """Write the agreement of a planned placement, and all that has to be there before its first day."""
        placement.desk, placement.is_given_up, opened = self, False, placement.state_at
        self.number += 1
        self.of[id(placement)] = []
        agreement = self.agree(placement, opened)
        self.insure(placement, opened)
        self.educate(placement, opened)
        if placement.is_minor:
            self.ask_guardian(placement, agreement, opened)

    def is_one_in(self, many, place):
        """Whether this is the placement of the coming round in which something rare happens."""
        return not self.is_done and self.number % many == place

    def has_come(self, share):
        """Whether it is there; one placement in eight has everything, and one that is given up has nothing."""
        if self.is_one_in(8, 1) or self.is_done:
            return True
        return self.chance.random() < share and not self.is_one_in(8, 6)

    def day(self, opened, most):
        """A moment up to `most` days later, but before the first day and not in the future."""
        day = opened.date() + timedelta(days=self.chance.randint(1, most))
        return max(at(min(day, self.round.starts_on - timedelta(days=2)), 10, self.chance.randint(0, 59)), opened)

    def note(self, placement, obj):
        self.rows[type(obj)].append(obj)
        self.of[id(placement)].append(obj)
        return obj

    def agree(self, placement, opened):
        content = documents.agreement_terms(placement)
        agreement = self.note(
            placement,
            Agreement(
                placement=placement,
                version=placement.plan.agreement_version,
                content=content,
                sha256=documents.digest(content),
                written_at=opened,
            ),
        )
        ledger = self.world.ledger
        ledger.begin(agreement, by=placement.student.user, at=opened)
        signatures = [self.signature(placement, agreement, party, opened) for party in Party]
        last = max(row.state_at for row in signatures)
        if any(row.state == SignatureState.DECLINED for row in signatures):
            ledger.move(agreement, "fail", by=None, at=last)
        elif all(row.state == SignatureState.SIGNED for row in signatures):
            ledger.move(agreement, "conclude", by=None, at=last)
            ledger.move(placement, "agree", by=None, at=last)
        return agreement

    def signature(self, placement, agreement, party, opened):
        ledger, user = self.world.ledger, self.signatory(placement, party)
        row = self.note(placement, Signature(agreement=agreement, party=party, state=AWAITS[party]))
        ledger.begin(row, by=placement.student.user, at=opened)
        moment, via = self.day(opened, 9), Via.LINK if party == Party.ENTERPRISE else Via.ACCOUNT
        if party == Party.ENTERPRISE and self.is_one_in(11, 5):
            reason = "起止日期与岗位安排不一致，请核对后重新生成协议。"
            ledger.move(row, "decline_enterprise", by=user, at=moment, reason=reason, via=via)
        elif self.has_come(0.62):
            data = {"sha256": agreement.sha256, "edition": agreement.edition}
            ledger.move(row, f"sign_{party}", by=user, at=moment, data=data, via=via)
            row.signed_by, row.signed_name, row.content_sha256 = user, user.display_name, agreement.sha256
            row.method = SignMethod.LINK if via == Via.LINK else SignMethod.ACCOUNT
        return row

    def signatory(self, placement, party):
        if party == Party.STUDENT:
            return placement.student.user
        if party == Party.ENTERPRISE:
            return self.world.staff[Role.HR, placement.enterprise][0]
        return self.world.staff[Role.COORDINATOR, placement.student.student_class.department][0]

    def insure(self, placement, opened):
        row = self.note(placement, Insurance(placement=placement, kind=InsuranceKind.LIABILITY))
        self.world.ledger.begin(row, by=placement.student.user, at=opened)
        if self.has_come(0.5):
            row.insurer, row.policy_no = "东海诚安财产保险", f"DHCA{opened:%Y%m}{len(self.rows[Insurance]):06d}"
            row.starts_on, row.ends_on = placement.starts_on - timedelta(days=7), placement.ends_on + timedelta(days=30)
            by = self.signatory(placement, Party.SCHOOL)
            self.world.ledger.move(row, "record", by=by, at=self.day(opened, 8), data={"policy_no": row.policy_no})

    def educate(self, placement, opened):
        ledger, student = self.world.ledger, placement.student.user
        row = self.note(placement, SafetyCheck(placement=placement, attempts_allowed=placement.plan.safety_attempts))
        ledger.begin(row, by=student, at=opened)
        moment = self.day(opened, 7)
        if self.is_one_in(10, 3):
            for number in range(1, 4):
                self.attempt(row, number, student, moment, right=self.chance.randint(4, 7))
            ledger.move(row, "exhaust", by=None, at=moment)
        elif self.has_come(0.55):
            number = 1
            if self.chance.random() < 0.2:
                self.attempt(row, number, student, moment, right=7)
                number = 2
            score = self.attempt(row, number, student, moment, right=self.chance.randint(8, 10))
            ledger.move(row, "pass", by=student, at=moment, data={"score": score, "attempt": number})

    def attempt(self, row, number, student, moment, *, right):
        asked = [{"id": q.pk, "text": q.text, "options": q.options, "answer": q.answer} for q in self.questions]
        answers = [
            q["answer"] if place < right else (q["answer"] + 1) % len(q["options"]) for place, q in enumerate(asked)
        ]
        score = right * 100 // len(asked)
        self.attempts.append(
            SafetyAttempt(
                check_of=row,
                number=number,
                questions=asked,
                answers=answers,
                score=score,
                commitment=True,
                passed=score >= row.placement.plan.safety_pass_mark,
                taken_by=student,
                started_at=moment - timedelta(minutes=12),
                finished_at=moment,
            )
        )
        return score

    def ask_guardian(self, placement, agreement, opened):
        ledger, guardian = self.world.ledger, placement.student.guardian
        row = self.note(placement, Consent(placement=placement, version=CONSENT_VERSION))
        ledger.begin(row, by=placement.student.user, at=opened)
        answer = "give" if self.is_done else CONSENTS[(len(self.rows[Consent]) - 1) % len(CONSENTS)]
        if guardian.username == "guardian":
            answer = ""
        placement.is_given_up = not answer and guardian.username != "guardian"
        if answer == "give":
            data = {"version": row.version, "sha256": agreement.sha256}
            ledger.move(row, "give", by=guardian, at=self.day(opened, 6), via=Via.LINK, data=data)
            row.given_by, row.given_name, row.content_sha256 = guardian, guardian.display_name, agreement.sha256
        elif answer == "refuse":
            ledger.move(
                row, "refuse", by=guardian, at=self.day(opened, 6), via=Via.LINK, reason="路途太远，希望安排在本市。"
            )

    def void(self, placement):
        """What still waited for somebody when a placement ended early is void."""
        for row in self.of[id(placement)]:
            is_signed = isinstance(row, Signature) and row.state == SignatureState.SIGNED
            if row.state in row.MOVES["void"].sources and not is_signed:
                self.world.ledger.move(row, "void", by=None, at=max(placement.state_at, row.state_at))

    def write(self):
        for model in MODELS:
            self.world.ledger.write(self.rows[model])
        insert(self.attempts)
