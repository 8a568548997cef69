"""Co-grading: blind, weighed, moderated where it differs, published with reasons, appealed once."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from internships import services
from internships.models import GradeSheet, GradeVersion, Score
from marketplace import evidence
from tests import factories
from tests import internship_factories as f


def code_of(do):
    with pytest.raises(ValidationError) as caught:
        do()
    return caught.value.code


def give(sheet, side, by, mark, level=None):
    score = sheet.scores.get(side=side)
    services.submit_score(score, by=by, version=score.version, rows=f.marks(sheet, mark, level), comment="按时、认真")


def both(sheet, supervisor, mentor, school, enterprise, level=None):
    give(sheet, "school", supervisor, school)
    give(sheet, "enterprise", mentor, enterprise, level)
    sheet.refresh_from_db()
    return sheet


@pytest.fixture
def settled(sheet, supervisor, mentor):
    return both(sheet, supervisor, mentor, 84, 90, level=4)


@pytest.fixture
def disputed(sheet, supervisor, mentor):
    return both(sheet, supervisor, mentor, 60, 90)


@pytest.fixture
def published(settled, coordinator):
    services.publish_grade(settled, by=coordinator)
    return settled


def seen(user, sheet):
    return sorted(Score.objects.visible_to(user).filter(sheet=sheet).values_list("side", flat=True))


def test_until_both_are_in_each_sees_only_the_own_score(
    sheet, supervisor, mentor, coordinator, internship_office, student, hr, stranger, admin_user
):
    give(sheet, "school", supervisor, 80)

    everybody = (supervisor, mentor, coordinator, internship_office, student.user, hr, stranger, admin_user)
    assert [seen(user, sheet) for user in everybody] == [["school"], ["enterprise"], [], [], [], [], [], []]


def test_when_both_are_in_the_graders_and_the_school_see_both(settled, supervisor, mentor, coordinator, student):
    both_sides = ["enterprise", "school"]

    assert [seen(user, settled) for user in (supervisor, mentor, coordinator)] == [both_sides] * 3
    assert seen(student.user, settled) == []


def test_the_student_sees_both_with_the_published_grade(published, student):
    assert seen(student.user, published) == ["enterprise", "school"]
    assert GradeSheet.objects.visible_to(student.user).get() == published


def test_the_student_sees_no_sheet_before_its_publication(settled, student):
    assert GradeSheet.objects.visible_to(student.user).count() == 0


@pytest.mark.parametrize("name", ["mentor", "coordinator", "hr"])
def test_a_page_leaks_nothing_of_the_other_score(request, as_, sheet, supervisor, name):
    score = sheet.scores.get(side="school")
    rows = {criterion: (73, level) for criterion, (_mark, level) in f.marks(sheet, 73).items()}
    services.submit_score(score, by=supervisor, version=0, rows=rows, comment="SECRETCOMMENT")
    client = as_(request.getfixturevalue(name))

    pages = [sheet.get_absolute_url(), sheet.placement.get_absolute_url(), "/grades/?tab=scoring"]
    text = "".join(client.get(page).text for page in pages)

    assert "SECRETCOMMENT" not in text
    assert re.findall(r"(?<![\w/:.-])73(?:\.0)?(?!\w)", text) == []  # the mark as a word, not a part of an id or time


@pytest.mark.parametrize(("school", "state"), [(75, "scored"), (74, "moderation"), (90, "scored")])
def test_scores_apart_by_more_than_the_threshold_go_to_moderation(sheet, supervisor, mentor, school, state):
    assert both(sheet, supervisor, mentor, school, 90).state == state


def test_the_total_weighs_supervisor_mentor_and_logs(settled):
    version = settled.current

    assert (version.school_total, version.enterprise_total, version.log_score) == (84, 90, 0)
    assert (version.total, version.grade) == (Decimal("69.6"), "qualified")


def test_a_score_needs_every_mark(sheet, supervisor):
    score = sheet.scores.get(side="school")

    assert code_of(lambda: services.submit_score(score, by=supervisor, version=0, rows={})) == "incomplete"


def test_a_submitted_score_does_not_change(sheet, supervisor):
    give(sheet, "school", supervisor, 80)
    give(sheet, "school", supervisor, 80)

    assert code_of(lambda: give(sheet, "school", supervisor, 95)) == "wrong_state"
    score = sheet.scores.get(side="school")
    assert score.total == 80
    assert code_of(lambda: services.save_score(score, by=supervisor, version=score.version, rows={})) == "wrong_state"


def test_two_windows_do_not_overwrite_a_score(sheet, supervisor):
    score = sheet.scores.get(side="school")
    services.save_score(score, by=supervisor, version=0, rows=f.marks(sheet, 80))

    assert code_of(lambda: services.save_score(score, by=supervisor, version=0, rows=f.marks(sheet, 10))) == "conflict"


def test_nobody_scores_for_the_other_side(sheet, supervisor, mentor, coordinator, stranger):
    for side, others in {"school": [mentor, coordinator, stranger], "enterprise": [supervisor, coordinator]}.items():
        for other in others:
            with pytest.raises(PermissionDenied):
                give(sheet, side, other, 80)


def test_a_third_person_decides_with_reasons(disputed, coordinator):
    services.moderate(disputed, by=coordinator, total=80, reason="看过日志与成果")

    disputed.refresh_from_db()
    assert (disputed.state, disputed.current.total, disputed.current.ground) == ("scored", 80, "moderated")
    assert disputed.versions.count() == 2


def test_a_grader_does_not_moderate(disputed, supervisor):
    from marketplace.organisations import add_member

    add_member(supervisor, factories.Role.COORDINATOR, disputed.placement.student.student_class.department)

    assert code_of(lambda: services.moderate(disputed, by=supervisor, total=80, reason="r")) == "own_score"


def test_a_waived_score_always_goes_to_moderation(sheet, supervisor, coordinator):
    give(sheet, "school", supervisor, 80)

    services.waive_score(sheet.scores.get(side="enterprise"), by=coordinator, reason="导师离职")

    sheet.refresh_from_db()
    assert (sheet.state, sheet.current.enterprise_total) == ("moderation", None)


def test_one_appeal_with_one_answer_that_may_change_the_grade(published, student, coordinator):
    services.appeal(published, by=student.user, reason="日志已补交")
    services.answer_appeal(published, by=coordinator, reason="核对后上调", total=80)

    assert (published.state, published.current.total, published.current.ground) == ("final", 80, "appeal")
    assert code_of(lambda: services.appeal(published, by=student.user, reason="again")) == "wrong_state"


def test_an_answer_without_a_mark_leaves_the_grade(published, student, coordinator):
    services.appeal(published, by=student.user, reason="r")
    services.answer_appeal(published, by=coordinator, reason="维持原成绩")

    assert (published.state, published.versions.count()) == ("final", 1)


@pytest.mark.parametrize(("days", "allowed"), [(7, True), (8, False)])
def test_the_days_to_appeal_are_counted(published, student, days, allowed):
    at = timezone.now() + timedelta(days=days)

    if allowed:
        services.appeal(published, by=student.user, reason="r", at=at)
    else:
        assert code_of(lambda: services.appeal(published, by=student.user, reason="r", at=at)) == "late"


def test_what_nobody_appeals_becomes_final_and_evidence(published, student):
    skill = published.placement.plan.rubric.criteria.first().skill
    assert evidence.level_of(student, skill) is None

    assert (services.finalise_due(), services.finalise_due(timezone.now() + timedelta(days=8))) == (0, 1)

    assert evidence.level_of(student, skill).level == 4


def test_grades_are_added_never_changed(settled):
    with pytest.raises(TypeError):
        GradeVersion.objects.update(total=100)
    with pytest.raises(TypeError):
        settled.versions.all().delete()


def test_everything_settled_is_published_in_one_action_once(settled, coordinator, stranger):
    assert services.publish_grades([settled], by=stranger) == 0
    assert services.publish_grades([settled], by=coordinator) == 1
    assert services.publish_grades([settled], by=coordinator) == 0


def test_sheets_open_two_weeks_before_the_last_day(placement):
    ends_on = placement.ends_on
    at = timezone.now() + (ends_on - timezone.localdate()) - timedelta(days=15)

    assert [services.open_grading_due(at + timedelta(days=n)) for n in (0, 1, 1)] == [0, 1, 0]
