"""Weeks: written, submitted, confirmed, approved or returned; and what they become."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from internships import likeness, services
from internships.models import WeeklyLog
from marketplace import evidence, links, todo
from marketplace.models import SkillEvidence
from tests import factories
from tests import internship_factories as f

LONG = [
    "修改上料工位的PLC程序,增加了缺料报警和延时复位,并在现场试运行两个小时记录节拍",
    "按图完成一面控制柜的配线,压接端子并套线号管,通电前用万用表逐点核对",
]


def this_monday():
    return services.monday(timezone.localdate())


def entry(position=0, on=None, **kwargs):
    given = {"position": position, "on": on or this_monday(), "task": "巡检", "skill": None}
    return {**given, "difficulty": "", "next_step": "", **kwargs}


def save(placement, week_on=None, *, version=0, entries=None, by=None, **kwargs):
    return services.save_log(
        placement, week_on or this_monday(), by=by or placement.student.user, version=version, days_worked=5, note="",
        entries=entries if entries is not None else [entry()], **kwargs,
    )  # fmt: skip


def code_of(do):
    with pytest.raises(ValidationError) as caught:
        do()
    error = caught.value
    return error.code if hasattr(error, "code") else {name: e[0].code for name, e in error.error_dict.items()}


@pytest.mark.parametrize(
    ("week_on", "code"),
    [
        (lambda p: this_monday() + timedelta(weeks=1), "future"),
        (lambda p: this_monday() + timedelta(days=1), "monday"),
        (lambda p: services.monday(p.starts_on) - timedelta(weeks=1), "outside"),
    ],
)
def test_a_week_that_cannot_be_is_refused_at_its_field(placement, week_on, code):
    assert code_of(lambda: save(placement, week_on(placement))) == {"week_on": code}


def test_of_two_entries_at_one_position_the_last_is_kept(placement):
    log = save(placement, entries=[entry(task="first"), entry(1, task="second"), entry(1, task="third")])

    assert list(log.entries.order_by("position").values_list("position", "task")) == [(0, "first"), (1, "third")]


def test_a_day_to_come_is_refused(placement):
    day = timezone.localdate() + timedelta(days=1)
    monday = services.monday(day)
    if monday > timezone.localdate():
        monday, day = this_monday(), this_monday() + timedelta(days=9)

    assert code_of(lambda: save(placement, monday, entries=[entry(on=day)])) == {"on": "future"}


def test_nobody_else_writes_the_week(placement, mentor, supervisor, coordinator, stranger):
    for other in (mentor, supervisor, coordinator, stranger):
        with pytest.raises(PermissionDenied):
            save(placement, by=other)


def test_two_windows_do_not_overwrite_each_other(placement):
    save(placement)

    assert code_of(lambda: save(placement, version=0, entries=[entry(task="other")])) == "conflict"
    assert WeeklyLog.objects.get().entries.get().task == "巡检"


def test_saving_removes_the_entries_that_were_taken_out(placement):
    log = save(placement, entries=[entry(0, task="a"), entry(1, task="b")])

    save(placement, version=log.version, entries=[entry(1, task="b")])

    assert [(row.position, row.task) for row in log.entries.all()] == [(0, "b")]


def test_the_same_form_once_more_is_no_conflict_though_its_gap_was_closed(placement):
    log = save(placement, entries=[entry(0, task="a"), entry(1, task="b")])

    kept = [save(placement, version=log.version, entries=[entry(1, task="b")]).version for _ in range(2)]

    assert kept == [log.version + 1] * 2
    assert [(row.position, row.task) for row in log.entries.all()] == [(0, "b")]


def test_an_empty_week_is_not_submitted(placement):
    log = save(placement, entries=[])

    assert code_of(lambda: services.submit_log(log, by=placement.student.user)) == "empty"


def test_submitting_asks_the_mentor_and_the_supervisor(placement, mentor, supervisor):
    log = f.submitted(f.WeeklyLogFactory(placement=placement))
    services.submit_log(log, by=placement.student.user)

    assert [row["machine"] for row in todo.waiting_for(mentor)] == ["internships.confirmation"]
    assert [row["machine"] for row in todo.waiting_for(supervisor)] == ["internships.weeklylog"]


def test_a_mentor_without_an_account_gets_a_link(placement, mentor, mailoutbox):
    mentor.set_unusable_password()
    mentor.save()

    log = f.submitted(f.WeeklyLogFactory(placement=placement))

    assert [link.actions for link in links.links_to(log.confirmation)] == [["confirm", "question"]]
    assert [mail.to for mail in mailoutbox] == [[mentor.email]]


def test_a_confirmed_and_approved_week_becomes_evidence_once(log, mentor, supervisor, student):
    row = log.entries.get()
    services.confirm_log(log.confirmation, by=mentor, rows={row.pk: (True, 4)})
    assert SkillEvidence.objects.count() == 0

    services.approve_log(log, by=supervisor)
    services.approve_log(log, by=supervisor)

    assert SkillEvidence.objects.count() == 1
    assert evidence.level_of(student, row.skill).level == 4


def test_a_confirmation_after_the_approval_counts_too(log, mentor, supervisor, student):
    row = log.entries.get()
    services.approve_log(log, by=supervisor)
    services.confirm_log(log.confirmation, by=mentor, rows={row.pk: (True, 2)})

    assert evidence.level_of(student, row.skill).level == 2


def test_what_the_mentor_did_not_see_has_no_level(log, mentor, supervisor):
    row = log.entries.get()
    services.confirm_log(log.confirmation, by=mentor, rows={row.pk: (False, 5)})
    services.approve_log(log, by=supervisor)

    assert SkillEvidence.objects.count() == 0


def test_a_returned_week_is_confirmed_anew(log, mentor, supervisor, student):
    services.confirm_log(log.confirmation, by=mentor, rows={})
    services.return_log(log, by=supervisor, reason="写得更具体")
    assert log.state == "returned"

    services.submit_log(log, by=student.user)

    log.confirmation.refresh_from_db()
    assert (log.state, log.confirmation.state) == ("submitted", "awaited")


def test_returning_needs_words(log, supervisor):
    assert code_of(lambda: services.return_log(log, by=supervisor, reason=" ")) == "reason_required"


def test_the_quiet_rest_is_approved_in_one_action_and_nothing_else(placement, supervisor, mentor):
    quiet, loud = (f.submitted(f.WeeklyLogFactory(placement=placement, weeks_ago=n)) for n in (1, 2))
    WeeklyLog.objects.filter(pk=quiet.pk).update(risk=0)

    assert services.approve_logs([quiet, loud], by=supervisor) == 1
    assert services.approve_logs([quiet, loud], by=supervisor) == 0
    assert [log.state for log in WeeklyLog.objects.order_by("week_on")] == ["submitted", "approved"]


def test_nobody_approves_the_weeks_of_another_supervisor(log, stranger, coordinator):
    WeeklyLog.objects.update(risk=0)

    assert services.approve_logs([log], by=stranger) == 0
    assert services.approve_logs([log], by=coordinator) == 0


def test_a_copy_of_another_student_is_a_question(placement, plan, mentor):
    other = f.PlacementFactory(
        application=factories.ApplicationFactory(position=placement.position), plan=plan, mentor=mentor
    )
    first = f.submitted(f.WeeklyLogFactory(placement=other, entries=LONG))

    copy = f.submitted(f.WeeklyLogFactory(placement=placement, entries=LONG))

    near = next(part for part in copy.questions if part["code"] == "near_duplicate")
    assert (near["numbers"]["log"], near["numbers"]["percent"]) == (first.pk, 100)


def codes_of(log):
    log.refresh_from_db()
    return [part["code"] for part in log.questions]


def test_a_week_is_not_quiet_before_it_was_compared(placement, mentor, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    log = f.submitted(f.WeeklyLogFactory(placement=placement, entries=LONG))
    services.confirm_log(log.confirmation, by=mentor, rows={})
    waiting = codes_of(log)

    likeness.compare(log.pk)

    assert [code for code in waiting if code not in codes_of(log)] == ["uncompared"]


def test_of_two_weeks_alike_the_later_one_is_the_copy_whichever_was_compared_first(placement, plan, mentor, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    application = factories.ApplicationFactory(position=placement.position)
    other = f.PlacementFactory(application=application, plan=plan, mentor=mentor)
    logs = [f.submitted(f.WeeklyLogFactory(placement=each, entries=LONG)) for each in (other, placement)]

    for log in reversed(logs):
        likeness.compare(log.pk)

    assert ["near_duplicate" in codes_of(log) for log in logs] == [False, True]


def test_a_week_that_is_revised_meanwhile_is_not_compared(placement, supervisor, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    log = f.submitted(f.WeeklyLogFactory(placement=placement, entries=LONG))
    services.return_log(log, by=supervisor, reason="写得更具体")

    likeness.compare(log.pk)

    assert "uncompared" in codes_of(log)


def test_the_own_earlier_text_is_a_repeat_not_a_copy(placement):
    f.submitted(f.WeeklyLogFactory(placement=placement, weeks_ago=2, entries=LONG))

    again = f.submitted(f.WeeklyLogFactory(placement=placement, weeks_ago=1, entries=LONG))

    assert "repeat" in [part["code"] for part in again.questions]


def test_the_mentors_answer_takes_the_question_away(log, mentor):
    before = {part["code"] for part in log.questions}

    services.confirm_log(log.confirmation, by=mentor, rows={})

    assert before - {part["code"] for part in log.questions} == {"unconfirmed"}


def test_a_week_opens_once_for_everyone_at_work(placement):
    assert (services.open_weeks(), services.open_weeks()) == (1, 0)
    assert placement.logs.get().week_on == this_monday()


def test_a_draft_is_seen_by_its_writer_alone(placement, student, supervisor, mentor, coordinator):
    f.WeeklyLogFactory(placement=placement)

    seen = {
        user: WeeklyLog.objects.visible_to(user).count() for user in (student.user, supervisor, mentor, coordinator)
    }

    assert list(seen.values()) == [1, 0, 0, 0]
