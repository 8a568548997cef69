"""Eight programmes with their committees and the training plans that have been in force since the oldest cohort."""

from datetime import date

from config.demo.data import table, tree
from config.demo.organisations import cohorts
from config.demo.rounds import at
from config.demo.rows import insert
from curricula.models import Committee, CommitteeMember, Course, Coverage, Programme, ProgrammeVersion
from curricula.states import CourseCategory
from marketplace.states import EnterpriseState, Role

CATEGORIES = {"professional_basic": CourseCategory.MAJOR_BASIC, "elective": CourseCategory.EXTENSION}
HOURS_A_WEEK = 24  # of a post internship
UNFINISHED = "530701"  # has a second plan in the making, and one that was set aside


def build(world):
    for code, department in world.departments.items():
        committee = seat(world, code, department)
        obj = Programme(
            school=world.school,
            department=department,
            major=world.majors[code],
            committee=committee,
            created_at=at(adopted_on(world), 9),
        )
        world.ledger.save([obj])
        world.programmes[code] = obj
    versions = [first(world, code) for code in world.programmes]
    versions += [later(world, UNFINISHED, number) for number in (2, 3)]
    world.ledger.write(versions)
    for version in versions:
        write_courses(world, version)


def adopted_on(world):
    return date(cohorts(world)[0][0], 6, 20)


def seat(world, code, department):
    """A committee of three from the college and two from enterprises; the first seat is the chair's."""
    committee = Committee.objects.create(department=department, name=f"{world.majors[code].name}专业建设委员会")
    teachers = world.staff[Role.SUPERVISOR, department]
    hosts = [obj for obj in world.enterprises if obj.state == EnterpriseState.VERIFIED and code in obj.posts_for]
    people = [(world.staff[Role.PROGRAMME_LEADER, code][0], False)]
    people += [(teachers[number % len(teachers)], False) for number in (0, 1)]
    people += [(world.staff[Role.HR, hosts[0]][0], True), (world.staff[Role.MENTOR, hosts[1]][0], True)]
    CommitteeMember.objects.bulk_create(
        CommitteeMember(committee=committee, user=user, is_enterprise=is_enterprise, is_chair=not number)
        for number, (user, is_enterprise) in enumerate(people)
    )
    return committee


def first(world, code):
    """The plan in force for everybody here, adopted before the oldest cohort came."""
    version = draft(world, code, 1, cohorts(world)[0][0], adopted_on(world))
    affairs = world.staff[Role.ACADEMIC_AFFAIRS, world.school][0]
    world.ledger.move(version, "adopt", by=affairs, at=at(adopted_on(world), 16))
    version.published_on = adopted_on(world)
    return version


def later(world, code, number):
    """A draft of the next plan; the older one was set aside."""
    day = world.rounds[2].opens_on if number == 2 else world.rounds[-1].opens_on
    version = draft(world, code, number, world.third_year + 3, day)
    if number == 2:
        by = world.staff[Role.PROGRAMME_LEADER, code][0]
        world.ledger.move(version, "discard", by=by, at=at(day, 17))
    return version


def draft(world, code, number, cohort, day):
    version = ProgrammeVersion(
        programme=world.programmes[code],
        number=number,
        effective_cohort=cohort,
        created_at=at(day, 10),
        **parts(world, code),
    )
    world.ledger.begin(version, by=world.staff[Role.PROGRAMME_LEADER, code][0], at=version.created_at)
    return version


def parts(world, code):
    titles = [row["title"].removesuffix("实习生") for row in tree("positions") if row["majors"][0] == code]
    words = {
        "major": world.majors[code].name,
        "posts": "、".join(titles[:3]),
        "industry": tree("college")["class_names"][code],
        "certificate": tree("resume_phrases")["certificates"][code][0],
    }
    return {name: text.format(**words) for name, text in tree("plan_parts").items()}


def write_courses(world, version):
    code = version.programme.major.code
    rows = [row for row in table("courses") if row["major"] == code]
    courses = {row["code"]: course(version, row) for row in rows}
    Course.objects.bulk_create(courses.values())
    insert(
        Coverage(course=courses[row["course"]], skill=world.skills[row["skill"]], kind=row["kind"], level=row["level"])
        for row in table("coverage")
        if row["major"] == code
    )
    if version.number == 1:
        world.courses |= {(code, row["zh"]): courses[row["code"]] for row in rows}


def course(version, row):
    """A course; the electives of the public part stay public basic, a post internship counts by weeks."""
    category = CATEGORIES.get(row["category"], row["category"])
    if row["category"] == "elective" and row["zh"] in ("公共艺术", "中华优秀文化选读"):
        category = CourseCategory.PUBLIC_BASIC
    is_internship = row["zh"] == "岗位实习"
    return Course(
        version=version,
        code=row["code"],
        zh=row["zh"],
        en=row["en"],
        term=row["term"],
        category=CourseCategory.INTERNSHIP if is_internship else category,
        hours_theory=row["theory_hours"],
        hours_practice=row["practice_hours"],
        credits=row["credits"],
        elective=row["category"] == "elective",
        weeks=int(row["practice_hours"]) // HOURS_A_WEEK if is_internship else 0,
    )
