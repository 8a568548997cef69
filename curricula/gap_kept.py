"""The gap table for the pages that show it: read anew every ten minutes, since it reads four quarters of a market."""

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language

from curricula import gap

KEPT_SECONDS = 10 * 60


def read(programme, *, cohort=None):
    """`(Table, when it was read)`; a version of the plan that comes into force is seen at once."""
    version = programme.versions.current().values_list("pk", flat=True).first()
    key = f"gap-{programme.pk}-{version}-{cohort}-{timezone.localdate()}-{get_language()}"
    kept = cache.get(key)
    if kept is None:
        kept = gap.read(programme, cohort=cohort), timezone.now()
        cache.set(key, kept, timeout=KEPT_SECONDS)
    return kept
