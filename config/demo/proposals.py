"""Change proposals from the gap table, in every state between the first draft and the published plan."""

from datetime import timedelta

from config.demo.data import tree
from config.demo.rounds import at
from config.demo.rows import insert
from config.demo.world import words
from curricula import changes, gap
from curricula.evidence_snapshot import freeze
from curricula.models import Ballot, Coverage, ProgrammeVersion, Proposal, Vote
from curricula.plans import course_from, plan_of
from curricula.services import next_cohort
from curricula.states import Choice, VersionState
from curricula.suggestion import suggest
from marketplace.states import Role

# What happens to a proposal, and after how many days, until it has the state that the data give it.
PATHS = {
    "draft": (),
    "submitted": ("submit",),
    "committee": ("submit", "convene"),
    "withdrawn": ("submit", "withdraw"),
    "returned": ("submit", "convene", "pass", "return"),
    "rejected": ("submit", "convene", "defeat"),
    "academic_affairs": ("submit", "convene", "pass"),
    "final_approval": ("submit", "convene", "pass", "endorse"),
    "published": ("submit", "convene", "pass", "endorse", "approve"),
}
DAYS = {"submit": 1, "withdraw": 3, "convene": 2, "pass": 6, "defeat": 6, "return": 3, "endorse": 3, "approve": 7}


def build(world):
    chance = world.chance("proposals")
    for row in tree("proposals"):
        story = Story(world, chance, row)
        story.run()
        story.write()


class Story:
    """One proposal with its votes and, if it comes so far, the version that it publishes."""

    def __init__(self, world, chance, row):
        self.world, self.chance, self.row = world, chance, row
        self.programme, self.skill = world.programmes[row["major"]], world.skills[row["skill"]]
        self.day = world.today - timedelta(days=row["days_ago"])
        self.ballots, self.votes, self.version = [], [], None
        self.leader = world.staff[Role.PROGRAMME_LEADER, row["major"]][0]
        self.proposal = self.draft()

    def draft(self):
        """What `propose_from_gap` writes, on a day of the past."""
        moment = at(self.day, 10)
        read = gap.read(self.programme, at=self.day)
        found = read.row_of(self.skill)
        plan = plan_of(read.version)
        place = suggest(read.version, found)
        wished = changes.with_cell(plan, place[0], self.skill.code, place[1])
        proposal = Proposal(
            programme=self.programme,
            base=read.version,
            skill=self.skill,
            title=f"补齐技能缺口：{self.skill.zh}",
            evidence=freeze(self.programme, read, found),
            change=changes.diff(plan, wished),
            created_by=self.leader,
            effective_cohort=max(next_cohort(self.day), read.version.effective_cohort),
            created_at=moment,
        )
        if self.row["until"] != "draft":
            proposal.reason = "".join(words("proposal_reasons"))
        self.world.ledger.begin(proposal, by=self.leader, at=moment)
        return proposal

    def run(self):
        steps = {"convene": self.convene, "pass": self.carry, "defeat": self.defeat, "approve": self.approve}
        for action in PATHS[self.row["until"]]:
            self.day = min(self.day + timedelta(days=DAYS[action]), self.world.today)
            if action in steps:
                steps[action]()
            else:
                self.move(action, by=self.actor(action), reason=words("returns_proposal") if action == "return" else "")
        if self.row["until"] == "committee":
            self.vote("for", count=2)

    def actor(self, action):
        office = Role.ACADEMIC_AFFAIRS
        role = {"endorse": office, "return": office, "approve": Role.LEADERSHIP}.get(action)
        return self.world.staff[role, self.world.school][0] if role else self.leader

    def move(self, action, *, by, **extra):
        moment = max(at(self.day, 11, self.chance.randint(0, 59)), self.proposal.state_at)
        self.world.ledger.move(self.proposal, action, by=by, at=moment, **extra)

    def convene(self):
        committee = self.programme.committee
        due_at = at(self.day, 11) + timedelta(days=committee.vote_days)
        chair = committee.members.get(is_chair=True).user
        self.move("convene", by=chair, due_at=due_at)
        self.proposal.round = 1
        for member in committee.members.select_related("user"):
            ballot = Ballot(
                proposal=self.proposal, member=member, user=member.user, is_enterprise=member.is_enterprise, round=1
            )
            self.world.ledger.begin(ballot, by=chair, at=self.proposal.state_at, due_at=due_at)
            self.ballots.append(ballot)

    def vote(self, first, *, count):
        """`count` members vote, those of the enterprises last but not never; the rest of the ballots stay open."""
        voters = self.ballots[:count] if count < 3 else [*self.ballots[:2], *self.ballots[3:]]
        for number, ballot in enumerate(voters):
            choice = Choice.ABSTAIN if number == 1 and count > 2 and first == "for" else Choice(first)
            moment = max(at(self.day - timedelta(days=3 - number % 3), 14, 7 * number), ballot.state_at)
            self.world.ledger.move(ballot, "cast", by=ballot.user, at=moment, data={"choice": str(choice)})
            opinion = self.chance.choice(words("committee_opinions"))
            if choice == Choice.AGAINST:
                opinion = "该系统各医院差异较大，宜由岗前培训解决，不宜增加课程学时。"
            self.votes.append(Vote(ballot=ballot, choice=choice, opinion=opinion, at=moment))

    def settle(self, first, action):
        self.vote(first, count=4)
        last = max(vote.at for vote in self.votes)
        self.world.ledger.move(self.proposal, action, by=None, at=last)
        for ballot in self.ballots:
            if ballot.state == "open":
                self.world.ledger.move(ballot, "lapse", by=None, at=last)

    def carry(self):
        self.settle("for", "pass")

    def defeat(self):
        self.settle("against", "defeat")

    def approve(self):
        """Publish the next version of the plan."""
        by, base = self.actor("approve"), self.proposal.base
        self.move("approve", by=by)
        plan = changes.apply(plan_of(base), self.proposal.change)
        moment = self.proposal.state_at
        self.version = ProgrammeVersion(
            programme=self.programme,
            number=base.number + 1,
            based_on=base,
            state=VersionState.PUBLISHED,
            effective_cohort=self.proposal.effective_cohort,
            published_on=moment.date(),
            created_at=moment,
            **plan["parts"],
        )
        self.version.plan, self.version.data = plan, {}
        self.world.ledger.begin(self.version, by=by, at=moment, data=self.version.data)

    def write(self):
        ledger = self.world.ledger
        ledger.write([self.proposal])
        ledger.write(self.ballots)
        insert(self.votes)
        if self.version:
            self.version.data["proposal"] = self.proposal.pk
            ledger.write([self.version])
            write_plan(self.world, self.version)
            Proposal.objects.filter(pk=self.proposal.pk).update(result=self.version)


def write_plan(world, version):
    courses = {code: course_from(version, code, fields) for code, fields in sorted(version.plan["courses"].items())}
    insert(list(courses.values()))
    insert(
        [
            Coverage(course=courses[code], skill=world.skills[skill], **cell)
            for code, row in version.plan["coverage"].items()
            for skill, cell in row.items()
        ]
    )
