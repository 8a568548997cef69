"""Programmes and their committees."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from curricula.models import Committee, CommitteeMember, Programme
from marketplace import policy
from marketplace.organisations import group_for
from marketplace.states import Role


def may_create(user, department):
    """Programme leaders of the department and the academic affairs office of its school may open a programme."""
    ids = {group_for(Role.PROGRAMME_LEADER, department).pk, group_for(Role.ACADEMIC_AFFAIRS, department.school).pk}
    return user.groups.filter(pk__in=ids).exists()


@transaction.atomic
def create_programme(department, major, *, by):
    """Open a programme; a second time gives the same one. Raises `PermissionDenied`."""
    if not may_create(by, department):
        raise PermissionDenied
    programme, _created = Programme.objects.get_or_create(
        department=department, major=major, defaults={"school": department.school}
    )
    policy.sync(programme)
    return programme


@transaction.atomic
def set_committee(programme, *, by, name, quorum_percent=67, enterprise_votes_min=1, vote_days=7):
    """Set the rule of the programme's committee, and its name.

    Another committee of the department that has this name already takes its place, so that the programmes of a
    cluster may share one.
    """
    _require(by, "review_programme", programme)
    named = Committee.objects.filter(department=programme.department, name=name).first()
    committee = named or programme.committee or Committee(department=programme.department)
    committee.name, committee.quorum_percent = name, quorum_percent
    committee.enterprise_votes_min, committee.vote_days = enterprise_votes_min, vote_days
    committee.save()
    Programme.objects.filter(pk=programme.pk).update(committee=committee)
    programme.committee = committee
    policy.sync(programme)
    return committee


@transaction.atomic
def add_committee_member(programme, user, *, by, is_enterprise=False, is_chair=False):
    """Seat `user`; a second time changes the seat. A new chair takes the place of the old one."""
    _require(by, "review_programme", programme)
    committee = _committee_of(programme)
    if is_chair:
        committee.members.exclude(user=user).update(is_chair=False)
    member, _created = CommitteeMember.objects.update_or_create(
        committee=committee, user=user, defaults={"is_enterprise": is_enterprise, "is_chair": is_chair}
    )
    _sync_all(committee)
    return member


@transaction.atomic
def remove_committee_member(programme, member, *, by):
    """Take the seat away; ballots already cast keep the person."""
    _require(by, "review_programme", programme)
    committee = _committee_of(programme)
    committee.members.filter(pk=member.pk).delete()
    _sync_all(committee)


def _committee_of(programme):
    if not programme.committee_id:
        raise ValidationError(_("The programme has no committee yet."), code="no_committee")
    return programme.committee


def _sync_all(committee):
    for programme in committee.programmes.select_related("department", "school"):
        policy.sync(programme)


def _require(by, codename, programme):
    if not by.has_perm(codename, programme):
        raise PermissionDenied
