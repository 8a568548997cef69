"""What identifies somebody is masked, whoever wrote it: in log lines, and in errors and arguments that people read."""

import json
import re

MASKS = [
    (re.compile(r"(/l/|/password/reset/key/|/confirm-email/)[^/\s]{12,}"), r"\1***"),  # letters of entry
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "***@***"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "***"),  # identity card
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "***"),  # mobile phone
    (re.compile(r"DETAIL:.*"), "DETAIL: ***"),  # PostgreSQL repeats the values of the row it refuses
]
# None of the masks finds anything where this does not; most lines are asked this and nothing else.
SUSPECT = re.compile(r"@|\d{11}|/l/|/key/|/confirm-email/|DETAIL:")
HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·]+")
CODE = re.compile(r"[\w.:/-]{1,60}", re.ASCII)


def masked(text):
    if not SUSPECT.search(text):
        return text
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return text


def masked_error(text):
    """As `masked`, and without any Chinese: the words of an error may be those of a person, and no pattern tells."""
    return masked(HAN.sub("***", text))


def masked_arguments(args_kwargs):
    """The arguments of a task on one line: numbers and codes as they are, any other text as ***."""
    args, kwargs = args_kwargs.get("args", []), args_kwargs.get("kwargs", {})
    parts = [_shown(value) for value in args] + [f"{name}={_shown(value)}" for name, value in kwargs.items()]
    return masked(", ".join(parts))


def _shown(value):
    return json.dumps(_coded(value), ensure_ascii=False)


def _coded(value):
    if isinstance(value, dict):
        return {key: _coded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_coded(each) for each in value]
    return "***" if isinstance(value, str) and not CODE.fullmatch(value) else value
