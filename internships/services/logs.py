"""Weekly logs: kept by the student, confirmed by the mentor, approved or returned by the supervisor."""

from datetime import datetime, time, timedelta
from itertools import groupby

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from internships import notifications
from internships.invitations import ask_mentor
from internships.models import Confirmation, EntryConfirmation, Placement, WeeklyLog
from internships.services.entries import as_kept, content, write_entries
from internships.services.log_risk import WEIGHED, refresh_risk, weigh
from internships.states import PlacementState
from internships.tasks import follow_up_week
from internships.work_states import ConfirmationState, LogState
from marketplace import evidence, permissions, transitions
from marketplace.states import EvidenceClass
from marketplace.transitions import Via
from recruitment.services.moves import move

WRITTEN = ["days_worked", "note", "version"]


def monday(day):
    return day - timedelta(days=day.weekday())


@transaction.atomic
def open_week(placement, *, at=None):
    """Put this week's log on the student's list, if the placement runs in it; a second time changes nothing."""
    week_on = monday(timezone.localdate(at or timezone.now()))
    if week_on > placement.last_day:
        return None
    return _log_of(placement, week_on, by=None)[0]


def open_weeks(at=None):
    """Open this week for everyone at work; return how many are new."""
    week_on = monday(timezone.localdate(at or timezone.now()))
    missing = Placement.objects.at_work().filter(ends_on__gte=week_on).exclude(logs__week_on=week_on)
    return sum(1 for placement in missing if open_week(placement, at=at))


def _log_of(placement, week_on, *, by):
    """The log of that week, locked, and whether it was made now."""
    locked = WeeklyLog.objects.select_for_update(of=("self",))
    due_at = timezone.make_aware(datetime.combine(week_on + timedelta(days=8), time(23, 59)))
    log, made = locked.get_or_create(placement=placement, week_on=week_on, defaults={"due_at": due_at})
    log.placement = placement
    if made:
        transitions.begin(log, by=by, due_at=due_at)
    return log, made


def check_week(placement, week_on, *, at=None):
    """Raise ValidationError at `week_on`: code monday, future, outside."""
    today = timezone.localdate(at or timezone.now())
    fault = None
    if week_on.weekday():
        fault = ("monday", _("A week starts on Monday."))
    elif week_on > today:
        fault = ("future", _("This week is still to come. Write down what has happened."))
    elif not _runs_in(placement, week_on):
        fault = ("outside", _("The internship does not run in this week."))
    if fault:
        raise ValidationError({"week_on": ValidationError(fault[1], code=fault[0])})


def _runs_in(placement, week_on):
    begun = placement.started_on or placement.starts_on
    return placement.state != PlacementState.DRAFT and monday(begun) <= week_on <= placement.last_day


@transaction.atomic
def save_log(placement, week_on, *, by, may=None, **week):
    """Keep a week as it is written; return its log. `week` and errors as in `_write`.

    The same content once more changes nothing.
    """
    log, _entries, changed = _write(placement, week_on, by=by, may=may or permissions.of(by, [placement]), **week)
    if changed:
        log.save(update_fields=changed)
    return log


@transaction.atomic
def hand_in_log(placement, week_on, *, by, may=None, at=None, **week):
    """Keep a week as it is written and submit it: `save_log` and `submit_log`, with one look at each row."""
    at, may = at or timezone.now(), may or permissions.of(by, [placement])
    log, entries, changed = _write(placement, week_on, by=by, may=may, at=at, **week)
    _submit(log, entries, by=by, may=may, at=at, also=changed)
    return log


def _write(placement, week_on, *, by, may, version, days_worked, note, entries, read=None, prune=True, at=None):
    """Lock the week and write its `entries`: dicts with their `position`, an `artifact` or None to keep it.

    Returns the log, its entries, and the names of its fields that the caller saves: none if all was kept already.
    `read` is the week with its entries as the caller read them: they are not read again if it has that version still.
    With `prune` the positions that are not given are removed and the rest is numbered anew.

    Raises PermissionDenied; ValidationError: code conflict (somebody saved since `version`), wrong_state, and the
    dates that are wrong.
    """
    if not may("keep_log", placement):
        raise PermissionDenied
    check_week(placement, week_on, at=at)
    log, is_new = _log_of(placement, week_on, by=by)
    kept = {} if is_new else _kept_entries(log, read)
    if log.version == version + 1 and _says(log, kept, days_worked, note, entries):
        return log, [*kept.values()], []  # the same form once more: its first arrival did it
    if not log.is_editable:
        raise ValidationError(_("This week was submitted and cannot be changed now."), code="wrong_state")
    if log.version != version:
        raise ValidationError(_("This week was changed in another window."), code="conflict", params={"log": log})
    log.days_worked, log.note, log.version = days_worked, note, log.version + 1
    log.clean_fields(exclude={field.name for field in log._meta.fields} - set(WRITTEN))
    return log, write_entries(log, kept, entries, prune=prune, at=at), WRITTEN


def _kept_entries(log, read):
    """`{position: entry}`; whoever writes entries counts the version up under the lock of the log."""
    is_fresh = read and (read.pk, read.version) == (log.pk, log.version)
    rows = read.entries.all() if is_fresh else log.entries.order_by("position")
    return {entry.position: entry for entry in rows}


def _says(log, kept, days_worked, note, entries):
    """Whether the week is kept with exactly this content; the gaps between its positions were closed."""
    given = [as_kept(entry) for entry in sorted(entries, key=lambda entry: entry["position"])]
    files = {entry["artifact"].sha256 for entry in entries if entry.get("artifact")}
    said = [content(row) for row in kept.values()]
    return (
        (log.days_worked, log.note, said) == (days_worked, note, given)
        and files <= {row.artifact_sha256 for row in kept.values()}
    )  # fmt: skip


@transaction.atomic
def submit_log(log, *, by, at=None):
    """Hand a week in and ask the mentor. Raises ValidationError (code empty) without an entry."""
    fields = ["state", "state_at", "due_at", "version", "submitted_at"]
    log.refresh_from_db(fields=fields, from_queryset=WeeklyLog.objects.select_for_update(of=("self",)))
    _submit(log, list(log.entries.order_by("position")), by=by, may=None, at=at or timezone.now())


def _submit(log, entries, *, by, may, at, also=()):
    """Submit a locked week with these entries, whose fields `also` are still to be saved."""
    if not log.is_editable:
        move(log, "submit", by=by, may=may, at=at)  # done already, or refused
        return
    if not entries:
        raise ValidationError(_("Write at least one entry."), code="empty")
    _await_the_mentor(log, by=by, at=at)
    weigh(log, entries, at=at)
    transitions.perform(log, "submit", by=by, may=may, is_locked=True, also=[*also, *WEIGHED], at=at)
    follow_up_week.enqueue(log.pk)
    notifications.tell(
        [log.placement.mentor_id],
        "log_submitted",
        log.placement,
        path=log.confirmation.get_absolute_url(),
        week=log.week_on.isoformat(),
    )


def _await_the_mentor(log, *, by, at):
    """Have the mentor asked about a week that is about to be submitted, for the first time or anew."""
    found = Confirmation.objects.filter(log=log).first() if log.submitted_at else None
    if not found:
        found = Confirmation(log=log, state_at=at)
        found.due_at = transitions.due(found, found.state, at)
        found.save(force_insert=True)
        transitions.begin(found, by=by)
    elif found.state != ConfirmationState.AWAITED:
        found.rows.all().delete()
        transitions.perform(found, "renew", by=None, at=at)
    log.confirmation = found


@transaction.atomic
def remind_to_confirm(confirmation, *, by):
    """Write to a mentor without an account once more."""
    if not by.has_perm("supervise_placement", confirmation.policy_object):
        raise PermissionDenied
    ask_mentor(confirmation, by=by)


@transaction.atomic
def confirm_log(confirmation, *, by, rows, comment="", via=Via.ACCOUNT, at=None):
    """Confirm a week; `rows` is `{entry id: (seen, level or None)}`. A second click finds the first one's effect."""
    if not move(confirmation, "confirm", by=by, via=via, at=at):
        return
    confirmation.comment = comment
    confirmation.save(update_fields=["comment"])
    for entry in confirmation.log.entries.all():
        seen, level = rows.get(entry.pk, (False, None))
        EntryConfirmation.objects.create(
            confirmation=confirmation, entry=entry, is_confirmed=seen, level=level if seen else None
        )
    refresh_risk(confirmation.log, at=at)
    if confirmation.log.state == LogState.APPROVED:
        _record_levels(confirmation.log)


@transaction.atomic
def question_log(confirmation, *, by, reason, via=Via.ACCOUNT, at=None):
    """Say that it was not so; the supervisor looks into it, nothing else happens."""
    if not move(confirmation, "question", by=by, via=via, reason=reason, at=at):
        return
    confirmation.comment = reason
    confirmation.save(update_fields=["comment"])
    log = confirmation.log
    refresh_risk(log, at=at)
    notifications.tell_holders(
        log.placement,
        "supervise_placement",
        "log_questioned",
        path=log.get_absolute_url(),
        week=log.week_on.isoformat(),
    )


@transaction.atomic
def approve_log(log, *, by, at=None):
    """Approve a week; what the mentor confirmed in it becomes evidence."""
    if not move(log, "approve", by=by, at=at):
        return False
    _record_levels(log)
    notifications.tell_student(log.placement, "log_approved", path=log.get_absolute_url(), week=log.week_on.isoformat())
    return True


@transaction.atomic
def approve_logs(logs, *, by, at=None):
    """Approve every week of `logs` that still waits and is still quiet; return how many this call approved."""
    waiting = WeeklyLog.objects.supervised_by(by).quiet().filter(pk__in=[log.pk for log in logs])
    return sum(
        approve_log(log, by=by, at=at)
        for log in waiting.select_related("placement__student__user", "placement__enterprise")
    )


@transaction.atomic
def return_log(log, *, by, reason, at=None):
    """Return a week for revision, with words."""
    if move(log, "return", by=by, reason=reason, at=at):
        notifications.tell_student(
            log.placement, "log_returned", path=log.get_absolute_url(), week=log.week_on.isoformat()
        )


def _record_levels(log):
    """One piece of confirmed evidence per skill of the week: the mean of its confirmed levels, rounded half up."""
    confirmation = getattr(log, "confirmation", None)
    if not confirmation or confirmation.state != ConfirmationState.CONFIRMED:
        return
    rows = confirmation.rows.filter(level__isnull=False, entry__skill__isnull=False).select_related("entry__skill")
    for _pk, group in groupby(rows.order_by("entry__skill"), key=lambda row: row.entry.skill_id):
        found = list(group)
        level = int(sum(row.level for row in found) / len(found) + 0.5)
        evidence.record(
            log.placement.student, found[0].entry.skill, level, EvidenceClass.CONFIRMED,
            on=log.ends_on, source=confirmation, by=log.placement.mentor,
        )  # fmt: skip


def drop_drafts(placement):
    """Weeks that nobody will hand in any more are void."""
    for log in placement.logs.filter(state__in=[LogState.DRAFT, LogState.RETURNED]):
        transitions.perform(log, "void", by=None)
