"""What the pages say about a version: its weights beside the rule's, and its figures in words."""

from dataclasses import asdict

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matching.outcomes import groups
from matching.rule import RULE
from matching.wording import PARTS

NAMES = {"must": "must_skills", "nice": "nice_skills", "major": "major", "text": "text", "city": "city"}
MISSING = {
    "judged": _("decisions on applicants, from before the latest twelve months"),
    "positions": _("positions with applicants who came differently far, from before the latest twelve months"),
    "held": _("such positions in the latest twelve months, to try the weights on"),
}
COMPARED = {
    "accuracy": _("These weights"),
    "serving": _("What served then"),
    "rule": pgettext_lazy("matching", "The rule"),
    "difference": _("More than what served then"),
}


def weights(version=None):
    """`[(label, weight of the rule, weight of the version)]`."""
    found = version.weights if version and version.weights else asdict(RULE)
    return [(PARTS[NAMES[name]], worth, found[name]) for name, worth in asdict(RULE).items()]


def missing(lacking):
    """`[(label, how many are missing)]`."""
    return [(MISSING[what], count) for what, count in lacking.items()]


def figures(version):
    """`[(label, mean, low, high)]` on the year held back, in per cent; nothing for a version that has none."""
    return [
        (label, *(100 * value for value in version.card[name]))
        for name, label in COMPARED.items()
        if name in version.card
    ]


def audit(version):
    """`[(label, groups, gap, low, high, people)]`, gaps in standard deviations of the score."""
    rows = []
    for row in version.card.get("audit", ()):
        label, (one, other) = groups.ATTRIBUTES[row["attribute"]][0], groups.ATTRIBUTES[row["attribute"]][1].values()
        rows.append((label, one, other, row))
    return rows
