"""The law before a position opens: what HR answers itself, and what the schools it addresses have to release."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace import policy
from marketplace.law import check, releases, store
from marketplace.models import LawRelease, School
from marketplace.organisations import group_for
from marketplace.states import ReleaseState, Role
from recruitment import facts
from recruitment.states import PositionState

HR = str(Role.HR)


def findings_of(position, at=None):
    """What the law says about a position as it stands."""
    return check.evaluate(facts.of_position(position), store.all_rules(), on=timezone.localdate(at))


def admit(position, *, by, reasons, at, before=()):
    """Ask the law and keep its answer with every exception: rule, numbers, who, in which role, why, filing number.

    What was open in the same way `before` a change is not asked about again. Raises ValidationError with code
    law_blocks, law_reasons, law_release; `params["findings"]` has the findings in question.
    """
    found = findings_of(position, at)
    same = {each.code for each in before if each.is_open and _is_in(each, found)}
    asked = [finding for finding in found if finding.code not in same]
    if stop := check.barred(asked, HR):
        raise ValidationError(_("The law does not allow this."), code="law_blocks", params={"findings": stop})
    own = [
        check.Override(code=finding.code, role=HR, reason=reasons[finding.code][0], filing_no=reasons[finding.code][1])
        for finding in check.answerable(asked, HR)
        if finding.code in reasons
    ]
    if silent := check.unresolved(check.answerable(asked, HR), own):
        raise ValidationError(_("Please say why."), code="law_reasons", params={"findings": silent})
    wanted = check.releasable(asked, HR)
    granted = covering(position, wanted)
    if wanted and not granted:
        message = _("The internship office of a school has to release this first.")
        raise ValidationError(message, code="law_release", params={"findings": wanted})
    released = [override for overrides in granted.values() for override in overrides]
    store.keep(position, found, [*_kept(position, same), *store.signed(own, by), *released], by=by, at=at)


def covering(position, wanted):
    """`{school id: [Override]}` of the schools that have released everything that is `wanted`."""
    return {
        school: overrides
        for school, overrides in releases.overrides(position, wanted).items()
        if not check.unresolved(wanted, overrides)
    }


def given(position):
    """The reasons that HR gave at the last opening: `{code: (reason, filing no.)}`."""
    kept = store.kept(position)
    rows = kept.overrides if kept else ()
    return {row["code"]: (row["reason"], row["filing_no"]) for row in rows if row["role"] == HR}


def schools_of(position):
    """The schools that a position addresses: those that teach its majors; all, if it names none."""
    majors = position.majors.values("pk")
    teaching = {"departments__classes__major__in": majors} if majors else {"departments__classes__isnull": False}
    return School.objects.filter(**teaching).distinct()


@transaction.atomic
def ask_release(position, *, by, schools, reasons, at=None):
    """Ask the internship offices of `schools` to release what HR may not answer itself; twice is once.

    `reasons` as in `publish`. Raises ValidationError with code wrong_state, schools, law_blocks (no release would
    help), no_release (nothing needs one), law_reasons (`params["findings"]`: where a reason is missing).
    """
    if not by.has_perm("change_position", position):
        raise PermissionDenied
    if position.state == PositionState.OPEN:
        raise ValidationError(_("This position is open already."), code="wrong_state")
    if not schools or set(schools) - set(schools_of(position)):
        raise ValidationError(_("Please choose a school that teaches the majors of the position."), code="schools")
    found = findings_of(position, at)
    if stop := check.barred(found, HR):
        raise ValidationError(_("The law does not allow this."), code="law_blocks", params={"findings": stop})
    wanted = check.releasable(found, HR)
    if not wanted:
        raise ValidationError(_("Nothing here needs a release."), code="no_release")
    if silent := [finding for finding in wanted if not reasons.get(finding.code, ("",))[0].strip()]:
        raise ValidationError(_("Please say why."), code="law_reasons", params={"findings": silent})
    asked = {"askers": group_for(Role.HR, position.enterprise), "path": position.get_absolute_url()}
    for school in schools:
        for finding in wanted:
            releases.ask(position, finding, school=school, by=by, reason=reasons[finding.code][0], **asked)
    policy.sync(position)


def review(position):
    """Let the releases lapse that a change of the position has overtaken."""
    if LawRelease.objects.about(position).live().exists():
        releases.review(position, findings_of(position))


def is_released_to(position, school):
    """Whether students of `school` may take a position that was opened by releases: only those who gave them."""
    kept = store.kept(position)
    codes = {row["code"] for row in kept.overrides if row.get("school")} if kept else set()
    if not codes:
        return True
    granted = LawRelease.objects.about(position).filter(school=school, state=ReleaseState.APPROVED, code__in=codes)
    return granted.count() == len(codes)


def _is_in(finding, findings):
    return any(
        each.is_open and (each.code, each.open_points) == (finding.code, finding.open_points) for each in findings
    )


def _kept(position, codes):
    """What was said at the last opening about these rules."""
    kept = store.kept(position)
    return [check.Override(**row) for row in kept.overrides if row["code"] in codes] if kept else []
