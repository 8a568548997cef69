"""Versions of a training plan: written, taken over, replaced."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from curricula.models import PARTS, Course, Coverage, Programme, ProgrammeVersion
from curricula.plans import course_from
from curricula.states import VersionState
from marketplace import transitions
from marketplace.models import Skill
from recruitment.services.moves import move
from search import services as search


@transaction.atomic
def create_version(
    programme, plan, *, by, effective_cohort, based_on=None, import_key="", state=VersionState.DRAFT, data=None
):
    """Write `plan` (in the form of `curricula.changes`) as the next version; the same import key gives the same one.

    Raises `PermissionDenied` unless `by` may propose; a publication is checked by the proposal's own move.
    """
    if state == VersionState.DRAFT and not by.has_perm("propose_programme", programme):
        raise PermissionDenied
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    known = import_key and programme.versions.filter(import_key=import_key).first()
    if known:
        return known
    number = (programme.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = ProgrammeVersion(
        programme=programme,
        number=number,
        based_on=based_on,
        effective_cohort=effective_cohort,
        import_key=import_key,
        state=state,
        **plan["parts"],
    )
    if state == VersionState.PUBLISHED:
        version.published_on = timezone.localdate()
    version.save(force_insert=True)
    _write(version, plan)
    transitions.begin(version, by=by, data=data)
    return version


@transaction.atomic
def change_parts(version, *, by, **parts):
    """Write the texts of a draft. Raises `ValidationError` (code wrong_state) for a version that is no draft."""
    if not by.has_perm("propose_programme", version.programme):
        raise PermissionDenied
    row = ProgrammeVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if row.state != VersionState.DRAFT:
        raise ValidationError(_("This is no longer possible."), code="wrong_state")
    known = {name: value for name, value in parts.items() if name in (*PARTS, "duration_years", "effective_cohort")}
    for name, value in known.items():
        setattr(version, name, value)
    version.save(update_fields=sorted(known))


@transaction.atomic
def adopt(version, *, by):
    """Put a draft in force without a proposal: only for a programme that has no plan in force yet.

    Raises `ValidationError` (code needs_proposal) otherwise.
    """
    if by.has_perm("review_programme", version.programme):
        Programme.objects.select_for_update(of=("self",)).get(pk=version.programme_id)
        if version.programme.versions.published().exclude(pk=version.pk).exists():
            raise ValidationError(
                _("A plan is in force already: a change of it goes through a proposal."), code="needs_proposal"
            )
    if move(version, "adopt", by=by):
        version.published_on = timezone.localdate()
        version.save(update_fields=["published_on"])
        _index(version.programme)


@transaction.atomic
def discard(version, *, by):
    move(version, "discard", by=by)


def publish(programme, plan, *, by, effective_cohort, based_on, data):
    """Write `plan` as a version in force from `effective_cohort`; the one it replaces for that cohort retires."""
    version = create_version(
        programme,
        plan,
        by=by,
        effective_cohort=effective_cohort,
        based_on=based_on,
        state=VersionState.PUBLISHED,
        data=data,
    )
    for old in programme.versions.published().filter(effective_cohort=effective_cohort).exclude(pk=version.pk):
        transitions.perform(old, "replace", by=None, data={"by_version": version.number})
    _index(programme)
    return version


def _index(programme):
    """Courses of the newest plan become findable, those of the plans before it not."""
    search.enqueue("course", Course.objects.filter(version__programme=programme).values_list("pk", flat=True))


def _write(version, plan):
    courses = [course_from(version, code, fields) for code, fields in sorted(plan["courses"].items())]
    made = {course.code: course for course in version.courses.bulk_create(courses)}
    codes = {skill for row in plan["coverage"].values() for skill in row}
    skills = {skill.code: skill for skill in Skill.objects.filter(code__in=codes)}
    Coverage.objects.bulk_create(
        Coverage(course=made[code], skill=skills[skill], kind=cell["kind"], level=cell["level"])
        for code, row in sorted(plan["coverage"].items())
        for skill, cell in sorted(row.items())
    )
