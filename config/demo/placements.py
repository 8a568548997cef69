"""From the accepted offer to the last day: every placement with its paperwork, its weeks, its grade and its end."""

from datetime import timedelta
from functools import partial

from config.demo import plans
from config.demo.events import Events
from config.demo.findings import Findings
from config.demo.grading import Grading
from config.demo.paperwork import Desk
from config.demo.rounds import at, clock
from config.demo.weeks import Weeks
from config.demo.world import words
from internships import law
from internships.models import Placement
from internships.states import PlacementState
from marketplace.law import check, store
from marketplace.states import Role

# Of every hundred who begin.
ENDED_EARLY = 5


def build(world):
    chance = world.chance("placements")
    for found in world.rounds:
        desk, weeks = Desk(world, chance, found), Weeks(world, chance, found)
        grading, events = Grading(world, chance, found), Events(world, chance, found)
        rows = []
        for application in world.accepted[found.key]:
            rows.append(arrange(world, found, application, desk, chance))
            run(world, found, rows[-1], desk, chance)
            for book in (events, weeks, grading):
                book.keep(rows[-1])
        world.ledger.write(rows)
        for book in (desk, events, weeks, grading):
            book.write()
        world.ledger.write([partner for partner in world.partners.values() if partner.pk is None])
        keep_law(rows)


def arrange(world, found, application, desk, chance):
    """The placement of an accepted offer, in its plan if there is one, with its gates as far as they have come."""
    student, position, offer = application.student, application.position, application.terms
    accepted = application.state_at
    obj = Placement(
        application=application,
        student=student,
        enterprise=position.enterprise,
        position=position,
        supervisor=student.supervisor,
        mentor=offer.mentor,
        kind=position.kind,
        starts_on=offer.starts_on,
        ends_on=offer.ends_on,
        pay_cny_per_month=offer.pay_cny_per_month,
        region=position.region,
        city=position.city,
        address=position.site.address,
        created_at=accepted,
        is_school_base=chance.random() < 0.2,
    )
    world.ledger.begin(obj, by=student.user, at=accepted)
    obj.plan = world.plans.get((found.key, student.student_class.major.code, student.student_class.cohort))
    if obj.plan:
        world.ledger.move(obj, "join", by=None, at=accepted)
        plans.partner(world, obj.plan, obj.enterprise, by=student.user, asked_at=accepted)
        desk.open(obj)
    return obj


def run(world, found, obj, desk, chance):
    """What follows the paperwork: the first day, and for a few an early end."""
    if obj.plan and obj.state == PlacementState.AGREED and found.has_started(world.today):
        world.ledger.move(obj, "begin", by=None, at=at(obj.starts_on, 1))
        obj.started_on = obj.starts_on
    if obj.plan and is_unlucky(obj, desk, chance):
        last = (obj.started_on or obj.state_at.date()) + timedelta(days=chance.randint(24, 60))
        end(world, obj, min(last, world.today - timedelta(days=1)), chance.choice(words("early_ends")))
        desk.void(obj)


def is_unlucky(obj, desk, chance):
    guardian = obj.student.guardian
    if obj.student.user.username == "student" or (guardian and guardian.username == "guardian"):
        return False
    return obj.is_given_up or desk.is_one_in(8, 6) or (obj.started_on and chance.randrange(100) < ENDED_EARLY)


def end(world, obj, last, reason):
    by = world.staff[Role.COORDINATOR, obj.student.student_class.department][0]
    world.ledger.move(obj, "terminate", by=by, at=max(at(last, 17), obj.state_at), reason=reason)
    obj.ended_on = obj.state_at.date()


def keep_law(placements):
    """What the law said on the first day of everybody who began."""
    rules, findings = store.all_rules(), Findings(Placement)
    for obj in placements:
        if obj.started_on:
            found = check.evaluate(law.facts_of(obj), rules, on=obj.starts_on)
            findings.keep(obj, found, by=None, at=clock(obj.starts_on, 1), override=partial(override, obj))
    findings.write()


def override(obj, finding):
    number = f"甬实备〔{obj.starts_on.year}〕{obj.pk:04d}" if finding.needs_filing_no else ""
    return check.Override(
        code=finding.code, role=Role.INTERNSHIP_OFFICE, reason=words("law_reasons")[finding.code], filing_no=number
    )
