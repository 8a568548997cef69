"""What enterprises asked the internship office to let pass, and what it answered: one request in every state."""

from datetime import timedelta

from config.demo.rounds import at
from config.demo.world import words
from marketplace import policy
from marketplace.law import check, store
from marketplace.models import LawRelease
from marketplace.organisations import group_for
from marketplace.states import Role
from recruitment import facts
from recruitment.models import Position
from recruitment.states import PositionState

# What became of the requests for the drafts of the coming round, one after the other.
ANSWERS = ("pending", "grant", "refuse", "withdraw", "lapse")


def build(world):
    """Night shifts in the drafts of the coming round: the law wants a filing, so the office is asked."""
    chance = world.chance("releases")
    drafts = [one for one in world.positions["coming"] if one.state == PositionState.DRAFT]
    rules, asked = store.all_rules(), []
    for number, position in enumerate(drafts):
        answer = ANSWERS[number % len(ANSWERS)]
        position.night_shift = True
        told = facts.of_position(position, major_codes=position.row["majors"], on=world.today)
        [finding] = check.releasable(check.evaluate(told, rules, on=world.today), Role.HR)
        day = world.today - timedelta(days=chance.randint(3, 6))
        release = ask(world, position, finding, at(day, 10))
        if answer != "pending":
            decide(world, release, answer, at(day + timedelta(days=1), 15))
        position.night_shift = answer != "lapse"  # a draft that was changed has overtaken its request
        asked.append(release)
    Position.objects.bulk_update(drafts, ["night_shift"])
    write(world, asked)


def write(world, asked):
    """Save requests; the office that was asked may see the position."""
    world.ledger.write(asked)
    for release in asked:
        policy.sync(release.object)


def ask(world, position, finding, moment):
    """The request for `finding`, not saved yet."""
    release = LawRelease(
        object=position,
        subject=str(position)[:200],
        path=position.get_absolute_url(),
        school=world.school,
        code=finding.code,
        finding=finding.as_json(),
        askers=group_for(Role.HR, position.enterprise),
        asked_by=position.created_by,
        asked_at=moment,
        reason=words("law_reasons")[finding.code],
    )
    world.ledger.begin(release, by=position.created_by, at=moment, data={"code": finding.code})
    return release


def decide(world, release, action, moment):
    """Answer a request as the office, take it back as the enterprise, or let it lapse."""
    if action not in ("grant", "refuse"):
        world.ledger.move(release, action, by=release.asked_by if action == "withdraw" else None, at=moment)
        return
    release.decided_by = world.staff[Role.INTERNSHIP_OFFICE, world.school][0]
    release.answer = words("law_answers")[action]
    if action == "grant" and release.found.needs_filing_no:
        release.filing_no = f"甬实备〔{moment.year}〕{release.object_id:04d}"
    data = {"code": release.code, "filing_no": release.filing_no}
    world.ledger.move(release, action, by=release.decided_by, at=moment, reason=release.answer, data=data)


def released(world, position, finding):
    """`(LawRelease, Override)` of what was released before `position` opened."""
    release = ask(world, position, finding, position.opened_at - timedelta(hours=30))
    decide(world, release, "grant", position.opened_at - timedelta(hours=6))
    return release, check.Override(
        code=finding.code,
        role=Role.INTERNSHIP_OFFICE,
        reason=release.answer,
        filing_no=release.filing_no,
        by=release.decided_by_id,
        by_name=release.decided_by.display_name,
        school=world.school.pk,
    )
