"""Rows out of a CSV, XLSX or JSONL file, by its content. Every value becomes text."""

import csv
import gzip
import io
import json
import zipfile
from datetime import date, datetime
from itertools import zip_longest

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 20_000  # characters; longer cells are cut


class BadSheet(ValueError):
    """A file that cannot be read; the argument is the code of the problem."""


def read(content):
    """Return (columns, rows), rows as `{column: text}`. Raises BadSheet: too_big, not_a_table, too_many_rows, …"""
    if content[:2] == b"\x1f\x8b":
        content = _unpacked(content)
    if len(content) > MAX_UNPACKED_BYTES:
        raise BadSheet("too_big")
    if content[:4] == b"PK\x03\x04":
        return _xlsx(content)
    text = _decoded(content)
    return _jsonl(text) if text.lstrip()[:1] == "{" else _csv(text)


def _unpacked(content):
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            return stream.read(MAX_UNPACKED_BYTES + 1)
    except (OSError, EOFError):
        raise BadSheet("not_a_table") from None


def _decoded(content):
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadSheet("not_a_table")


def _csv(text):
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise BadSheet("not_a_table") from None
    return _table(lines)


def _jsonl(text):
    rows = []
    for line in text.splitlines():
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                raise BadSheet("not_a_table") from None
            rows.append({_text(name): _text(value) for name, value in row.items()} if isinstance(row, dict) else {})
            _check_size(len(rows), len(rows[-1]))
    columns = list(dict.fromkeys(name for row in rows for name in row))
    _check_size(len(rows), len(columns))
    return columns, [{name: row.get(name, "") for name in columns} for row in rows]


def _xlsx(content):
    from openpyxl import load_workbook  # noqa: PLC0415  (slow to import, and only this function needs it)

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise BadSheet("too_big")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet, lines = book.worksheets[0], []
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(values_only=True):
            lines.append(_without_blank_end([_text(cell) for cell in cells]))
            _check_size(len(lines), len(lines[-1]))
    except BadSheet:
        raise
    except Exception:  # whatever the parser of XLSX raises on a strange file
        raise BadSheet("not_a_table") from None
    return _table([line for line in lines if any(line)])


def _without_blank_end(cells):
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _table(lines):
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise BadSheet("not_a_table")
    columns = [cell.strip()[:100] or f"#{number}" for number, cell in enumerate(lines[0], start=1)]
    _check_size(len(lines), len(columns))
    if len(set(columns)) < len(columns):
        raise BadSheet("same_column_twice")
    rows = [[_text(cell) for cell in line] for line in lines[1:] if any(cell.strip() for cell in line)]
    return columns, [dict(zip_longest(columns, line[: len(columns)], fillvalue="")) for line in rows]


def _check_size(rows, columns):
    if rows > MAX_ROWS + 1:
        raise BadSheet("too_many_rows")
    if columns > MAX_COLUMNS:
        raise BadSheet("too_many_columns")


def _text(value):
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, list):
        value = "、".join(str(each) for each in value)
    return str(value).replace("\0", "").strip()[:MAX_CELL]
