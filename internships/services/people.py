"""The people around a placement whom the school names."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from internships.services.agreements import ask_consent
from marketplace import organisations, policy
from marketplace.states import Role


@transaction.atomic
def name_guardian(placement, *, by, name, email):
    """Say who the guardian is, and send the consent link to that address. Raises ValidationError at `email`.

    The address of the student or of anybody who acts in the placement is refused: consent is the guardian's own.
    """
    if not by.has_perm("manage_placement", placement):
        raise PermissionDenied
    student = placement.student
    user = organisations.person(name=name, email=email, kind="guardian")
    if user.pk in {student.user_id, placement.mentor_id, placement.supervisor_id, by.pk}:
        raise ValidationError({"email": ValidationError(_("This is not the guardian's own address."), code="own")})
    organisations.add_member(user, Role.GUARDIAN, placement.school)
    student.guardian = user
    student.save(update_fields=["guardian"])
    policy.sync(placement)
    if placement.is_minor and placement.plan_id:
        ask_consent(placement, by=by)
    return user
