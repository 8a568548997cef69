"""The rows of the lists of candidates and of positions as plain values: a template would take several times as long to
find them on the objects."""

from django.urls import reverse
from django.utils.translation import gettext as _


def of_applicants(pairs, position):
    """For `[(application, card or None)]`."""
    return [_applicant(application, card, position) for application, card in pairs]


def of_others(cards, position):
    """For cards of people who have not applied."""
    return [_other(card, position) for card in cards]


def columns(cards):
    """`[(skill, what the position asks for)]` of the table of such cards: all have the lines of one standard."""
    lines = cards[0].lines if cards else ()
    return [(each.name, _needs(each)) for each in lines]


def of_positions(pairs, student):
    """For `[(card, application or None)]`, the recommended positions of a student."""
    return [_recommended(card, application, student) for card, application in pairs]


def _applicant(application, card, position):
    row = {
        "name": application.applicant, "url": application.get_absolute_url(), "major": application.major,
        "state": application.state, "label": application.get_state_display(),
    }  # fmt: skip
    if card:
        row |= {
            "key": f"a{application.pk}", "compare": _compare(application.applicant), "rank": str(card.rank or "–"),
            "score": str(card.per_cent), "said": card.said,
            "why": reverse("matching:explanation", args=[position.pk, application.student_id]),
        }  # fmt: skip
    return row


def _other(card, position):
    year = _("year %(year)s") % {"year": card.year} if card.year else ""
    return {
        "name": card.pseudonym, "url": reverse("matching:candidate", args=[position.pk, card.pseudonym]),
        "told": " · ".join(filter(None, [str(card.student_major), year])), "compare": _compare(card.pseudonym),
        "lines": card.lines, "invitation": card.invitation, "label": card.invitation_label,
    }  # fmt: skip


def _recommended(card, application, student):
    position = card.score.position
    rank = _("rank %(rank)s among the candidates") % {"rank": card.rank} if card.rank else ""
    return {
        "title": position.title, "url": position.get_absolute_url(), "said": card.said, "score": str(card.per_cent),
        "told": [str(position.enterprise), position.city, *filter(None, [rank])],
        "why": reverse("matching:explanation", args=[position.pk, student.pk]),
        "state": application and application.state, "label": application and application.get_state_display(),
    }  # fmt: skip


def _needs(line):
    needs = _("needs %(need)s") % {"need": line.required}
    return f"{needs} · {_('must')}" if line.line.must else needs


def _compare(name):
    return _("Compare %(name)s") % {"name": name}
