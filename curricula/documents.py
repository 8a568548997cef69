"""What the search engine is told about the courses of the plans in force."""

from curricula.models import Course
from search import registry
from search.engine import Document


def build_courses(ids):
    rows = Course.objects.newest().filter(pk__in=ids).select_related("version__programme__major")
    for course in rows.prefetch_related("coverage__skill"):
        major = course.version.programme.major
        coverage = list(course.coverage.all())
        skills = [cell.skill for cell in coverage]
        names = [*(name for skill in skills for name in (skill.zh, skill.en)), major.name, major.name_en]
        yield Document(
            kind="course",
            id=course.pk,
            text={
                "title": course.zh,
                "names": tuple(filter(None, [course.en, *names])),
                "body": (major.code, course.code),
            },
            keywords={
                "major": (major.code,),
                "category": (course.category,),
                "skill": tuple(skill.code for skill in skills),
            },
            levels={cell.skill.code: cell.level for cell in coverage},
        )


registry.register(
    "course",
    build=build_courses,
    all_ids=lambda: Course.objects.newest().values_list("pk", flat=True).iterator(),
)
