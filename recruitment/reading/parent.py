"""The parent's side: start a child for one file, wait for so long, believe nothing it says beyond its form."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from recruitment.reading import limits

ROOT = Path(__file__).resolve().parents[2]
CODE = "import sys; sys.path.insert(0, sys.argv[1]); from recruitment.reading.child import main; main()"


@dataclass(frozen=True)
class Reading:
    """The text of a file, or the code of the problem in `error`."""

    text: str = ""
    pages: int | None = None
    error: str = ""


def read(content, seconds=limits.WALL_SECONDS):
    """Read the bytes of a file in a child. Never raises on any content."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        return _reading(_said_by_child(file, seconds))


def _said_by_child(file, seconds):
    child = subprocess.Popen(  # noqa: S603  (our own interpreter and code; the file is its stdin)
        [sys.executable, "-I", "-c", CODE, str(ROOT)],
        stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, close_fds=True, start_new_session=True,
        env={"LANG": "C.UTF-8"}, cwd="/",
    )  # fmt: skip
    alarm = threading.Timer(seconds, _end, [child])
    alarm.start()
    try:
        said = child.stdout.read(limits.MAX_CHARACTERS * 6 + 1000)
    finally:
        alarm.cancel()
        _end(child)
        child.stdout.close()
        child.wait()
    return said


def _end(child):
    """End the child and whatever it may have started; its number is not reused before it is waited for."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


def _reading(said):
    """A child that died without a word ran into a limit."""
    try:
        answer = json.loads(said)
        if answer.get("error"):
            return Reading(error=str(answer["error"])[:40])
        return Reading(text=str(answer["text"])[: limits.MAX_CHARACTERS], pages=answer.get("pages"))
    except (ValueError, KeyError, AttributeError):
        return Reading(error="hostile")
