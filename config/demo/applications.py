"""Who applied where: everybody of a past round found a place after some refusals; of the coming round every state."""

from collections import defaultdict

from config.demo.applying import Applying
from config.demo.plans import UNPLANNED
from recruitment.states import PositionState

# How the applications of a past round end that came before the one that is accepted, in percent.
PAST_ENDS = {"rejected": 66, "withdrawn": 16, "declined": 11, "lapsed": 7}
# How far a student has come who looks for a place in the coming round, in percent; a third looks again.
COMING_ENDS = {
    "": 12, "submitted": 17, "shortlisted": 11, "interviewing": 11, "offered": 9, "accepted": 33, "rejected": 7,
}  # fmt: skip
SECOND_YEAR_ENDS = COMING_ENDS | {"": 40, "accepted": 16}
APPLICANT_ENDS = ("offered", "submitted", "rejected")


def build(world):
    chance = world.chance("applications")
    for found in world.rounds:
        applying, offered = Applying(world, chance, found), by_major(world, found)
        for students in batched(in_order(world, found), 500):
            applying.read(students)
            for student in students:
                ends = coming(world, chance, student) if found.key == "coming" else past(chance, student)
                choices = chosen(chance, offered[student.student_class.major.code], len(ends), student, found)
                for position, end in zip(choices, ends, strict=False):
                    applying.tell(student, position, end)
        applying.save()
        world.accepted[found.key] = applying.accepted


def in_order(world, found):
    """The students of a round; those whose story is told elsewhere first, so that places are free."""
    return sorted(world.pools[found.key], key=lambda student: not is_told(world, student))


def is_told(world, student):
    """Personas, minors who wait for a guardian, and the cohort that has no internship plan yet."""
    is_second = student.student_class.cohort == world.third_year + 1
    is_unplanned = is_second and student.student_class.major.code == UNPLANNED and student.student_no.endswith("02")
    return is_unplanned or student.age_on(world.today) < 18 or student.user.username in ("student", "applicant")


def past(chance, student):
    if student.user.username == "student":
        return ("accepted",)
    failed = chance.choices(range(4), (35, 35, 20, 10))[0]
    return [*draw(chance, PAST_ENDS, failed), "accepted"]


def coming(world, chance, student):
    if student.user.username == "applicant":
        return APPLICANT_ENDS
    if is_told(world, student):
        return ("accepted",)
    is_third = student.student_class.cohort == world.third_year
    [end] = draw(chance, COMING_ENDS if is_third else SECOND_YEAR_ENDS, 1)
    before = draw(chance, {"rejected": 40, "withdrawn": 8, "submitted": 30, "declined": 5, "lapsed": 4, "": 60}, 2)
    return [other for other in [*before, end] if other]


def draw(chance, weights, count):
    return chance.choices(list(weights), list(weights.values()), k=count)


def by_major(world, found):
    """`{major code: positions of the round that were opened}`."""
    offered = defaultdict(list)
    for position in world.positions[found.key]:
        if position.state != PositionState.DRAFT:
            for code in position.row["majors"]:
                offered[code].append(position)
    return offered


def chosen(chance, positions, count, student, found):
    """Different positions for one student. The first enterprise, whose people are personas, is in demand."""
    if student.user.username in ("student", "applicant"):
        return positions[:count]
    wanted = chance.sample(positions, min(count, len(positions)))
    if found.key == "coming" and chance.random() < 0.4:
        first = [one for one in positions if one.enterprise.pk == one.first_enterprise and one not in wanted]
        wanted = [*first, *wanted][:count]
    return wanted


def batched(rows, size):
    return (rows[start : start + size] for start in range(0, len(rows), size))
