"""Proposals from the gap to the published plan."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from curricula import changes, gap, notifications
from curricula.evidence_snapshot import freeze
from curricula.models import Programme, Proposal
from curricula.plans import plan_of
from curricula.services import versions
from curricula.states import EDITABLE, BallotState, ProposalState, VersionState
from curricula.suggestion import suggest
from marketplace import transitions
from recruitment.services.moves import move


def next_cohort(day=None):
    """The entry year of the next intake: from September on, that of the next year."""
    day = day or timezone.localdate()
    return day.year + (day.month >= 9)


@transaction.atomic
def propose_from_gap(programme, skill, *, by, cohort=None, at=None):
    """Draft a proposal from a row of the gap table, with the evidence frozen and the change that suggests itself.

    A draft for the same gap that is still there is returned as it is. Raises `PermissionDenied`; `ValidationError`
    (code no_plan) without a plan in force, (code no_gap) if the skill has no row.
    """
    _require(by, programme)
    _lock(programme)
    draft = programme.proposals.filter(skill=skill, state=ProposalState.DRAFT).first()
    if draft:
        return draft
    table = gap.read(programme, cohort=cohort, at=at)
    row = table.row_of(skill)
    if table.version is None:
        raise ValidationError(_("There is no plan in force to change."), code="no_plan")
    if row is None:
        raise ValidationError(_("Nobody asks for this skill, and nothing teaches it."), code="no_gap")
    plan = plan_of(table.version)
    found = suggest(table.version, row)
    wished = changes.with_cell(plan, found[0], skill.code, found[1]) if found else plan
    return _create(
        programme,
        table.version,
        by=by,
        skill=skill,
        title=_("Close the gap: %(skill)s") % {"skill": skill},
        evidence=freeze(programme, table, row, cohort=cohort),
        change=changes.diff(plan, wished),
    )


@transaction.atomic
def propose_from_version(version, *, by):
    """Propose everything in which a draft version differs from the plan in force; a second time gives the same one."""
    programme = version.programme
    _require(by, programme)
    _lock(programme)
    known = programme.proposals.filter(draft=version).exclude(state=ProposalState.WITHDRAWN).first()
    if known:
        return known
    base = programme.versions.current().first()
    if base is None or version.state != VersionState.DRAFT:
        raise ValidationError(_("There is no plan in force to change."), code="no_plan")
    change = changes.diff(plan_of(base), plan_of(version))
    title = _("Revise the plan as in version %(number)s") % {"number": version.number}
    return _create(programme, base, by=by, draft=version, title=title, change=change)


def _create(programme, base, *, by, change, **fields):
    proposal = Proposal.objects.create(
        programme=programme,
        base=base,
        created_by=by,
        change=change,
        effective_cohort=max(next_cohort(), base.effective_cohort),
        **fields,
    )
    transitions.begin(proposal, by=by)
    return proposal


@transaction.atomic
def change_proposal(proposal, *, by, title, reason, effective_cohort):
    """Change the words of a draft or returned proposal."""
    _editable(proposal, by)
    proposal.title, proposal.reason, proposal.effective_cohort = title, reason, effective_cohort
    proposal.save(update_fields=["title", "reason", "effective_cohort"])


@transaction.atomic
def change_coverage(proposal, course, skill, *, by, kind="", level=None):
    """Wish that the course (by code) covers `skill` with `kind` and `level`; no kind: not at all."""
    _editable(proposal, by)
    plan = plan_of(proposal.base)
    wished = _wished(proposal, plan)
    if course not in wished["courses"]:
        raise ValidationError(_("The plan has no such course."), code="no_course")
    cell = {"kind": kind, "level": int(level)} if kind else None
    _save_change(proposal, plan, changes.with_cell(wished, course, skill.code, cell))


@transaction.atomic
def change_course(proposal, code, fields, *, by):
    """Wish a new course, a change of the one with this code, or, with `fields` None, its end."""
    _editable(proposal, by)
    plan = plan_of(proposal.base)
    wished = _wished(proposal, plan)
    if fields is None and code not in wished["courses"]:
        raise ValidationError(_("The plan has no such course."), code="no_course")
    _save_change(proposal, plan, changes.with_course(wished, code, fields))


@transaction.atomic
def rebase(proposal, *, by):
    """Let a draft or returned proposal start from the plan in force now; returns the steps that no longer fit."""
    _editable(proposal, by)
    base = proposal.programme.versions.current().first()
    proposal.change, left_over = changes.fitting(plan_of(base), proposal.change)
    proposal.base, proposal.effective_cohort = base, max(proposal.effective_cohort, base.effective_cohort)
    proposal.save(update_fields=["base", "change", "effective_cohort"])
    return left_over


@transaction.atomic
def submit(proposal, *, by):
    """Give the proposal to the committee. Raises `ValidationError` when something is missing: code empty, reason,
    cohort, conflict, or committee."""
    if by.has_perm("propose_programme", proposal.programme):
        check_ready(proposal)
    if move(proposal, "submit", by=by):
        notifications.tell_holders(proposal, "proposal_submitted", "convene_programme")


def check_ready(proposal):
    """Raise `ValidationError` for the first thing that keeps `proposal` from being decided."""
    if changes.is_empty(proposal.change):
        raise ValidationError(_("The proposal changes nothing yet."), code="empty")
    if not proposal.reason.strip():
        raise ValidationError(_("Please say why."), code="reason")
    _target(proposal)
    committee = proposal.programme.committee
    from_enterprises = committee.members.filter(is_enterprise=True).count() if committee else 0
    if not committee or from_enterprises < max(1, committee.enterprise_votes_min):
        raise ValidationError(
            _("The committee needs more members from enterprises before it can decide."), code="committee"
        )


@transaction.atomic
def decide(proposal, action, *, by, reason=""):
    """Take one of the plain moves: endorse, return, reject or withdraw; ballots still open end with it."""
    if not move(proposal, action, by=by, reason=reason):
        return
    for ballot in proposal.ballots.filter(state=BallotState.OPEN):
        transitions.perform(ballot, "lapse", by=None)
    kind = {"endorse": "proposal_endorsed", "reject": "proposal_rejected", "withdraw": "proposal_withdrawn"}.get(
        action, "proposal_returned"
    )
    heard = "approve_programme" if action == "endorse" else "propose_programme"
    notifications.tell_holders(proposal, kind, heard)


@transaction.atomic
def approve(proposal, *, by):
    """Approve finally and publish: the change is applied to the plan in force, as the next version. Once.

    Raises `PermissionDenied`; `ValidationError` (code wrong_state), (code conflict, cohort) when another change has
    come between. Returns the new `ProgrammeVersion`, a second time the same one.
    """
    if not move(proposal, "approve", by=by):
        proposal.refresh_from_db(fields=["result"])
        return proposal.result
    _lock(proposal.programme)
    base, plan = _target(proposal)
    proposal.result = versions.publish(
        proposal.programme,
        plan,
        by=by,
        effective_cohort=proposal.effective_cohort,
        based_on=base,
        data={"proposal": proposal.pk},
    )
    proposal.save(update_fields=["result"])
    notifications.tell_holders(
        proposal, "proposal_published", "propose_programme", "review_programme", cohort=proposal.effective_cohort
    )
    return proposal.result


def _target(proposal):
    """The version the change starts from now, and the plan it leads to. Raises `ValidationError` conflict, cohort."""
    base = proposal.programme.versions.current().first()
    if proposal.effective_cohort < base.effective_cohort:
        message = _("The plan in force already counts from %(cohort)s.") % {"cohort": base.effective_cohort}
        raise ValidationError(message, code="cohort")
    try:
        return base, changes.apply(plan_of(base), proposal.change)
    except changes.ChangeConflict:
        raise ValidationError(
            _("Another change of the same courses has come between. Return the proposal and look again."),
            code="conflict",
        ) from None


def _wished(proposal, plan):
    return changes.apply(plan, proposal.change)


def _save_change(proposal, plan, wished):
    proposal.change = changes.diff(plan, wished)
    proposal.save(update_fields=["change"])


def _editable(proposal, by):
    _require(by, proposal.programme)
    row = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if row.state not in EDITABLE:
        raise ValidationError(_("This is no longer possible."), code="wrong_state")
    proposal.change = row.change


def _require(by, programme):
    if not by.has_perm("propose_programme", programme):
        raise PermissionDenied


def _lock(programme):
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
