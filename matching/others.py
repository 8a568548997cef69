"""Candidates who have not applied: cards under a pseudonym, and none at all where somebody could be recognised."""

from django.db.models import BooleanField, Case, Count, OuterRef, Subquery, Value, When
from django.utils import timezone

from marketplace.models import Student
from matching.cards import cards, pseudonym
from matching.models import Invitation, Score
from matching.wording import INVITED
from recruitment.models import Application

FEWEST = 5
"""No list and no count of people who have not applied below this number: somebody could be recognised."""
SCORE = ("position_id", "student_id", "score", "rank", "breakdown", "is_listed")
CLASS = (
    "student__student_class__cohort", "student__student_class__major__name", "student__student_class__major__name_en",
)  # fmt: skip


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
        invited = Invitation.objects.filter(position=self.position, student=OuterRef("student")).order_by()
        rows = Score.objects.filter(pk__in=chosen).annotate(invitation=Subquery(invited.values("state")[:1]))
        rows = rows.select_related("student__student_class__major").only(*SCORE, *CLASS)
        made = cards(rows.best_first(), self.names)
        many, today = _many(card.score.student.student_class for card in made), timezone.localdate()
        for card in made:
            _veil(card, many, today)
            card.invitation = card.score.invitation or ""
            card.invitation_label = INVITED.get(card.invitation, "")
        return made

    def students(self):
        """`{student id: pseudonym}` of all."""
        return {student: pseudonym(self.position.pk, student) for _pk, student in self.scores}

    def named(self, pseudonyms):
        """The cards behind `pseudonyms`, in the order of the list."""
        names = self.students()
        return Others(self.position, [pair for pair in self.scores if names[pair[1]] in pseudonyms], self.names)[:]


def of(position, wish=None, names=None):
    """The `Others` that fit `wish`: empty when they are fewer than FEWEST.

    What the cards do not say (score, first free day) never tells fewer than FEWEST apart from the others.
    """
    applied = Application.objects.filter(position=position).order_by().values("student")
    rows = listed(position).exclude(student__in=applied)
    if not wish:
        found = list(rows.values_list("pk", "student"))
        return Others(position, found if len(found) >= FEWEST else (), names)
    asked = rows.annotate(is_shown=flag(wish.shown), is_wanted=flag(wish.hidden))
    marked = list(asked.values_list("pk", "student", "is_shown", "is_wanted"))
    fitting = [(pk, student) for pk, student, is_shown, _is_wanted in marked if is_shown]
    found = [(pk, student) for pk, student, is_shown, is_wanted in marked if is_shown and is_wanted]
    is_widened = 0 < len(fitting) - len(found) < FEWEST
    found = fitting if is_widened else found
    enough = min(len(marked), len(found)) >= FEWEST
    return Others(position, found if enough else (), names, is_widened=is_widened and enough)


def listed(position):
    """The scores that may stand in a list, best first."""
    rows = Score.objects.filter(position=position, is_listed=True, student__ranking_opt_out=False)
    return rows.best_first().only(*SCORE)


def flag(condition):
    """For annotations: whether a row fulfils `condition`, which may be empty."""
    if not condition:
        return Value(True, output_field=BooleanField())
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _veil(card, many, today):
    """Major and year only where enough others share them."""
    student_class = card.score.student.student_class
    major, cohort = student_class.major, student_class.cohort
    card.pseudonym = pseudonym(card.score.position_id, card.score.student_id)
    card.student_major = major if many.get((major.pk, None), 0) >= FEWEST else ""
    card.year = student_class.year_of_study(today) if many.get((major.pk, cohort), 0) >= FEWEST else ""


def _many(classes):
    """`{(major, cohort): active students}`, and under `(major, None)` those of all cohorts."""
    students = Student.objects.filter(
        user__is_active=True, student_class__major__in={each.major_id for each in classes}
    )
    counts = students.order_by().values_list("student_class__major", "student_class__cohort").annotate(Count("pk"))
    found = {}
    for major, cohort, count in counts:
        found[major, cohort] = count
        found[major, None] = found.get((major, None), 0) + count
    return found
