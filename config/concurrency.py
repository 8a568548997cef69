"""How many requests one process works on at a time."""

from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from threading import Lock

PATIENCE = 0.5  # seconds
IN_MEMORY = 1 << 20  # bytes of a body; a longer one is a file


class OneAtATime:
    """WSGI: lets one request work at a time, and the next one half a second later whatever the other does.

    Only one thread can run Python, and SQLite lets go of it with each row: with eight threads every page costs twice
    the CPU. Who is slow for another reason (a lock, a PDF) stops nobody for longer than `patience`, and a slow client
    nobody at all: what it sends is read before its request has a turn, and what it gets is sent by the event loop.
    """

    def __init__(self, application, patience=PATIENCE):
        self.application, self.patience, self.turn = application, patience, Lock()

    def __call__(self, environ, start_response):
        with SpooledTemporaryFile(IN_MEMORY) as body:
            if environ.get("CONTENT_LENGTH", "") not in ("", "0"):
                copyfileobj(environ["wsgi.input"], body)
                body.seek(0)
                environ["wsgi.input"] = body
            has_turn = self.turn.acquire(timeout=self.patience)
            try:
                return self.application(environ, start_response)
            finally:
                if has_turn:
                    self.turn.release()
