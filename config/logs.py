"""Log lines without personal data: what identifies somebody is masked, whoever wrote it into the line."""

import logging

from marketplace.masking import masked


class MaskingFormatter(logging.Formatter):
    """Masks the finished line, its traceback included."""

    def format(self, record):
        return masked(super().format(record))
