"""How many interns an enterprise has: counted here by accepted offers, by placements once a package above says so."""

from django.db.models import Count, Q

from recruitment.models import Application
from recruitment.states import ApplicationState

_counters = []


def register(counter):
    """Let `counter(position, on) -> (interns of the enterprise, interns of the post)` answer instead of the offers."""
    _counters[:] = [counter]


def count(position, on):
    """Return the interns at the enterprise of `position` on day `on`, and those of them on this post."""
    return _counters[0](position, on) if _counters else _by_offers(position, on)


def _by_offers(position, on):
    taken = Application.objects.filter(
        position__enterprise=position.enterprise_id, state=ApplicationState.ACCEPTED, offers__ends_on__gte=on
    )
    counts = taken.aggregate(
        ours=Count("pk", distinct=True), here=Count("pk", distinct=True, filter=Q(position=position.pk or 0))
    )
    return counts["ours"], counts["here"]
