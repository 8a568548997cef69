"""Candidates who have not applied: cards under a pseudonym, and none at all where somebody could be recognised."""

from typing import NamedTuple

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Subquery, Value, When
from django.utils import timezone

from marketplace.compiled import compiled
from marketplace.models import Student, StudentClass
from matching.cards import cards, pseudonym
from matching.filters import Wish
from matching.models import Invitation, Score
from matching.wording import INVITED
from recruitment import names
from recruitment.models import Application

FEWEST = 5
"""No list and no count of people who have not applied below this number: somebody could be recognised."""
SCORE = ("position_id", "student_id", "score", "rank", "breakdown", "is_listed")


class Row(NamedTuple):
    """One score that may stand in a list, without its explanation; what of a `Wish` it fits."""

    pk: int
    student: int
    score: float
    has_applied: bool
    is_shown: bool
    is_wanted: bool


class Others:
    """A sequence of cards of which only the asked-for part is read: one page of many. `scores`: `[(id, student id)]`.

    `is_widened`: so few would have been left out by what the cards do not say that they are shown, too.
    """

    def __init__(self, position, scores=(), names=None, *, is_widened=False):
        self.position, self.scores, self.names = position, list(scores), {} if names is None else names
        self.is_widened = is_widened

    def __len__(self):
        return len(self.scores)

    def __iter__(self):
        return iter(self[:])

    def __getitem__(self, part):
        chosen = [pk for pk, _student in self.scores[part]]
        if not chosen:
            return []
        made, today = cards(_scores(chosen, self.position.pk), self.names), timezone.localdate()
        for card in made:
            _veil(card, today)
            card.invitation, card.invitation_label = INVITED.get(card.score.invitation, ("", ""))
        return made

    def students(self):
        """`{student id: pseudonym}` of all."""
        return {student: pseudonym(self.position.pk, student) for _pk, student in self.scores}

    def named(self, pseudonyms):
        """The cards behind `pseudonyms`, in the order of the list."""
        names = self.students()
        return Others(self.position, [pair for pair in self.scores if names[pair[1]] in pseudonyms], self.names)[:]


@compiled
def _scores(pks, position):
    """The scores with what a card under a pseudonym may say of the student."""
    invited = Invitation.objects.filter(position=position, student=OuterRef("student")).order_by()
    rows = Score.objects.filter(pk__in=pks).only(*SCORE).annotate(
        major=names.column("student__student_class__major"), cohort=F("student__student_class__cohort"),
        is_usual_major=_is_shared(), is_usual=_is_shared("cohort"),
        invitation=Subquery(invited.values("state")[:1]),
    )  # fmt: skip
    return rows.best_first()


def of(position, rows=None, names=None):
    """The `Others` among `rows` of `rows_of` (without them: all): empty when they are fewer than FEWEST.

    What the cards do not say (score, first free day) never tells fewer than FEWEST apart from the others.
    """
    marked = [row for row in (rows_of(position) if rows is None else rows) if not row.has_applied]
    fitting = [row for row in marked if row.is_shown]
    found = [row for row in fitting if row.is_wanted]
    is_widened = 0 < len(fitting) - len(found) < FEWEST
    found = fitting if is_widened else found
    if len(found) < FEWEST:
        return Others(position)
    return Others(position, [(row.pk, row.student) for row in found], names, is_widened=is_widened)


def rows_of(position, wish=None):
    """A `Row` for everybody who may stand in a list of `position`, best first. One query."""
    return [Row(*row) for row in (_marked(position.pk, wish) if wish else _all(position.pk))]


@compiled
def _all(position):
    return _marked(position, Wish())


def _marked(position, wish):
    applied = Application.objects.filter(position=position, student=OuterRef("student"))
    marked = listed(position).annotate(
        has_applied=Exists(applied), is_shown=flag(wish.shown), is_wanted=flag(wish.hidden)
    )
    return marked.values_list(*Row._fields)


def listed(position):
    """The scores that may stand in a list, best first."""
    rows = Score.objects.filter(position=position, is_listed=True, student__ranking_opt_out=False)
    return rows.best_first().only(*SCORE)


def flag(condition):
    """For annotations: whether a row fulfils `condition`, which may be empty."""
    if not condition:
        return Value(True, output_field=BooleanField())
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _veil(card, today):
    """Major and year only where enough others share them."""
    score = card.score
    card.pseudonym = pseudonym(score.position_id, score.student_id)
    card.student_major = score.major if score.is_usual_major else ""
    card.year = StudentClass(cohort=score.cohort).year_of_study(today) if score.is_usual else ""


def _is_shared(*more):
    """Whether FEWEST active students have the major of a score's student, and the same in `more` of their class."""
    same = {f"student_class__{name}": OuterRef(f"student__student_class__{name}") for name in ("major", *more)}
    alike = Student.objects.filter(user__is_active=True, **same).order_by()
    return Exists(alike[FEWEST - 1 :])
