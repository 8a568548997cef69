"""The letters that the demo wrote to a folder instead of sending them."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

NEWEST = 200
FILE_NAME = re.compile(r"^[\w-]+\.log$")


@dataclass(frozen=True)
class Letter:
    name: str
    subject: str
    to: str
    at: datetime
    body: str


def letters():
    """The newest letters, newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True) if folder.exists() else []
    return [letter for path in files[:NEWEST] if (letter := _read(path))]


def letter(name):
    """The letter in the file `name`, or None; no other file can be named."""
    path = Path(settings.EMAIL_FILE_PATH) / name
    return _read(path) if FILE_NAME.match(name) and path.exists() else None


def _read(path):
    text = path.read_bytes().split(b"\n" + b"-" * 79)[0]
    message = email.message_from_bytes(text, policy=email.policy.default)
    body = message.get_body(("plain",))
    at = message["date"] and message["date"].datetime
    return at and Letter(path.name, str(message["subject"]), str(message["to"]), at, body.get_content() if body else "")
