"""One run of one fault: its folder, its servers, its product; everything it started ends with it."""

import os
import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

from faults import Skip
from faults.servers import Postgres, Redis, free_port
from faults.site import Site, environment

STUDENTS = "120"  # fewer do not fill the classes that the personas come from
BUILDING = 1800  # seconds: a minute or two on a machine that has nothing else to do


@contextmanager
def home(kept=None):
    """The folder of all runs; PostgreSQL's own user has to reach into it."""
    folder = kept or Path(tempfile.mkdtemp(prefix="chanjiao-faults-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    try:
        yield folder.resolve()
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


class Run:
    """What a fault gets: see the package's docstring."""

    def __init__(self, *, column, rounds, clients, full, home):
        self.column, self.rounds, self.clients, self.full, self.home = column, rounds, clients, full, home
        self.folder = Path(tempfile.mkdtemp(prefix=f"{column}-", dir=home))
        self.folder.chmod(0o755)
        self.stack = ExitStack()
        self.postgres = self.redis = None

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.stack.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def down(self):
        """Seconds that a server stays away."""
        return 60 if self.full else 10

    def last_words(self):
        """The ends of the logs of all processes, for whoever has to find out what went wrong."""
        ends = {
            path.name: path.read_text(errors="replace")[-1500:]
            for path in [*self.folder.glob("*.log"), *self.folder.glob("var/logs/*.log")]
        }
        return "\n".join(f"── {name}\n{text}" for name, text in sorted(ends.items()) if text.strip())

    def slack(self, seconds):
        """A limit in seconds: as it stands on a quiet machine; more where others use it, too."""
        return seconds * max(1, os.getloadavg()[0] / (os.cpu_count() or 1))

    def site(self, *, start=True, **more):
        """A small college on free ports, with `more` environment; it runs unless `start` is False."""
        names = self._embedded() if self.column == "embedded" else self._services()
        site = Site(self, environment(self.folder / "var", {**names, **more}))
        self.stack.callback(site.stop)
        if start:
            site.start()
        return site

    def new_site(self, **names):
        """An embedded site, not started, whose college is built now, in the environment `names`."""
        kept = self.home / "migrated"
        if not (kept / "done").exists():
            shutil.rmtree(kept, ignore_errors=True)
            Site(self, environment(kept, {})).manage("migrate", "-v", "0", seconds=BUILDING)
            (kept / "done").touch()
        shutil.copytree(kept, self.folder / "var", dirs_exist_ok=True)
        site = Site(self, environment(self.folder / "var", names))
        self.stack.callback(site.stop)
        _fill(site)
        return site

    def _embedded(self):
        shutil.copytree(self._built("embedded", {}), self.folder / "var", dirs_exist_ok=True)
        return {}

    def _services(self):
        Postgres.find_programs()
        kept = self.home / "postgres-built"
        if not (kept / "done").exists():
            shutil.rmtree(kept, ignore_errors=True)
            with Postgres(kept / "data", free_port()) as postgres:
                self._built("services", {"DATABASE_URL": postgres.url})
            (kept / "done").touch()
        shutil.copytree(kept / "data", self.folder / "data", symlinks=True)
        self.postgres = self.stack.enter_context(Postgres(self.folder / "data", free_port()))
        self.redis = self.stack.enter_context(Redis(self.folder, free_port()))
        shutil.copytree(self.home / "services-built", self.folder / "var", dirs_exist_ok=True)
        return {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url}

    def _built(self, name, names):
        """A migrated database with a college, its index and its files; made once."""
        kept = self.home / f"{name}-built"
        if not (kept / "done").exists():
            shutil.rmtree(kept, ignore_errors=True)
            site = Site(self, environment(kept, names))
            site.manage("migrate", "-v", "0", seconds=BUILDING)
            _fill(site)
            (kept / "done").touch()
        return kept


def _fill(site):
    site.manage("demo", "--students", STUDENTS, seconds=BUILDING)
    site.manage("rebuild_index", "-v", "0")


def needs_root(what):
    if os.geteuid():
        raise Skip(f"{what} needs root")
