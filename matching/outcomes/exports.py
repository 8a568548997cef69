"""The audit as CSV: what the page shows and no more."""

import csv
from io import StringIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from recruitment.exports import plain_cell


def audit_csv(audits):
    """`audits` (of `tables.audits`) as CSV bytes in which no spreadsheet finds a formula."""
    target = StringIO()
    writer = csv.writer(target)
    for row in [_head(), *(row for audit in audits.values() for row in _rows(audit))]:
        writer.writerow([cell if isinstance(cell, int | float) else plain_cell(cell) for cell in row])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _head():
    return [
        pgettext("audit", "What"), pgettext("audit", "By"), pgettext("audit", "Where"), _("First group"), "n",
        pgettext("audit", "Rate"), _("Second group"), "n", pgettext("audit", "Rate"), _("Impact ratio"), "p",
    ]  # fmt: skip


def _rows(audit):
    one, other = audit.groups
    for what, rows in ((_("Scoring rate"), audit.scoring), (_("Selection rate"), audit.selection)):
        for row in rows:
            pair, ratio, where = row.contrast, row.contrast.ratio, row.label or pgettext("audit", "All together")
            yield [
                what, audit.label, where, one, pair.one.n, round(pair.one.rate, 4), other, pair.other.n,
                round(pair.other.rate, 4), "" if ratio is None else round(ratio, 4), round(pair.p, 6),
            ]  # fmt: skip
    if audit.at_equal_score:
        yield _difference(audit, _("All employers"), audit.at_equal_score, audit.at_equal_score.size)
    for row in audit.employers:
        yield _difference(audit, row.enterprise, row.difference, row.shrunken)


def _difference(audit, where, found, size):
    one, other = audit.groups
    what = _("Difference at equal score")
    return [what, audit.label, where, one, found.n, round(size, 4), other, "", "", "", round(found.p, 6)]
