"""Swapping what must not matter changes not a bit of what is stored."""

import json
from datetime import date

import pytest

from marketplace.models import Student, User
from matching import services
from matching.models import Score
from recruitment.models import Resume, ResumeEntry


def stored():
    rows = Score.objects.order_by("student").values_list("student", "score", "rank", "parts", "breakdown")
    return json.dumps(list(rows)).encode()


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Student, {"sex": Student.Sex.MALE}),
        (Student, {"sex": ""}),
        (Student, {"home_region": "433100"}),
        (Student, {"birth_date": date(1999, 12, 31)}),
        (Student, {"student_no": "X1"}),
        (Student, {"guardian": None}),
        (User, {"name": "阿卜杜拉·买买提"}),
        (User, {"email": "somebody@example.com"}),
        (User, {"phone": "13800000000"}),
    ],
)
def test_swapping_a_sensitive_attribute_changes_no_bit(scored, student, model, change):
    before = stored()
    pk = student.pk if model is Student else student.user_id

    model.objects.filter(pk=pk).update(**change)
    services.rescore_everything()
    services.rescore_student(student.pk)

    assert stored() == before


def test_words_about_sex_origin_and_school_change_no_bit(scored, student):
    resume = Resume.objects.create(student=student, about="熟悉设备维护与故障排查")
    services.rescore_everything()
    before = stored()

    resume.about = "女，24岁，汉族，共青团员，湖南湘西人，未婚，身高165。熟悉设备维护与故障排查"
    resume.save()
    ResumeEntry.objects.create(resume=resume, section="education", title="湘西设备维护学校", text="设备维护")
    services.rescore_everything()

    assert stored() == before
