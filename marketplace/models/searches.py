from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SearchedPlace(models.TextChoices):
    POSITIONS = "positions", _("Positions")
    PAGES = "pages", _("News and help")


class SearchQuery(models.Model):
    """How often the same words were searched for on a day, and how often they found nothing. Nothing says who asked."""

    day = models.DateField()
    place = models.CharField(max_length=20, choices=SearchedPlace)
    language = models.CharField(max_length=10)
    words = models.CharField(max_length=60)
    asked = models.PositiveIntegerField(default=0)
    empty = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "place", "words"]
        indexes = [models.Index(fields=["day"], condition=Q(empty__gt=0), name="search_that_found_nothing")]
        constraints = [
            models.UniqueConstraint(fields=["day", "place", "language", "words"], name="one_count_per_day_and_words"),
            models.CheckConstraint(condition=Q(place__in=SearchedPlace.values), name="searched_place_is_known"),
            models.CheckConstraint(condition=Q(empty__lte=F("asked")), name="empty_searches_were_asked"),
        ]

    def __str__(self):
        return f"{self.day} {self.place}: {self.words}"
