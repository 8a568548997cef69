"""Rows of text out of an uploaded CSV or XLSX, within limits: the file comes from outside."""

import csv
import io
import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FILE_BYTES = 2 * 1024 * 1024
UNPACKED_BYTES = 20 * 1024 * 1024
ROWS, COLUMNS, CELL = 500, 40, 2000


def read(name, content):
    """The rows of the file (of its first sheet) as lists of stripped strings, without empty rows.

    Raises `ValidationError` (codes too_large, not_a_table, too_long, empty) in words for the person who sent it.
    """
    if len(content) > FILE_BYTES:
        raise ValidationError(_("This file is larger than 2 MB."), code="too_large")
    rows = _from_xlsx(content) if content[:4] == b"PK\x03\x04" else _from_csv(content)
    rows = [row for row in ([_text(cell) for cell in row[:COLUMNS]] for row in rows) if any(row)]
    width = max((index for index, text in enumerate(rows[0], start=1) if text), default=0) if rows else 0
    rows = [row[:width] for row in rows]
    if len(rows) > ROWS:
        raise ValidationError(_("This file has more than %(n)s rows.") % {"n": ROWS}, code="too_long")
    if len(rows) < 2:
        raise ValidationError(_("This file has no rows under its headings."), code="empty")
    return rows


def _from_csv(content):
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _no_table()
    if "\0" in text:
        raise _no_table()
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise _no_table() from None


def _from_xlsx(content):
    from openpyxl import load_workbook  # noqa: PLC0415  (slow to import, and only this function needs it)

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_BYTES:
                raise ValidationError(_("This file is too large once unpacked."), code="too_large")
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        return [list(row) for row in sheet.iter_rows(max_row=ROWS + 2, max_col=COLUMNS, values_only=True)]
    except ValidationError:
        raise
    except Exception:  # openpyxl raises whatever a damaged file provokes
        raise _no_table() from None


def _text(cell):
    if cell is None:
        return ""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return text.replace("\0", "").strip()[:CELL]


def _no_table():
    return ValidationError(_("This is neither a CSV nor an XLSX file that we can read."), code="not_a_table")
