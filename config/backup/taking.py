"""Take a backup: the database first, then the media that its rows name, last the signed manifest."""

from time import perf_counter

from django.db import connection
from django.utils import timezone

from config.backup import engines, manifest, media, places


def back_up(root, *, previous=None, jobs=1, say):
    """Write a backup into `root`, a prepared folder. Returns its folder and the content of its manifest.

    `previous` is a backup whose unchanged media are linked instead of copied. Raises BackupError, OSError or a
    database error; then there is no new folder.
    """
    places.check(root)
    older = (places.find(previous), manifest.read(places.find(previous))) if previous else None
    with places.growing(root) as folder:
        at = timezone.now()
        content = {"at": at.isoformat(), "versions": manifest.versions(), "database": _database(folder, jobs, say)}
        content["files"] = manifest.entries(folder, engines.ours().START)
        say(f"database: {megabytes(content['files'])}")
        wanted = content["database"].pop("referenced")
        content |= media.save_all(folder, wanted=wanted, previous=older, say=say)
        say(f"media: {len(content['media'])} files, {megabytes(content['media'])}")
        manifest.write(folder, content)
    return root / folder.name.removeprefix(places.PARTIAL), content


def _database(folder, jobs, say):
    began, engine = perf_counter(), engines.ours()
    facts, referenced = engine.dump(folder, jobs)
    say(f"dumped {sum(facts['tables'].values())} rows in {perf_counter() - began:.1f} s")
    return {"vendor": connection.vendor, "server": engine.server_version(), **facts, "referenced": referenced}


def megabytes(entries):
    return f"{sum(entry['size'] for entry in entries.values()) / 1e6:.1f} MB"
