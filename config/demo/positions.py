"""The positions of all rounds, with their skill standards and what the law said when they opened."""

from datetime import timedelta
from functools import partial

from config.demo import releases
from config.demo.data import tree
from config.demo.findings import Findings
from config.demo.rounds import at
from config.demo.rows import insert
from config.demo.world import words
from marketplace.law import check, store
from marketplace.models import Site
from marketplace.states import EnterpriseState, Role
from recruitment import facts
from recruitment.models import Position, SkillRequirement

# What enterprises ask for more from round to round, while the programmes have not followed yet.
RISING = frozenset({
    "machine-vision-inspection", "agv-dispatch-and-maintenance", "industrial-networks-and-fieldbus", "mes-operation",
    "docker-containers", "classified-protection-assessment", "test-automation", "llm-application-development",
    "live-stream-control-room", "paid-promotion", "rpa-in-finance", "power-bi-dashboards", "elderly-care-nursing",
    "hospital-information-system", "wms-operation", "automated-warehouse-equipment",
})  # fmt: skip


def build(world):
    chance = world.chance("positions")
    world.rising = RISING
    world.sites = {site.enterprise_id: site for site in Site.objects.all()}
    world.positions = {}
    for season, found in enumerate(world.rounds):
        drafts = [
            draft(world, chance, found, template, enterprise)
            for template, enterprise in offers(world, chance, found, season)
        ]
        drafts[0].mentor = world.staff[Role.MENTOR, drafts[0].enterprise][0]
        for number, position in enumerate(drafts):
            live(world, position, found, number)
        save(world, drafts)
        world.positions[found.key] = drafts


def offers(world, chance, found, season):
    """Pairs of template and enterprise, until every major has places for its students of the round."""
    verified = [obj for obj in world.enterprises if obj.state == EnterpriseState.VERIFIED]
    room = {obj.pk: max(3, obj.staff_count // 14) for obj in verified}
    yield tree("positions")[0], verified[0]
    for code in world.departments:
        seats = -(-sum(1 for s in world.pools[found.key] if s.student_class.major.code == code) * 13 // 10)
        templates = [row for row in tree("positions") if row["majors"][0] == code]
        weights = [1 + season * len(skills_of(row) & RISING) for row in templates]
        number = 0
        while seats > 0 or number < 5 + 2 * season:
            row = templates[number] if number < len(templates) else chance.choices(templates, weights)[0]
            enterprise = host(chance, verified, room, row)
            number += 1
            seats -= openings(enterprise)
            room[enterprise.pk] -= openings(enterprise)
            yield row, enterprise


def skills_of(row):
    return {need["skill"] for need in row["skills"]}


def host(chance, verified, room, row):
    """An enterprise of the industry with room for more interns; then one for the major; then the largest."""
    same = [obj for obj in verified if obj.industry_code == row["industry"] and row["majors"][0] in obj.posts_for]
    related = [obj for obj in verified if row["majors"][0] in obj.posts_for]
    for group in (same, related):
        free = [obj for obj in group if room[obj.pk] >= openings(obj)]
        if free:
            return chance.choice(free)
    return max(related, key=lambda obj: room[obj.pk])


def openings(enterprise):
    return 2 + min(6, enterprise.staff_count // 160)


# What the law asks about and what is the same everywhere here.
LAWFUL = {
    "hours_per_day": 8, "night_shift": False, "overtime": False, "rest_day_work": False, "hazards": [],
    "minor_taboo": False, "female_taboo": False, "pay_cycle_days": 30, "pay_in_kind": False,
    "pay_through_third_party": False, "fees_cny": 0, "holds_documents": False, "agency": False, "signs_itself": True,
    "interns_elsewhere": 0, "same_post_interns_elsewhere": 0,
}  # fmt: skip


def draft(world, chance, found, row, enterprise):
    pay = chance.randrange(*row["pay_cny_per_month"], 100)
    site, count = world.sites[enterprise.pk], openings(enterprise)
    position = Position(
        enterprise=enterprise, site=site, title=row["title"], description=row["description"],
        tasks="\n".join(row["tasks"]), region=site.region, city=site.city, openings=count,
        starts_on=found.starts_on, ends_on=found.ends_on, closes_on=found.closes_on,
        hours_per_week=row["hours_per_week"], labour_grade=chance.choice([0, 1, 1, 2]),
        pay_cny_per_month=pay, same_post_wage_cny_per_month=wage(chance, pay),
        board_and_lodging=chance.choice(["工作餐，员工宿舍", "工作餐，住宿补贴每月 400 元", "工作餐", ""]),
        staff_on_post=enterprise.staff_count * 4 // 5, same_post_staff=max(count * 8, enterprise.staff_count // 3),
        mentor=mentor(world, chance, enterprise), created_by=world.staff[Role.HR, enterprise][0], **LAWFUL,
    )  # fmt: skip
    position.row, position.first_enterprise = row, world.enterprises[0].pk
    return position


def wage(chance, pay):
    """The wage of the same post: one post in nine pays less than 80 % of it, and its enterprise has to say why."""
    return round(pay / (0.76 if chance.random() < 0.11 else chance.uniform(0.81, 0.95)), -2) // 1


def mentor(world, chance, enterprise):
    return chance.choice(world.staff[Role.MENTOR, enterprise])


def live(world, position, found, number):
    """What happened to a position: written, opened, closed by its date or by hand; of the coming ones some wait."""
    by, ledger = position.created_by, world.ledger
    opened = min(found.opens_on + timedelta(days=number % 19), world.today - timedelta(days=1))
    position.created_at = at(opened - timedelta(days=2), 10, number)
    ledger.begin(position, by=by, at=position.created_at)
    if found.key == "coming" and number % 12 == 7:
        return
    position.opened_at = at(opened, 9, number)
    ledger.move(position, "open", by=by, at=position.opened_at)
    if found.key == "coming":
        if number % 15 == 9:
            ledger.move(position, "close", by=by, at=at(opened + timedelta(days=6), 16, number))
        return
    if number % 6 == 4:
        ledger.move(position, "close", by=by, at=at(found.closes_on - timedelta(days=3), 16, number))
    else:
        ledger.move(position, "expire", by=None, at=at(found.closes_on + timedelta(days=1), 2))


def save(world, positions):
    world.ledger.write(positions)
    link = Position.majors.through
    insert(
        link(position=position, major=world.majors[code]) for position in positions for code in position.row["majors"]
    )
    insert(
        SkillRequirement(position=position, **need | {"skill": world.skills[need["skill"]]})
        for position in positions
        for need in position.row["skills"]
    )
    rules, findings, granted = store.all_rules(), Findings(Position), []
    for position in positions:
        if position.opened_at:
            on = position.opened_at.date()
            told = facts.of_position(position, major_codes=position.row["majors"], on=on)
            found = check.evaluate(told, rules, on=on)
            override = partial(exception, world, position, granted)
            findings.keep(position, found, by=position.created_by, at=position.opened_at, override=override)
    findings.write()
    releases.write(world, granted)


def exception(world, position, granted, finding):
    """Why the enterprise opens a position of which the law warns: its own reason, or a release (then in `granted`)."""
    if Role.HR in finding.override_roles:
        return check.Override(code=finding.code, role=Role.HR, reason=words("law_reasons")[finding.code])
    release, override = releases.released(world, position, finding)
    granted.append(release)
    return override
