"""Up to four candidates of one position side by side, skill by skill."""

from dataclasses import dataclass

from matching import lists, others
from matching.cards import cards

MOST, FEWEST = 4, 2


@dataclass(frozen=True)
class Column:
    """One candidate: `application` is None for somebody who has not applied; then `name` is a pseudonym."""

    name: str
    card: object
    application: object = None

    @property
    def key(self):
        return f"a{self.application.pk}" if self.application else self.name

    @property
    def lines(self):
        return {each.line.skill: each for each in self.card.lines}

    @property
    def parts(self):
        return {part["name"]: part for part in self.card.parts}


@dataclass(frozen=True)
class Comparison:
    columns: list

    @property
    def skills(self):
        """`[(line of some candidate, [line or None for each column])]` in the order of the standard."""
        rows = [column.lines for column in self.columns]
        every = {skill: line for lines in reversed(rows) for skill, line in lines.items()}
        return [(every[skill], [lines.get(skill) for lines in rows]) for skill in sorted(every, key=self._order)]

    @property
    def parts(self):
        """`[(label, [part or None for each column])]`."""
        rows = [column.parts for column in self.columns]
        labels = {name: part["label"] for parts in rows for name, part in parts.items()}
        return [(label, [parts.get(name) for parts in rows]) for name, label in labels.items()]

    def _order(self, skill):
        """Must-skills first, the heavier first."""
        line = next(column.lines[skill].line for column in self.columns if skill in column.lines)
        return -line.must, -line.limit, skill


def compare(position, user, keys):
    """The `Comparison` of the candidates `keys`."""
    return Comparison(columns(position, user, keys))


def columns(position, user, keys):
    """A `Column` for each of the candidates `keys`, for `user`, who manages `position`: `a` and the number of an
    application, or a pseudonym. Keys of nobody whom `user` may see are left out."""
    numbers = [int(key[1:]) for key in keys if key[:1] == "a" and key[1:].isdecimal() and len(key) < 19]
    pseudonyms = {key for key in keys if key[:1] != "a"}
    names, found = {}, []
    if numbers:
        applications = lists.live_applications(position, user).filter(pk__in=numbers)
        by_student = {application.student_id: application for application in applications}
        for card in cards(others.listed(position).filter(student__in=by_student), names):
            application = by_student[card.score.student_id]
            found.append(Column(application.applicant, card, application))
    if pseudonyms:
        found += [Column(card.pseudonym, card) for card in others.of(position, names=names).named(pseudonyms)]
    return found
