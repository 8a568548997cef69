"""Internship plans: one for each major, cohort and round, made by the office, confirmed by both sides."""

from datetime import timedelta

from config.demo.data import tree
from config.demo.organisations import cohorts
from config.demo.rounds import academic_year, at
from config.demo.rows import insert
from internships.models import Criterion, InternshipPlan, PlanPartner, Rubric, SafetyQuestion
from marketplace.states import Role

# Which cohorts (0: graduates, 1: third year, 2: second year) go in which round.
COHORTS = {"first": [0], "second": [0], "closing": [1], "current": [1], "coming": [1, 2]}
# Majors whose second year has no plan yet, or one that waits to be confirmed.
UNPLANNED, UNCONFIRMED = "530802", {"530302", "460305"}
SKILLS = 3
EMERGENCY = "发生事故先救人、保护现场，并立即联系企业导师和校内指导教师；实习与就业办公室 24 小时电话 0574-87000000。"


def build(world):
    SafetyQuestion.objects.bulk_create(
        SafetyQuestion(text=row["question"], options=row["options"], answer=row["answer"])
        for row in tree("safety_questions")
    )
    plans = [
        plan(world, found, code, cohorts(world)[number][0])
        for found in world.rounds
        for code in world.departments
        for number in COHORTS[found.key]
        if (found.key, code, number) != ("coming", UNPLANNED, 2)
    ]
    world.ledger.write(plans)
    link = InternshipPlan.majors.through
    insert(link(internshipplan=found, major=found.major) for found in plans)
    insert([Rubric(plan=found) for found in plans])
    for found in plans:
        Criterion.objects.bulk_create(criteria(world, found))
    world.plans = {(found.round.key, found.major.code, found.cohort): found for found in plans}
    world.partners = {}


def plan(world, found, code, cohort):
    major, office = world.majors[code], world.staff[Role.INTERNSHIP_OFFICE, world.school][0]
    year = academic_year(found.starts_on)
    written = found.opens_on - timedelta(days=20)
    obj = InternshipPlan(
        school=world.school,
        department=world.departments[code],
        name=f"{cohort} 级{major.name}岗位实习方案",
        cohort=cohort,
        starts_on=found.starts_on - timedelta(days=14),
        ends_on=found.ends_on + timedelta(days=14),
        academic_year=f"{year}-{year + 1}",
        course_name="岗位实习",
        course_code=f"{code}99",
        credits=32,
        goals=f"在真实岗位上完成{major.name}专业的典型工作任务，达到岗位技能标准，养成安全与质量意识。",
        emergency=EMERGENCY,
        required_logs=12,
        created_at=at(written, 9),
    )
    obj.round, obj.major = found, major
    world.ledger.begin(obj, by=office, at=obj.created_at)
    if (found.key, cohort) != ("coming", cohorts(world)[2][0]) or code not in UNCONFIRMED:
        world.ledger.move(obj, "confirm", by=office, at=at(written + timedelta(days=6), 15))
    return obj


def criteria(world, found):
    """The rubric: the skills that the round's positions ask for most, and three criteria for everybody."""
    rows = tree("rubric")
    weights = {}
    for position in world.positions[found.round.key]:
        for need in position.row["skills"] if position.row["majors"][0] == found.major.code else ():
            weights[need["skill"]] = weights.get(need["skill"], 0) + need["weight"]
    chosen = sorted(weights, key=lambda code: (-weights[code], code))[:SKILLS]
    shares = [
        rows[0]["weight"] - (SKILLS - 1) * (rows[0]["weight"] // SKILLS),
        *[rows[0]["weight"] // SKILLS] * (SKILLS - 1),
    ]
    for code, weight in zip(chosen, shares, strict=True):
        skill = world.skills[code]
        yield Criterion(
            rubric=found.rubric, zh=skill.zh, en=skill.en, weight=weight, skill=skill, levels=rows[0]["levels"]
        )
    for row in rows[1:]:
        yield Criterion(rubric=found.rubric, zh=row["zh"], en=row["en"], weight=row["weight"], levels=row["levels"])


def partner(world, found, enterprise, *, by, asked_at):
    """That `enterprise` shares the plan `found`, asked with its first placement in it; made once."""
    key = found.pk, enterprise.pk
    if key not in world.partners:
        obj = PlanPartner(plan=found, enterprise=enterprise)
        world.ledger.begin(obj, by=by, at=asked_at)
        answered = max(at(asked_at.date() + timedelta(days=2), 10), asked_at)
        hr = world.staff[Role.HR, enterprise][0]
        if found.round.key != "coming" or enterprise.pk % 5 in (0, 1):
            world.ledger.move(obj, "confirm", by=hr, at=answered)
        elif enterprise.pk % 5 == 2 and enterprise.pk != world.enterprises[0].pk:
            reason = "方案中的轮岗安排与我方生产计划冲突，请调整后再议。"
            world.ledger.move(obj, "decline", by=hr, at=answered, reason=reason)
        world.partners[key] = obj
    return world.partners[key]
