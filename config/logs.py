"""Log lines without personal data: what identifies somebody is masked, whoever wrote it into the line."""

import logging

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from marketplace.masking import masked

# Objects that Django and its servers hang on a record: the line is about them, they are not for the line.
OBJECTS = ("request", "response", "server_time", "websocket", "color_message")


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
