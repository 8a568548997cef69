"""K8: the volume of the database, of the uploads, of the logs is full for a while."""

import contextlib
import shutil
import subprocess
import time

from faults import Skip, fault
from faults.load import Load
from faults.run import needs_root

ROOM_MB = 12
FULL_SECONDS = 4


@contextlib.contextmanager
def volume(folder, room_mb=ROOM_MB):
    """A small disk at `folder` with what is there already and `room_mb` of space; gives its functions fill and free."""
    needs_root("mounting a small disk")
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(f"{folder.name}-aside")
    shutil.move(folder, aside)
    folder.mkdir()
    used = sum(path.stat().st_size for path in aside.rglob("*") if path.is_file()) // 1_000_000 + 1
    mount = ["mount", "-t", "tmpfs", "-o", f"size={used + room_mb}m", "tmpfs", folder]
    if subprocess.run(mount, capture_output=True).returncode:
        raise Skip("mounting a small disk is not allowed here")
    try:
        shutil.copytree(aside, folder, dirs_exist_ok=True)
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", folder])


class Disk:
    def __init__(self, folder):
        self.filler = folder / "filler"

    def fill(self):
        with contextlib.suppress(OSError), open(self.filler, "wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 65536)
        with contextlib.suppress(OSError), open(self.filler, "ab", buffering=0) as file:
            while True:
                file.write(b"\0" * 512)

    def free(self):
        self.filler.unlink()


def _full(run, part, *, must_fail):
    site = run.site(start=False, LOG_LEVEL="DEBUG")  # so that every request has something to log
    disk = run.stack.enter_context(volume(site.var / part if part else site.var))
    run.stack.callback(site.stop)  # before its disk goes
    site.start()
    with Load(site, run.clients) as load:
        load.run_for(2)
        disk.fill()
        before = load.promised
        load.run_for(FULL_SECONDS)
        while_full = load.promised - before
        disk.free()
        recovered = load.until_success(time.perf_counter())
        load.run_for(1)
    outcome = load.outcome([recovered])
    outcome.seen += f"; {while_full} accepted on the full disk"
    if not must_fail and not while_full:
        outcome.problems.append("nothing was accepted, though only this volume was full")
    return outcome


@fault("K8", "database and everything beside it on a full disk", columns=("embedded",))
def database(run):
    return _full(run, "", must_fail=True)


@fault("K8", "uploads on a full disk", columns=("embedded",))
def uploads(run):
    return _full(run, "media", must_fail=False)


@fault("K8", "logs on a full disk", columns=("embedded",))
def logs(run):
    return _full(run, "logs", must_fail=False)
