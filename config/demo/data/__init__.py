"""The written part of the demo college, as rows and trees. Every name in it is invented."""

import csv
import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def table(name):
    """The rows of `<name>.csv` as dicts of strings."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def tree(name):
    """The content of `<name>.json`."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
