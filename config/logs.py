"""Log lines without personal data: what identifies somebody is masked, whoever wrote it into the line."""

import logging
import re

MASKS = [
    (re.compile(r"(/l/|/password/reset/key/|/confirm-email/)[^/\s]{12,}"), r"\1***"),  # letters of entry
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "***@***"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "***"),  # identity card
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "***"),  # mobile phone
    (re.compile(r"DETAIL:.*"), "DETAIL: ***"),  # PostgreSQL repeats the values of the row it refuses
]


class MaskingFormatter(logging.Formatter):
    """Masks the finished line, its traceback included."""

    def format(self, record):
        line = super().format(record)
        for pattern, mask in MASKS:
            line = pattern.sub(mask, line)
        return line
