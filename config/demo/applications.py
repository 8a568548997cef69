"""Who applied where: everybody of a past round found a place after some refusals; of the coming round every state."""

from config.demo.applying import Applying
from recruitment.states import PositionState

# How the applications of a past round end that came before the one that is accepted, in percent.
PAST_ENDS = {"rejected": 66, "withdrawn": 16, "declined": 11, "lapsed": 7}
# How far a student has come who looks for a place in the coming round, in percent; a third looks again.
COMING_ENDS = {
    "": 16, "submitted": 22, "shortlisted": 14, "interviewing": 12, "offered": 9, "accepted": 19, "rejected": 8,
}  # fmt: skip
SECOND_YEAR_ENDS = COMING_ENDS | {"": 40, "accepted": 6}
APPLICANT_ENDS = ("offered", "submitted", "rejected")


def build(world):
    chance = world.chance("applications")
    for found in world.rounds:
        applying = Applying(world, chance, found)
        pool = world.pools[found.key]
        for student in pool:
            ends = coming(world, chance, student) if found.key == "coming" else past(chance)
            choices = chosen(chance, positions_for(world, found, student), len(ends), is_hr_seen=found.key == "coming")
            for position, end in zip(choices, ends, strict=False):
                applying.tell(student, position, end)
        applying.save()
        world.accepted[found.key] = applying.accepted


def past(chance):
    failed = chance.choices(range(4), (35, 35, 20, 10))[0]
    return [*draw(chance, PAST_ENDS, failed), "accepted"]


def coming(world, chance, student):
    if student.user.username == "applicant":
        return APPLICANT_ENDS
    is_third = student.student_class.cohort == world.third_year
    if is_third and student.age_on(world.today) < 18:
        return ("accepted",)
    [end] = draw(chance, COMING_ENDS if is_third else SECOND_YEAR_ENDS, 1)
    before = draw(chance, {"rejected": 40, "withdrawn": 8, "submitted": 30, "declined": 5, "lapsed": 4, "": 60}, 2)
    return [other for other in [*before, end] if other]


def draw(chance, weights, count):
    return chance.choices(list(weights), list(weights.values()), k=count)


def positions_for(world, found, student):
    code = student.student_class.major.code
    return [
        position
        for position in world.positions[found.key]
        if code in position.row["majors"] and position.state != PositionState.DRAFT
    ]


def chosen(chance, positions, count, *, is_hr_seen):
    """Different positions for one student. In the coming round many choose the first enterprise, whose HR is a persona."""
    positions = chance.sample(positions, len(positions))
    if is_hr_seen and chance.random() < 0.4:
        positions.sort(key=lambda position: position.enterprise.pk != position.first_enterprise)
    return positions[:count]
