"""Log lines without personal data: what identifies somebody is masked, whoever wrote it into the line."""

import logging
import re

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

MASKS = [
    (re.compile(r"(/l/|/password/reset/key/|/confirm-email/)[^/\s]{12,}"), r"\1***"),  # letters of entry
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "***@***"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "***"),  # identity card
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "***"),  # mobile phone
    (re.compile(r"DETAIL:.*"), "DETAIL: ***"),  # PostgreSQL repeats the values of the row it refuses
]
# None of the masks finds anything where this does not; most lines are asked this and nothing else.
SUSPECT = re.compile(r"@|\d{11}|/l/|/key/|/confirm-email/|DETAIL:")
# Objects that Django and its servers hang on a record: the line is about them, they are not for the line.
OBJECTS = ("request", "response", "server_time", "websocket", "color_message")


def masked(text):
    if not SUSPECT.search(text):
        return text
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return text


class MaskingFormatter(logging.Formatter):
    """Masks the finished line, its traceback included."""

    def format(self, record):
        return masked(super().format(record))


class JsonLines(JsonFormatter):
    """One JSON object a line: time, level, logger, reference, message, and what the caller added; all of it masked."""

    def __init__(self):
        super().__init__(
            ["asctime", "levelname", "name", "reference", "message"],
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger", "exc_info": "traceback"},
            reserved_attrs=[*RESERVED_ATTRS, *OBJECTS],
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data):
        log_data["reference"] = log_data.get("reference") or "-"
        return super().process_log_record(_masked_value(log_data))


def _masked_value(value):
    """Masks inside of lists and dicts, too; a number that reads as a telephone is one."""
    if isinstance(value, dict):
        return {key: _masked_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [_masked_value(inner) for inner in value]
    if value is None or isinstance(value, bool | float):
        return value
    text = str(value)
    hidden = masked(text)
    return value if hidden == text and isinstance(value, int) else hidden
