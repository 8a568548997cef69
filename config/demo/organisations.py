"""The vocabulary, the college with its classes, and the enterprises in every state of their verification."""

from datetime import timedelta

from config.demo.data import table, tree
from config.demo.rounds import academic_year, at
from config.demo.rows import insert
from marketplace import organisations
from marketplace.credit_code import check_character
from marketplace.models import (
    Department,
    Enterprise,
    Major,
    School,
    Site,
    Skill,
    SkillAlias,
    StudentClass,
    User,
)
from marketplace.states import EnterpriseState, Role

CLASS_SIZE = 42
SYLLABLES = "澜砺恒泽启衡拓岚弘钧镜澄观砚越梧舟屿帆橙衍朔晏珩蔚嵘烁钰霖弈"


def build(world):
    build_skills(world)
    build_college(world)
    build_enterprises(world)


def build_skills(world):
    Skill.objects.bulk_create(
        Skill(code=row["code"], zh=row["zh"], en=row["en"], cluster=row["cluster"]) for row in table("skills")
    )
    world.skills = {skill.code: skill for skill in Skill.objects.all()}
    SkillAlias.objects.bulk_create(
        SkillAlias(skill=world.skills[row["code"]], text=alias.lower())
        for row in table("skills")
        for alias in row["aliases"].split("|")
        if alias
    )


def build_college(world):
    Major.objects.bulk_create(
        Major(code=row["code"], name=row["zh"], name_en=row["en"], level=row["level"]) for row in table("majors")
    )
    world.majors = {major.code: major for major in Major.objects.all()}
    college = tree("college")
    world.school = School.objects.create(
        level=School.Level.HIGHER, contact_name="实习与就业办公室", **college["school"]
    )
    for row in college["departments"]:
        department = Department.objects.create(school=world.school, name=row["name"], name_en=row["name_en"])
        world.departments |= dict.fromkeys(row["majors"], department)
    StudentClass.objects.bulk_create(
        StudentClass(
            department=world.departments[code],
            major=world.majors[code],
            cohort=cohort,
            name=f"{name}{cohort % 100}{number:02d}",
        )
        for code, name in college["class_names"].items()
        for cohort, _ in cohorts(world)
        for number in range(1, classes(world, code, cohort) + 1)
    )


def cohorts(world):
    """The entry years with their share of the students: graduates of last summer, third, second and first year."""
    year = academic_year(world.today)
    return [(year - 3, 0.25), (year - 2, 0.32), (year - 1, 0.24), (year, 0.19)]


def heads(world, code, cohort):
    """How many students a major has in a cohort."""
    share = tree("college")["major_share"][code] / sum(tree("college")["major_share"].values())
    return max(2, round(world.size * share * dict(cohorts(world))[cohort]))


def classes(world, code, cohort):
    return -(-heads(world, code, cohort) // CLASS_SIZE)


def build_enterprises(world):
    chance = world.chance("enterprises")
    operator = User.objects.get(username="operator")
    organisations.add_member(operator, Role.OPERATOR)
    rows = list(table("enterprises")) + invented(world, chance)
    objects = [enterprise(world, operator, row, number, chance) for number, row in enumerate(rows)]
    for row, obj in zip(rows, objects, strict=True):
        obj.posts_for = row["majors"].split("|")
    world.ledger.write(objects)
    insert(
        [Site(enterprise=obj, name="总部", region=obj.region, city=obj.city, address=obj.address) for obj in objects]
    )
    world.enterprises = objects


def invented(world, chance):
    """More enterprises for a large college: other names and sizes for the verified ones."""
    verified = [row for row in table("enterprises") if row["state"] == EnterpriseState.VERIFIED]
    found = {}
    while len(found) < (world.size - 600) // 60:
        row = chance.choice(verified)
        brand = "".join(chance.sample(SYLLABLES, 3))
        name = row["name"][:2] + brand + row["name"][4:]
        found[name] = row | {"name": name, "name_en": "", "staff_count": str(chance.randint(120, 1800))}
    return list(found.values())


def enterprise(world, operator, row, number, chance):
    body = f"91{row['region']}MA{number + 10_000:07d}"
    is_new = row["state"] == EnterpriseState.APPLIED
    known_since = at(world.today - timedelta(days=2) if is_new else world.rounds[0].opens_on, 10, number)
    obj = Enterprise(
        credit_code=body + check_character(body),
        name=row["name"],
        name_en=row["name_en"],
        industry_code=row["industry_code"],
        region=row["region"],
        city=row["city"],
        address=row["address"],
        about=row["about"],
        staff_count=int(row["staff_count"]),
        contact_phone=f"0574-8{chance.randint(100000, 999999)}1",
        created_at=known_since,
    )
    world.ledger.begin(obj, by=None, at=known_since)
    for action, day, extra in verification(world, row):
        world.ledger.move(obj, action, by=operator, at=at(day, 14, number), **extra)
        obj.inspected_on = day if action == "verify" else obj.inspected_on
    return obj


def verification(world, row):
    """The moves that brought an enterprise into the state that the table gives it."""
    first, last = world.rounds[0].opens_on, world.rounds[2].opens_on
    if row["state"] == EnterpriseState.REJECTED:
        return [("reject", first, {"reason": tree("words")["reject_enterprise"][row["industry_code"] == "9011"]})]
    if row["state"] == EnterpriseState.SUSPENDED:
        return [("verify", first, {}), ("suspend", last, {"reason": tree("words")["suspend_enterprise"]})]
    return [("verify", first, {})] if row["state"] == EnterpriseState.VERIFIED else []
