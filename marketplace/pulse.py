"""A thread that says, again and again, that this process is alive while another thread works."""

import logging
import threading
from contextlib import contextmanager

from django.db import connections

logger = logging.getLogger(__name__)


@contextmanager
def pulse(beat, *, every):
    """Call `beat()` in a thread of its own after every `every` (a timedelta), as long as the block lasts.

    A beat that fails is logged and does not stop the next: the database may be away for a moment.
    """
    over = threading.Event()

    def go_on():
        while not over.wait(every.total_seconds()):
            try:
                beat()
            except Exception:
                logger.exception("no pulse")
            finally:
                connections.close_all()  # those of this thread

    thread = threading.Thread(target=go_on, name="pulse", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=every.total_seconds())
