"""What is searched for, counted without who asked: gathered in the process, written now and then, kept for 90 days.

Words that may name a person (six digits or more, an @, the name of somebody here) are never stored. What a process
has gathered and not yet written is lost when it ends: the counts show what is missing from the vocabulary, no more.
"""

import logging
import threading
import time
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Max, Q, Sum
from django.utils import timezone
from django.utils.translation import get_language

from marketplace.models import SearchQuery, User
from search import words

logger = logging.getLogger(__name__)

KEPT = timedelta(days=90)
LONGEST = 60  # characters; longer ones are no search for a name of something
DIGITS = 6  # so many may be a number of a person
SHOWN_FROM = 3  # asks; what was asked less often may be about somebody
ROOM = 1_000  # different words that wait while the database does not take them


class Gathered:
    """The counts of this process that are not written yet: {(day, place, language, words): asked, found nothing}."""

    def __init__(self):
        self._lock = threading.Lock()
        self._asked, self._empty, self._since = Counter(), Counter(), 0.0

    def add(self, asked, empty):
        with self._lock:
            if not self._asked:
                self._since = time.monotonic()
            for key, count in asked.items():
                if len(self._asked) < ROOM or key in self._asked:
                    self._asked[key] += count
                    self._empty[key] += empty[key]

    def take(self):
        with self._lock:
            taken = self._asked, self._empty
            self._asked, self._empty = Counter(), Counter()
            return taken

    def is_due(self):
        seconds, queries = settings.SEARCH_LOG
        with self._lock:
            is_old = time.monotonic() - self._since >= seconds
            return bool(self._asked) and (is_old or self._asked.total() >= queries)


gathered = Gathered()


def note(place, typed, *, found):
    """Count a search. Writes what was gathered when it is old or much (settings.SEARCH_LOG)."""
    text = normal(typed)
    if not text or is_personal(text):
        return
    key = (timezone.localdate(), place, get_language() or settings.LANGUAGE_CODE, text)
    gathered.add(Counter({key: 1}), Counter({key: int(not found)}))
    if gathered.is_due():
        flush()


def normal(typed):
    """Return words as they are counted, "" when they are too long to be."""
    text = " ".join(words.normal(typed).split())
    return text if len(text) <= LONGEST else ""


def is_personal(text):
    """Whether words look like a number of a person or an address of mail."""
    return "@" in text or sum(character.isdigit() for character in text) >= DIGITS


def flush():
    """Write what was gathered in this process; return how many rows that was. A database in trouble gets it later."""
    asked, empty = gathered.take()
    try:
        return _write(asked, empty) if asked else 0
    except DatabaseError:
        logger.warning("searches were not counted yet", exc_info=True)
        gathered.add(asked, empty)
        return 0


def forget():
    """Delete the counts of days that are too long ago."""
    SearchQuery.objects.filter(day__lt=timezone.localdate() - KEPT).delete()


def found_nothing():
    """Words that found nothing, most often first: `place, language, words, asked, empty, last` of the days kept."""
    rows = SearchQuery.objects.filter(day__gte=timezone.localdate() - KEPT).values("place", "language", "words")
    last = Max("day", filter=Q(empty__gt=0))
    counted = rows.annotate(n_asked=Sum("asked"), n_empty=Sum("empty"), last=last)
    return counted.filter(n_asked__gte=SHOWN_FROM, n_empty__gt=0).order_by("-n_empty", "words", "place", "language")


def _write(asked, empty):
    """Add counts to the rows of their days, in one order for every process."""
    people = set(User.objects.filter(name__in={key[3] for key in asked}).values_list("name", flat=True))
    keys = sorted(key for key in asked if key[3] not in people)
    fields = ("day", "place", "language", "words")
    with transaction.atomic():
        new = [SearchQuery(**dict(zip(fields, key, strict=True))) for key in keys]
        SearchQuery.objects.bulk_create(new, ignore_conflicts=True)
        for key in keys:
            row = SearchQuery.objects.filter(**dict(zip(fields, key, strict=True)))
            row.update(asked=F("asked") + asked[key], empty=F("empty") + empty[key])
    return len(keys)
