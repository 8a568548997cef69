from curricula import documents
from curricula.models import Course
from tests import curricula_factories as plans


def test_only_the_courses_of_the_newest_plan_in_force_are_found(programme, version, course, skill):
    newer = plans.VersionFactory(programme=programme, effective_cohort=2025)
    kept = plans.CourseFactory(version=newer, code="C1", zh="可编程控制器应用", en="PLC application", category="core")
    plans.CoverageFactory(course=kept, skill=skill)
    plans.CourseFactory(version=plans.VersionFactory(programme=programme, effective_cohort=2026, state="draft"))

    [document] = documents.build_courses([str(pk) for pk in Course.objects.values_list("pk", flat=True)])

    assert (document.kind, document.id) == ("course", str(kept.pk))
    assert document.text["title"] == "可编程控制器应用"
    assert document.keywords == {"major": ("460301",), "category": ("core",), "skill": ("plc",)}
