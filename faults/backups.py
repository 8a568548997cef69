"""B1, B2, B3, K12: backups are taken while people write, killed while they are taken, and copied the wrong way."""

import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing

from faults import Outcome, fault
from faults.load import Load
from faults.site import Site, environment

MARKER = "backups-of-chanjiao-bridge"
COUNTED = ("report", "position")  # one row per promise
HALF = 0.5

EVERY_ROLE_SIGNS_IN = """
from django.test import Client
from marketplace.models import Membership, User
answers = {}
for role in Membership.objects.order_by("role").values_list("role", flat=True).distinct():
    browser = Client()
    browser.force_login(User.objects.filter(memberships__role=role).order_by("pk")[0],
                        backend="marketplace.authentication.AnyNumberBackend")
    answers[role] = browser.get("/", headers={"host": "localhost"}).status_code
print_json(answers)
"""
SEARCH_FINDS = """
from recruitment.models import Position
from search.engines import get_engine
open_now = Position.objects.filter(state="open").count()
print_json([open_now, len(get_engine().ids("position"))])
"""

REFUSED = """
import shutil
from pathlib import Path
from config.backup import BackupError, places, restoring
backup, refused = places.find(Path(sys.argv[1])), 0
for copy in sys.argv[2:]:
    shutil.copy(copy, backup / "database.sqlite3")
    try:
        restoring.check(backup, lambda text: None)
    except BackupError:
        refused += 1
print_json(refused)
"""


@fault("B1", "backup while people write, then a restore on an empty system (with B2)")
def restore_drill(run):
    site, places = run.site(), run.folder / "backups"
    with Load(site, run.clients) as load:
        load.run_for(60 if run.full else 2)
        promised = written(load)
        before, began = load.promised, time.perf_counter()
        said = site.manage("backup", str(places), "--prepare")
        backup_seconds, meanwhile = time.perf_counter() - began, load.promised - before
    live = load.outcome()
    empty = empty_system(run, site)
    began = time.perf_counter()
    empty.manage("restore", str(places))
    restore_seconds = time.perf_counter() - began
    found = empty.call("stored", promised)
    problems = [*live.problems, *found["words"], *sign_in_and_search(empty)]
    problems += [] if "Backup complete: " in said.splitlines()[-1] else [f"the backup ended with {said!r}"]
    total = sum(path.stat().st_size for path in places.rglob("*") if path.is_file())
    return Outcome(
        acknowledged=sum(map(len, promised.values())),
        lost=len(found["lost"]),
        doubled=len(found["doubled"]),
        recovered=[restore_seconds],
        seen=f"{total / 1e6:.1f} MB, backup {backup_seconds:.1f} s with {meanwhile} forms meanwhile, restore "
        f"{restore_seconds:.1f} s",
        problems=problems,
    )


def written(load, least=10, seconds=300):
    """What is promised when there are `least` promises to compare; TimeoutError if nobody gets anything done."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with load.lock:
            promised = {kind: dict(load.ledger.get(kind, {})) for kind in COUNTED}
        if sum(map(len, promised.values())) >= least:
            return promised
        load.run_for(0.1)
    raise TimeoutError(f"fewer than {least} forms were answered within {seconds} s")


def empty_system(run, site):
    """A system like `site` with the same keys and nothing else, not started."""
    var = run.folder / "restored"
    var.mkdir()
    shutil.copy(site.var / "secret.key", var)
    names = {name: site.env[name] for name in ("REDIS_URL",) if name in site.env}
    if run.column == "services":
        site.ask(
            "from django.db import connection\nconnection.cursor().execute('CREATE DATABASE restored')\nprint_json(1)"
        )
        names["DATABASE_URL"] = site.env["DATABASE_URL"].rsplit("/", 1)[0] + "/restored"
    return Site(run, environment(var, names))


def sign_in_and_search(site):
    """What does not work in the restored system, in words."""
    answers = site.ask(EVERY_ROLE_SIGNS_IN)
    words = [f"{role} gets {code} on the home page" for role, code in answers.items() if code != 200]
    there, found = site.ask(SEARCH_FINDS)
    return words + ([f"search has {found} of {there} open positions"] if found < there else [])


@fault("B3", "kill -9 of a backup at many moments", rounds=10)
def killed_backups(run):
    site, places = run.site(start=False), run.folder / "backups"
    began = time.perf_counter()
    site.manage("backup", str(places), "--prepare")
    whole, problems, complete = time.perf_counter() - began, [], 1
    for number in range(run.rounds):
        command = [sys.executable, "manage.py", "backup", str(places)]
        process = site.spawn(command, f"backup{number}")
        time.sleep(whole * (HALF + HALF * (number + 1) / run.rounds))  # the first half is the start of Python
        process.send_signal(signal.SIGKILL)
        complete += process.wait() == 0
    site.manage("backup", str(places))
    names = sorted(path.name for path in places.iterdir() if path.name != MARKER)
    for name in names:
        try:
            site.manage("check_backup", str(places / name))
        except RuntimeError as error:
            problems.append(str(error))
    return Outcome(
        seen=f"{run.rounds} killed, {complete + 1} ended, {len(names)} complete and whole", problems=problems
    )


@fault("K12", "a running SQLite file copied as a plain file", columns=("embedded",), rounds=20)
def torn_copies(run):
    """A copy passes for a backup never; what integrity check and audit find of it alone is counted beside it."""
    site, places = run.site(), run.folder / "backups"
    site.manage("backup", str(places), "--prepare")
    copies = {run.folder / f"copy{number}.sqlite3": False for number in range(run.rounds)}
    with Load(site, run.clients) as load:
        written(load)
        for path in copies:
            copies[path] = copy_slowly(site.var / "db.sqlite3", path, load)
    outcome = load.outcome()
    refused = site.ask(REFUSED, places, *copies)
    torn = [path for path, is_torn in copies.items() if is_torn]
    found = sum(content_is_bad(run, site, path) for path in torn)
    outcome.seen = f"{refused} of {run.rounds} plain copies refused; {len(torn)} torn, {found} of them by content alone"
    outcome.problems += [] if refused == run.rounds else [f"{run.rounds - refused} plain copies passed for a backup"]
    return outcome


def copy_slowly(source, target, load):
    """Copy as a slow disk does: people write and pages reach the file meanwhile. Returns whether the file changed."""
    size = source.stat().st_size
    with open(source, "rb") as reading:
        first = reading.read(size // 2)
        promised, end = load.promised, time.monotonic() + 30
        while load.promised < promised + 5 and time.monotonic() < end:
            time.sleep(0.05)
        with closing(sqlite3.connect(source, timeout=20)) as own:
            own.execute("PRAGMA wal_checkpoint(PASSIVE)")
        second = reading.read()
        reading.seek(0)
        is_torn = reading.read(size // 2) != first
    target.write_bytes(first + second)
    return is_torn


def content_is_bad(run, site, path):
    """Whether SQLite's own check, foreign keys or the audit find something in the copy."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as copy:
        try:
            said = [*copy.execute("PRAGMA integrity_check(3)"), *copy.execute("PRAGMA foreign_key_check")]
        except sqlite3.DatabaseError:
            return True
    return said != [("ok",)] or not passes(Site(run, site.env | {"DATABASE_URL": f"sqlite:///{path}"}), "check_audit")


def passes(site, *command):
    try:
        site.manage(*command)
    except RuntimeError:
        return False
    return True
