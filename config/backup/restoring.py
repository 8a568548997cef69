"""Restore a backup into an empty system, and compare what is there afterwards with what was written down."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from config.backup import BackupError, crossing, engines, facts, manifest, media, places
from marketplace import audit
from marketplace.models import Stateful, TransitionLog

SHOWN = 20


def check(path, say):
    """The folder and manifest of the backup at `path`, after everything that can be checked without a system."""
    folder = places.find(path)
    content = manifest.read(folder)
    manifest.check_files(folder, content, say)
    engines.of(content["database"]["vendor"]).check(folder)
    return folder, content


def restore(path, *, say):
    """Restore the backup at `path`. Raises BackupError; before the database is replaced nothing of it is seen."""
    folder, content = check(path, say)
    say(f"{folder.name}: every file is as it was written")
    refuse_newer_schema(content)
    if crosses(content):
        crossing.refuse_other_schema(content)
    refuse_occupied(content)
    media.load_all(folder, content, say)
    say(f"{len(content['media'])} files of media are in place")
    wanted = bring_in(folder, content, say)
    forget()
    found = facts.read(connection)
    found = crossing.shared(found) if crosses(content) else found
    stop_at(facts.differences(wanted, found), "The database differs from the backup", say)
    say(f"{sum(wanted['tables'].values())} rows are in place")
    call_command("migrate", verbosity=0)
    begin_anew(say)
    verify(content, say)
    call_command("rebuild_index", verbosity=0)
    say("the search index is built")
    return content


def crosses(content):
    """Whether the backup comes from SQLite and goes to PostgreSQL. Raises BackupError for any other change."""
    pair = content["database"]["vendor"], connection.vendor
    if pair[0] != pair[1] and pair != crossing.PAIR:
        raise BackupError(f"This is a backup of {pair[0]}; it cannot be restored on {pair[1]}.")
    return pair == crossing.PAIR


def refuse_newer_schema(content):
    """The code has to know every migration that the backup went through."""
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    known |= {f"{app}.{name}" for found in loader.disk_migrations.values() for app, name in found.replaces}
    if unknown := sorted(set(content["database"]["migrations"]) - known):
        raise BackupError(
            f"The backup was made by version {content['versions']['product']} with {len(unknown)} migrations that this "
            f"code does not have (first: {unknown[0]}). Install that version or a newer one."
        )


def refuse_occupied(content):
    """Only an empty system is restored into: no users, no log, no files but those of this very backup."""
    tables = set(connection.introspection.table_names())
    for model in (get_user_model(), TransitionLog):
        if model._meta.db_table in tables and (count := model._base_manager.count()):
            raise BackupError(
                f"The database is not empty: it has {count} rows in {model._meta.db_table}. Stop all processes, put "
                "the database aside (SQLite: move the file and those beside it; PostgreSQL: create an empty one) and "
                "restore again."
            )
    if foreign := media.foreign(content):
        raise BackupError(
            f"The media are not empty: {len(foreign)} files are not of this backup, the first is {foreign[0]}. Move "
            "them aside and restore again."
        )


def bring_in(folder, content, say):
    """Replace the database by that of the backup. Returns the facts that have to hold of it."""
    if crosses(content):
        crossing.load(folder, say)
        return crossing.shared(content["database"])
    engines.ours().clear()
    engines.ours().load(folder)
    return content["database"]


def forget():
    """What this process remembers of the database before."""
    ContentType.objects.clear_cache()
    cache.clear()


def begin_anew(say):
    """Everybody signs in again, for a session that was ended since must not come back; running tasks run again."""
    sessions, _ = Session.objects.all().delete()
    tasks = DBTaskResult.objects.running().update(status=TaskResultStatus.READY, started_at=None)
    say(f"{sessions} sessions were ended, {tasks} tasks went back to the queue")


def verify(content, say):
    """Raise BackupError unless the audit trail holds and every file is in the storage as in the backup."""
    machines = [model for model in apps.get_models() if issubclass(model, Stateful)]
    stop_at(list(audit.findings(machines)), "The audit trail does not hold", say)
    stop_at(media.differences(content), "The media differ from the backup", say)
    say("the audit trail holds, and every file has its hash")


def stop_at(problems, what, say):
    for problem in problems[:SHOWN]:
        say(problem)
    if problems:
        raise BackupError(f"{what}: {len(problems)} findings, the first: {problems[0]}")
