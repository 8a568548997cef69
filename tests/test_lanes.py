"""Processes that share a run: nothing is left out and nothing is run twice."""

from itertools import chain, zip_longest
from pathlib import Path
from types import SimpleNamespace

from tests.lanes import left

ROOT = Path("/suite")
CONFIG = SimpleNamespace(rootpath=ROOT)


def item(path, number):
    return SimpleNamespace(path=ROOT / path, config=CONFIG, name=f"{path}:{number}")


def test_two_processes_run_every_item_once_and_a_module_together(tmp_path):
    paths = ["a/test_x.py", "a/test_y.py", "b/test_x.py", "a_b/test_x.py", "b/test_y.py"]
    items = [item(path, number) for number in range(2) for path in paths]  # as transactions come after all others

    turns = list(zip_longest(left(items, tmp_path), left(items, tmp_path)))
    first, second = ([each for each in turn if each] for turn in zip(*turns, strict=True))

    assert sorted(each.name for each in chain(first, second)) == sorted(each.name for each in items)
    assert {each.path for each in first} & {each.path for each in second} == set()
    assert [bool(first), bool(second)] == [True, True]
