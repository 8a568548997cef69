"""Releases: what a school's internship office lets pass at the request of those who may not decide it themselves."""

from collections import defaultdict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace import notices, policy, transitions
from marketplace.law.check import OFFICE, Override
from marketplace.models import LawRelease
from marketplace.states import ReleaseState


def visible_to(user):
    return policy.visible(LawRelease.objects.all(), user, "view_lawrelease")


@transaction.atomic
def ask(obj, finding, *, school, askers, by, reason, path):
    """Ask the internship office of `school` to let `finding` about `obj` pass; a second time finds the first.

    `askers` is the group that hears the answer, `path` the page of `obj`. Whether `by` may ask is the caller's
    business. Raises ValidationError with code reason_required, or no_release if the office may not release this.
    """
    if OFFICE not in finding.override_roles:
        raise ValidationError(_("Nobody can make an exception."), code="no_release")
    if not reason.strip():
        raise ValidationError(_("Please say why."), code="reason_required")
    type(obj)._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    live = LawRelease.objects.about(obj).live().filter(school=school, code=finding.code).first()
    if live and live.covers(finding):
        return live
    if live:
        _lapse(live)
    release = LawRelease.objects.create(
        object=obj, subject=str(obj)[:200], path=path, school=school, code=finding.code, finding=finding.as_json(),
        askers=askers, asked_by=by, reason=reason.strip(),
    )  # fmt: skip
    policy.sync(release)
    transitions.begin(release, by=by, data={"code": release.code})
    office = policy.holders(release, "decide_lawrelease")
    _tell(office, "release_asked", release, who=by.display_name)
    return release


@transaction.atomic
def grant(release, *, by, reason, filing_no=""):
    """Let it pass. Raises ValidationError with code filing_required (at the field `filing_no`), reason_required."""
    filing_no = filing_no.strip()
    if not by.has_perm("decide_lawrelease", release):
        raise PermissionDenied
    if release.found.needs_filing_no and not filing_no:
        missing = ValidationError(_("The law asks for the number of the filing here."), code="filing_required")
        raise ValidationError({"filing_no": missing})
    return _decide(release, "grant", "release_granted", by, reason, filing_no)


@transaction.atomic
def refuse(release, *, by, reason):
    return _decide(release, "refuse", "release_refused", by, reason)


@transaction.atomic
def withdraw(release, *, by):
    """Take back what was asked; a second time changes nothing."""
    _move(release, "withdraw", by=by)


def review(obj, findings):
    """Let those releases lapse that `findings`, asked anew after `obj` was changed, no longer are about."""
    for release in LawRelease.objects.about(obj).live():
        if not any(finding.is_open and release.covers(finding) for finding in findings):
            _lapse(release)


def overrides(obj, findings):
    """`{school id: [Override]}`: what each school has released of the open `findings`."""
    granted = LawRelease.objects.about(obj).filter(state=ReleaseState.APPROVED).select_related("decided_by")
    wanted = [finding for finding in findings if finding.is_open]
    found = defaultdict(list)
    for release in granted if wanted else ():
        if any(release.covers(finding) for finding in wanted):
            found[release.school_id].append(_override(release))
    return dict(found)


def _override(release):
    return Override(
        code=release.code, role=str(OFFICE), reason=release.answer, filing_no=release.filing_no,
        by=release.decided_by_id, by_name=release.decided_by.display_name, school=release.school_id,
    )  # fmt: skip


def _decide(release, action, kind, by, reason, filing_no=""):
    reason = reason.strip()
    if _move(release, action, by=by, reason=reason, data={"code": release.code, "filing_no": filing_no}):
        release.decided_by, release.answer, release.filing_no = by, reason, filing_no
        release.save(update_fields=["decided_by", "answer", "filing_no"])
        _tell(policy.holders(release, "withdraw_lawrelease"), kind, release, answer=reason)
    return release


def _move(release, action, *, by, **kwargs):
    """Take `action`; the same person's same click a second time returns False instead of an error."""
    try:
        transitions.perform(release, action, by=by, **kwargs)
    except ValidationError as error:
        last = transitions.history(release).last()
        if error.code != "wrong_state" or (last.action, last.by_id) != (action, by.pk):
            raise
        release.refresh_from_db()
        return False
    return True


def _lapse(release):
    transitions.perform(release, "lapse", by=None)
    _tell(policy.holders(release, "withdraw_lawrelease"), "release_lapsed", release)


def _tell(users, kind, release, **params):
    words = {"subject": release.subject, "school": release.school.name, "rule": release.code, **params}
    notices.send(users, kind, path=release.get_absolute_url(), **words)
