"""Who was judged, and how far each came: read from applications and their logs."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from marketplace.models import TransitionLog
from recruitment.models import Application
from recruitment.states import ApplicationState as A

REJECTED, INTERVIEWED, HIRED = range(3)
CHOSEN = frozenset({A.OFFERED, A.ACCEPTED, A.DECLINED, A.LAPSED})
"""The enterprise wanted them, whatever the student answered."""
DECIDED = CHOSEN | {A.REJECTED}
"""Withdrawn and pending ones are left out: nobody has judged them to the end."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Judged applicants, one row for each student at each position."""

    position: np.ndarray
    """int64, ids."""
    student: np.ndarray
    """int64, ids."""
    outcome: np.ndarray
    """int64, the furthest that the student came."""
    day: np.ndarray
    """datetime64[D], of the first application for the position, by anybody."""

    def take(self, rows: np.ndarray) -> "Judged":
        return Judged(*(getattr(self, name)[rows] for name in self.__slots__))

    @property
    def months(self) -> np.ndarray:
        return self.day.astype("datetime64[M]")


def how_far():
    """The furthest that an application came, as an expression: also of those that went back later."""
    return Case(
        When(Q(state__in=CHOSEN) | Exists(_reached(A.OFFERED)), then=Value(HIRED)),
        When(Q(state=A.INTERVIEWING) | Exists(_reached(A.INTERVIEWING)), then=Value(INTERVIEWED)),
        default=Value(REJECTED),
        output_field=IntegerField(),
    )


def judged() -> Judged:
    """Everybody whom an enterprise has judged. Who does not want to be ranked is not learned from either."""
    rows = Application.objects.filter(state__in=DECIDED, student__ranking_opt_out=False).annotate(came=how_far())
    found, first = defaultdict(int), {}
    for position, student, at, came in rows.order_by("created_at").values_list(
        "position", "student", "created_at", "came"
    ):
        first.setdefault(position, at.date())
        found[position, student] = max(found[position, student], came)
    pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
    return Judged(
        position=pairs[:, 0],
        student=pairs[:, 1],
        outcome=np.array([found[pair] for pair in sorted(found)], np.int64),
        day=np.array([first[position] for position in pairs[:, 0].tolist()], "datetime64[D]"),
    )


def _reached(state):
    kind = ContentType.objects.get_for_model(Application)
    return TransitionLog.objects.filter(content_type=kind, object_id=OuterRef("pk"), target=state)
