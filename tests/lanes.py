"""Several processes as one run: each takes the next module that no other has taken, until none is left.

`TEST_TAKEN` names the folder of the run, with one empty file per module taken. Without it a process runs everything.
"""

import os
from pathlib import Path

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """As pytest's own loop, over the tests that are left for this process."""
    folder = os.environ.get("TEST_TAKEN")
    if not folder or session.testsfailed or session.config.option.collectonly:
        return None
    items = left(session.items, Path(folder))
    item = next(items, None)
    while item:
        following = next(items, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following
    return True


def left(items, folder):
    """The items of each module that nobody else has taken by the time this process comes to it."""
    ours = {}
    for item in items:
        if item.path not in ours:
            ours[item.path] = take(folder / str(item.path.relative_to(item.config.rootpath)).replace(os.sep, "|"))
        if ours[item.path]:
            yield item


def take(mark):
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
