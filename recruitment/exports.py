"""Papers and tables: the résumé as PDF, the refused rows of an import as CSV."""

import csv
from io import BytesIO, StringIO

from django.template.loader import render_to_string

from recruitment.importing.columns import FIELDS
from recruitment.importing.rows import PROBLEMS
from recruitment.resumes import sections, with_names

FORMULA = frozenset("=+-@＝＋－＠")
BLANK = frozenset("\t\r\n")


def resume_pdf(data, *, mark=""):
    """A frozen résumé as PDF bytes, in the active language; `mark` says in the footer for whom it was made.

    Nothing is fetched from outside: every address in it is refused.
    """
    from weasyprint import CSS, HTML  # noqa: PLC0415  (slow to import, and only this function needs it)

    page = render_to_string(
        "recruitment/resume_pdf.html",
        {"resume": data, "sections": sections(data), "skills": with_names(data), "mark": mark},
    )
    style = CSS(string=render_to_string("recruitment/resume_pdf.css"), url_fetcher=_refuse)
    target = BytesIO()
    HTML(string=page, url_fetcher=_refuse).write_pdf(target, stylesheets=[style])
    return target.getvalue()


def _refuse(url, *args, **kwargs):
    raise ValueError("a résumé fetches nothing")


def refused_csv(rows, results):
    """The rows that an import refused, with the reasons, as CSV bytes in which no spreadsheet finds a formula."""
    target = StringIO()
    columns = list(rows[0]) if rows else []
    writer = csv.writer(target)
    writer.writerow([plain_cell(name) for name in ("#", *columns, "problems")])
    for result in results:
        cells = rows[result.number - 1]
        said = "; ".join(problem_text(*problem) for problem in result.problems)
        writer.writerow([result.number, *(plain_cell(cells[name]) for name in columns), plain_cell(said)])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def problem_text(field, code, value):
    """One problem of a row in words."""
    words = " ".join(str(part) for part in (FIELDS.get(field, field), PROBLEMS.get(code, code)) if part)
    return f"{words}: {value}" if value else words


def plain_cell(text):
    """Text that no spreadsheet runs: a quote before what could begin a formula, also behind blanks. Source: OWASP."""
    text = str(text)
    first = text.lstrip(" \u00a0\u3000\r\n\t")[:1]
    return f"'{text}" if first in FORMULA or text[:1] in BLANK else text
