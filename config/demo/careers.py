"""Who looks for a place in which round: graduates had theirs, the third year is at work, the second year looks."""

from collections import defaultdict

from config.demo.organisations import cohorts

# The third year in the order of its rank: half are at work, a few come back, the others look for a place.
THIRD_YEAR = ("current", "coming", "closing", "coming", "current", "current", "coming", "current")


def build(world):
    """Put every student into at most one round: `world.pools[round key]` are the students of that round."""
    graduates, third, second, _ = (cohort for cohort, share in cohorts(world))
    world.pools = defaultdict(list)
    for rank, student in ranked(world.students):
        cohort = student.student_class.cohort
        if cohort == graduates:
            world.pools["first" if rank % 8 < 3 else "second" if rank % 8 < 7 else "none"].append(student)
        elif cohort == third:
            world.pools[THIRD_YEAR[rank % len(THIRD_YEAR)]].append(student)
        elif cohort == second:
            world.pools["coming" if rank % 3 == 1 else "none"].append(student)


def ranked(students):
    """Each student with the place in the major and cohort, 0 for the first."""
    seen = defaultdict(int)
    for student in students:
        key = student.student_class.major_id, student.student_class.cohort
        yield seen[key], student
        seen[key] += 1
