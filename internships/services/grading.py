"""Co-grading: two blind scores, moderation where they differ, publication with reasons, one appeal."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from internships import grades, notifications
from internships.invitations import invite
from internships.models import GradeSheet, GradeVersion, Placement, Score, ScoreRow
from internships.states import PlacementState
from internships.work_states import SCORE_AWAITS, SCORER, UNSCORED, LogState, ScoreState, SheetState, Side
from marketplace import evidence, policy, transitions
from marketplace.states import EvidenceClass
from marketplace.transitions import Via
from recruitment.services.moves import move

AHEAD = timedelta(days=14)
Ground = GradeVersion.Ground


@transaction.atomic
def open_grading(placement, *, by=None, at=None):
    """Ask supervisor and mentor for their scores; a second time finds the first sheet."""
    if by and not (by.has_perm("manage_placement", placement) or by.has_perm("supervise_placement", placement)):
        raise PermissionDenied
    if placement.state != PlacementState.ACTIVE:
        raise ValidationError(_("Only a running internship is graded."), code="wrong_state")
    sheet, made = GradeSheet.objects.get_or_create(placement=placement)
    if not made:
        return sheet
    transitions.begin(sheet, by=by)
    for side in Side:
        score = Score.objects.create(sheet=sheet, side=side, state=SCORE_AWAITS[side])
        transitions.begin(score, by=by)
        invite(score, SCORER[side], [f"submit_{side}"], by=by)
        notifications.tell(
            policy.holders(placement, SCORER[side]), "score_due", placement, path=score.get_absolute_url()
        )
    return sheet


def open_grading_due(at=None):
    """Open the sheets of everyone whose last day is two weeks away or nearer; return how many."""
    until = timezone.localdate(at or timezone.now()) + AHEAD
    due = Placement.objects.at_work().filter(ends_on__lte=until, sheet=None)
    return sum(1 for placement in due.with_people() if open_grading(placement, at=at))


@transaction.atomic
def save_score(score, *, by, version, rows, comment=""):
    """Keep a score without submitting it; `rows` is `{criterion id: (mark, level or None)}`.

    Raises ValidationError: code conflict (saved elsewhere since `version`), wrong_state.
    """
    if not by.has_perm(SCORER[score.side], score.policy_object):
        raise PermissionDenied
    locked = Score.objects.select_for_update(of=("self",)).get(pk=score.pk)
    if locked.version == version + 1 and _says(locked, rows, comment):
        return  # the same form once more: its first arrival did it
    if locked.state not in UNSCORED:
        raise ValidationError(_("This score was submitted and cannot be changed."), code="wrong_state")
    if locked.version != version:
        raise ValidationError(_("This score was changed in another window."), code="conflict")
    score.comment, score.version = comment, version + 1
    score.save(update_fields=["comment", "version"])
    for criterion in score.sheet.placement.plan.rubric.criteria.all():
        mark, level = rows.get(criterion.pk, (None, None))
        if mark is None:
            score.rows.filter(criterion=criterion).delete()
        else:
            ScoreRow.objects.update_or_create(score=score, criterion=criterion, defaults={"mark": mark, "level": level})


def _says(score, rows, comment):
    """Whether `score` is kept with exactly these marks and reasons."""
    kept = {row.criterion_id: (row.mark, row.level) for row in score.rows.all()}
    return kept == {pk: row for pk, row in rows.items() if row[0] is not None} and score.comment == comment


@transaction.atomic
def submit_score(score, *, by, version, rows, comment="", via=Via.ACCOUNT, at=None):
    """Submit a score. Raises ValidationError (code incomplete) if a criterion has no mark; and as saving does."""
    sheet = GradeSheet.objects.select_for_update(of=("self",)).get(pk=score.sheet_id)
    score.refresh_from_db(fields=["state", "version", "comment", "grader"])
    if score.state == ScoreState.SUBMITTED and score.grader_id == by.pk and _says(score, rows, comment):
        return
    save_score(score, by=by, version=version, rows=rows, comment=comment)
    criteria = list(sheet.placement.plan.rubric.criteria.all())
    marks = {row.criterion_id: row.mark for row in score.rows.all()}
    if not criteria or any(criterion.pk not in marks for criterion in criteria):
        raise ValidationError(_("Every criterion needs a mark."), code="incomplete")
    score.total = grades.score_total((criterion.weight, marks[criterion.pk]) for criterion in criteria)
    score.grader = by
    score.save(update_fields=["total", "grader"])
    move(score, f"submit_{score.side}", by=by, via=via, at=at, data={"total": str(score.total)})
    _settle(sheet, at=at)


@transaction.atomic
def waive_score(score, *, by, reason, at=None):
    """Grade without a score that does not come; somebody else then decides the grade."""
    sheet = GradeSheet.objects.select_for_update(of=("self",)).get(pk=score.sheet_id)
    if move(score, "waive", by=by, reason=reason, at=at):
        _settle(sheet, at=at)


def _settle(sheet, *, at):
    """When both sides have spoken: compute, and either settle or send to a third person."""
    scores = {score.side: score for score in sheet.scores.all()}
    if sheet.state != SheetState.SCORING or any(score.state in UNSCORED for score in scores.values()):
        return
    plan = sheet.placement.plan
    school, enterprise = scores[Side.SCHOOL].total, scores[Side.ENTERPRISE].total
    if school is not None or enterprise is not None:
        _add_version(sheet, Ground.COMPUTED, by=None, at=at)
    if grades.is_disputed(school, enterprise, plan.disagreement_threshold):
        transitions.perform(sheet, "dispute", by=None, at=at)
        notifications.tell_holders(sheet.placement, "moderate_grade", "grade_moderation", path=sheet.get_absolute_url())
    else:
        transitions.perform(sheet, "settle", by=None, at=at)


def _add_version(sheet, ground, *, by, total=None, reason="", at=None):
    plan = sheet.placement.plan
    totals = {score.side: score.total for score in sheet.scores.all()}
    weights = (plan.school_weight, plan.enterprise_weight, plan.log_weight)
    approved = sheet.placement.logs.filter(state=LogState.APPROVED).count()
    logs = grades.log_score(approved, plan.required_logs)
    if total is None:
        total = grades.joint_total(totals[Side.SCHOOL], totals[Side.ENTERPRISE], logs, weights)
    total = grades.rounded(total)
    return GradeVersion.objects.create(
        sheet=sheet, number=sheet.versions.count() + 1, ground=ground, reason=reason, by=by, at=at or timezone.now(),
        school_total=totals[Side.SCHOOL], enterprise_total=totals[Side.ENTERPRISE], log_score=logs,
        weights=list(weights), total=total,
        grade=grades.grade_of(total, plan.excellent_from, plan.good_from, plan.pass_from),
    )  # fmt: skip


def _said(version):
    return {"version": version.number, "total": str(version.total), "grade": version.grade}


def _check_third_person(sheet, by):
    """Who scored does not judge the scores. Raises ValidationError (code own_score)."""
    placement = sheet.placement
    graders = {score.grader_id for score in sheet.scores.all()} | {placement.supervisor_id, placement.mentor_id}
    if by.pk in graders:
        raise ValidationError(_("Somebody who did not score has to decide this."), code="own_score")


@transaction.atomic
def moderate(sheet, *, by, total, reason, at=None):
    """Decide a disputed grade as a third person, with reasons."""
    sheet = GradeSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    _check_third_person(sheet, by)
    if move(sheet, "moderate", by=by, reason=reason, data={"total": str(grades.rounded(total))}, at=at):
        _add_version(sheet, Ground.MODERATED, by=by, total=total, reason=reason, at=at)
    return sheet


@transaction.atomic
def publish_grade(sheet, *, by, at=None):
    """Show the grade and its reasons to the student; the days to appeal begin."""
    at = at or timezone.now()
    if not move(sheet, "publish", by=by, at=at, data=_said(sheet.current) if sheet.current else None):
        return False
    sheet.published_at = at
    sheet.appeal_until = timezone.localdate(at) + timedelta(days=sheet.placement.plan.appeal_days)
    sheet.save(update_fields=["published_at", "appeal_until"])
    notifications.tell_student(sheet.placement, "grade_published", path=sheet.get_absolute_url())
    return True


@transaction.atomic
def publish_grades(sheets, *, by, at=None):
    """Publish every settled sheet among `sheets` that `by` may publish; return how many this call published."""
    ready = policy.held(GradeSheet.objects.all(), by, "publish_grade").filter(
        state=SheetState.SCORED, pk__in=[sheet.pk for sheet in sheets]
    )
    return sum(publish_grade(sheet, by=by, at=at) for sheet in ready.prefetch_related("versions"))


@transaction.atomic
def appeal(sheet, *, by, reason, at=None):
    """Appeal once, in time, with words. Raises ValidationError: code second, late."""
    at = at or timezone.now()
    if sheet.state == SheetState.PUBLISHED and sheet.has_appealed:
        raise ValidationError(_("There was an appeal already."), code="second")
    if sheet.state == SheetState.PUBLISHED and timezone.localdate(at) > sheet.appeal_until:
        raise ValidationError(_("The days to appeal are over."), code="late")
    if move(sheet, "appeal", by=by, reason=reason, at=at):
        sheet.has_appealed = True
        sheet.save(update_fields=["has_appealed"])
        notifications.tell_holders(sheet.placement, "moderate_grade", "grade_appealed", path=sheet.get_absolute_url())


@transaction.atomic
def answer_appeal(sheet, *, by, reason, total=None, at=None):
    """Answer the appeal with words, as a third person; with `total` the grade changes. The grade is final then."""
    _check_third_person(sheet, by)
    changed = total is not None and grades.rounded(total) != sheet.current.total
    if not move(sheet, "answer", by=by, reason=reason, at=at, data={"changed": changed}):
        return
    if changed:
        _add_version(sheet, Ground.APPEAL, by=by, total=total, reason=reason, at=at)
    _finish(sheet)
    notifications.tell_student(sheet.placement, "grade_answered", path=sheet.get_absolute_url())


@transaction.atomic
def accept_grade(sheet, *, by, at=None):
    if move(sheet, "accept", by=by, at=at):
        _finish(sheet)


def finalise_due(at=None):
    """Make final what nobody appealed in time; return how many."""
    at = at or timezone.now()
    due = GradeSheet.objects.filter(state=SheetState.PUBLISHED, appeal_until__lt=timezone.localdate(at))
    return sum(_lapse(sheet, at) for sheet in due)


@transaction.atomic
def _lapse(sheet, at):
    transitions.perform(sheet, "lapse", by=None, at=at)
    _finish(sheet)
    return 1


def _finish(sheet):
    """A final grade makes the mentor's levels evidence."""
    score = sheet.scores.filter(side=Side.ENTERPRISE, state=ScoreState.SUBMITTED).first()
    if not score:
        return
    for row in score.rows.filter(level__isnull=False, criterion__skill__isnull=False).select_related(
        "criterion__skill"
    ):
        evidence.record(
            sheet.placement.student, row.criterion.skill, row.level, EvidenceClass.CONFIRMED,
            on=timezone.localdate(score.state_at), source=score, by=score.grader,
        )  # fmt: skip
