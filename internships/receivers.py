"""News from below: an accepted offer makes a placement."""

from django.dispatch import receiver

from internships import services
from recruitment.signals import offer_accepted


@receiver(offer_accepted, dispatch_uid="internships.arrange")
def arrange(sender, application, offer, **kwargs):
    services.arrange(application, offer=offer, by=application.student.user)
