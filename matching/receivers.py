"""News from below: a position opens or changes, a profile or the evidence of a student changes."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from internships.models import Placement
from marketplace import signals as marketplace
from matching import services
from recruitment import signals as recruitment
from recruitment.models import Application, Position
from recruitment.states import PositionState


@receiver(marketplace.moved, sender=Position)
def position_moved(obj, target, **kwargs):
    if target == PositionState.OPEN:
        services.request_position(obj.pk)


@receiver(recruitment.position_changed)
def position_changed(position, **kwargs):
    if position.state == PositionState.OPEN:
        services.request_position(position.pk)


@receiver(marketplace.evidence_recorded)
@receiver(marketplace.profile_changed)
def profile_changed(students, **kwargs):
    services.hear_of_students(students)


@receiver(post_save, sender=Application)
@receiver(post_save, sender=Placement)
def bound(instance, created, raw=False, **kwargs):
    """A new applicant is listed whatever the score; a placement takes the days."""
    if created and not raw:
        services.hear_of_students({instance.student_id})


@receiver(post_save, sender=Application)
def applied(instance, created, raw=False, **kwargs):
    """An application answers the invitation to it."""
    if created and not raw:
        services.answer_by_application(instance)


@receiver(marketplace.moved, sender=Placement)
def placement_moved(obj, **kwargs):
    """A placement that ends early gives its days back."""
    services.hear_of_students({obj.student_id})
