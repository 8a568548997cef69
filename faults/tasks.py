"""K7t: the worker is killed in the middle of every kind of task, at so many points of its work."""

import os
import re
import subprocess
import sys

from faults import Outcome, fault

TEST = "tests/matching/test_tasks_killed.py"


@fault("K7t", "kill -9 in the middle of every task", rounds=20)
def every_task(run):
    """`run.rounds` points of each task in a full run, else three. A test that fails is a task lost or doubled."""
    points = run.rounds if run.full else 3
    names = {"KILL_POINTS": str(points), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    if run.column == "services":
        run.site(start=False)
        with run.postgres.connect() as connection:  # it is not the server that is killed, and each test empties it
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        names |= {"DATABASE_URL": run.postgres.url, "REDIS_URL": run.redis.url}
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST]
    done = subprocess.run(command, env=kept | names, capture_output=True, text=True, check=False)
    passed, failed, errors = (_count(word, done.stdout) for word in ("passed", "failed", "error"))
    problems = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if not passed:
        problems.append(done.stdout[-300:])
    return Outcome(
        acknowledged=passed + failed, lost=failed + errors, seen=f"{passed} killed and ended", problems=problems
    )


def _count(word, text):
    found = re.search(rf"(\d+) {word}", text)
    return int(found[1]) if found else 0
