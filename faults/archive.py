"""B1m: the disk of PostgreSQL is lost, or people want back what was there before a mistake; log archiving gives it."""

import shutil
import subprocess
import time

from faults import Outcome, fault
from faults.backups import COUNTED, sign_in_and_search, written
from faults.load import Load
from faults.servers import PG_USER, Postgres, free_port
from faults.site import ROOT, Site

SETTINGS = """
archive_mode = on
archive_timeout = {seconds}
archive_command = '{folder}/archive %p {folder}/wal/%f.gz'
"""
RECOVERY = """
restore_command = 'gzip -dc < {folder}/wal/%f.gz > %p'
"""
TARGET = """
recovery_target_time = '{moment}'
recovery_target_action = promote
"""
WRITING = 5  # seconds that a segment may take to the archive, on a quiet machine


@fault("B1m", "the disk of PostgreSQL is lost, its archived log is not", columns=("services",))
def lost_disk(run):
    """What was promised `archive_timeout` before the loss is there; at the moment, nothing that was sent later."""
    seconds = 60 if run.full else 5
    site = run.site(start=False)
    _archive(run, seconds)
    site.start()
    kept, later, moment = _write_until_lost(run, site, seconds)
    to_end, end = _restored(run, site, "end")
    to_moment, then = _restored(run, site, "moment", moment)
    found = [each.call("stored", kept) for each in (end, then)]
    gone, too_new = len(end.call("stored", later)["lost"]), _count(later) - len(then.call("stored", later)["lost"])
    problems = [words for each in found for words in each["words"]] + _checked(end) + _checked(then)
    return Outcome(
        acknowledged=_count(kept), lost=sum(len(each["lost"]) for each in found),
        doubled=sum(len(each["doubled"]) for each in found), recovered=[to_end, to_moment],
        problems=problems + ([f"{too_new} forms from after the moment"] if too_new else []),
        seen=f"archive_timeout {seconds} s: {gone} of the {_count(later)} forms promised later went with the disk; "
        f"{too_new} of them there after going back to the moment before them",
    )  # fmt: skip


def _write_until_lost(run, site, seconds):
    """What was promised `seconds` before the loss, what was sent later and promised, and the moment between."""
    with Load(site, run.clients) as load:
        load.run_for(2)
        _base_backup(run)
        kept = written(load)
        [[moment]] = run.postgres.query("SELECT now()::text")
        asked = time.perf_counter()
        load.run_for(seconds + run.slack(WRITING))
        run.postgres.kill()
        shutil.rmtree(run.postgres.folder, ignore_errors=True)  # what its orphans still write is lost, too
    later = {kind: {mark: 1 for mark, began in load.ledger.get(kind, {}).items() if began > asked} for kind in COUNTED}
    return kept, later, moment


def _count(ledger):
    return sum(map(len, ledger.values()))


def _archive(run, seconds):
    """Let the server archive its log, with the script that colleges use."""
    run.postgres.stop()
    (run.folder / "wal").mkdir()
    if PG_USER:
        shutil.chown(run.folder / "wal", PG_USER)
    shutil.copy(ROOT / "deploy" / "postgresql" / "archive", run.folder)
    with open(run.postgres.folder / "postgresql.conf", "a") as file:
        file.write(SETTINGS.format(seconds=seconds, folder=run.folder))
    run.postgres.start()


def _base_backup(run):
    command = [Postgres.find_programs() / "pg_basebackup", "-h", "127.0.0.1", "-p", str(run.postgres.port)]
    subprocess.run([*command, "-U", "chanjiao", "-D", run.folder / "base", "-X", "stream", "-c", "fast"], check=True)


def _restored(run, site, name, moment=None):
    """Seconds until a new server from base backup and archive takes writes, and the product on it, not started."""
    began = time.perf_counter()
    folder = run.folder / f"restored-{name}"
    shutil.copytree(run.folder / "base", folder / "data")
    folder.chmod(0o755)
    target = TARGET.format(moment=moment) if moment else ""
    with open(folder / "data" / "postgresql.auto.conf", "a") as file:
        file.write(RECOVERY.format(folder=run.folder) + target)
    (folder / "data" / "recovery.signal").touch()
    server = run.stack.enter_context(Postgres(folder / "data", free_port()))
    _until_promoted(server)
    return time.perf_counter() - began, Site(run, site.env | {"DATABASE_URL": server.url})


def _until_promoted(server, seconds=120):
    import psycopg

    end = time.monotonic() + seconds
    while True:
        try:
            if server.query("SELECT pg_is_in_recovery()") == [(False,)]:
                return
        except psycopg.OperationalError:  # it starts
            pass
        if time.monotonic() > end:
            raise TimeoutError(f"the restored server takes no writes after {seconds} s")
        time.sleep(0.1)


def _checked(site):
    """The steps after a restore: the audit holds, the index is made equal, everybody signs in."""
    site.manage("check_audit")
    site.manage("check_search", "--repair")
    return sign_in_and_search(site)
