"""How much a file may cost."""

MAX_BYTES = 5 * 1024 * 1024
MAX_PAGES = 50
MAX_CHARACTERS = 200_000
MAX_ENTRIES = 1_000
MAX_UNPACKED_BYTES = 40 * 1024 * 1024
CPU_SECONDS = 10
WALL_SECONDS = 20
MEMORY_BYTES = 400 * 1024 * 1024
LEAST_CHARACTERS = 20  # less text than this is a picture of a text


class Refused(Exception):
    """A file that gives no text; the argument is the code of the problem."""
