"""Names of uploaded files."""

import re


def shown_name(name):
    """The file's own name for display: no path, no control characters, at most 200 characters."""
    name = re.split(r"[/\\]", name or "")[-1]
    return "".join(character for character in name if character.isprintable())[:200] or "?"
