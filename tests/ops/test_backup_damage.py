"""A backup that is not whole, not ours or not in its place is never taken for one. On both databases."""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import connection

from config.backup import BackupError, engines, manifest, media, places, restoring, taking


@pytest.fixture(scope="module")
def original(django_db_setup, django_db_blocker, tmp_path_factory):
    """A backup of the migrated database, with one file of media."""
    root = tmp_path_factory.mktemp("backups")
    places.prepare(root)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(media, "default_storage", storage_of(root.parent / f"{root.name}-media"))
        (folder, _) = taking.back_up(root, say=print)
    return folder


def storage_of(folder):
    """A folder of media with one file more."""
    storage = FileSystemStorage(folder)
    storage.save("scans/a.pdf", ContentFile(b"%PDF 1"))
    return storage


@pytest.fixture
def folder(original, tmp_path):
    """A copy of `original` that a test may damage."""
    return shutil.copytree(original, tmp_path / original.name)


@pytest.fixture
def root(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    places.prepare(tmp_path / "backups")
    return tmp_path / "backups"


def say_of(folder):
    with pytest.raises(CommandError) as raised:
        call_command("check_backup", folder)
    return str(raised.value).removeprefix("Backup is NOT usable: ")


def biggest(folder):
    return max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)


def resign(folder, change):
    content = json.loads((folder / manifest.FILE).read_text())
    change(content)
    manifest.write(folder, content)


def test_a_whole_backup_is_said_to_be_whole(folder, capsys):
    call_command("check_backup", folder)

    assert capsys.readouterr().out.startswith(f"Backup is whole: {folder} (")


def test_a_truncated_a_changed_and_a_missing_file_are_named(folder):
    dump, scan = biggest(folder), folder / "media" / "scans" / "a.pdf"
    name, size = dump.relative_to(folder).as_posix(), dump.stat().st_size
    total = len(json.loads((folder / manifest.FILE).read_text())["files"]) + 1
    os.truncate(dump, size - 1)
    only_first = say_of(folder)
    scan.write_bytes(b"%PDF 2")
    two = say_of(folder)
    scan.unlink()
    dump.unlink()

    wrong = f"{{}} of {total} files are not as they were written; first: {name}: "
    assert only_first == wrong.format(1) + f"has {size - 1} bytes instead of {size}"
    assert two == wrong.format(2) + f"has {size - 1} bytes instead of {size}"
    assert say_of(folder) == wrong.format(2) + "is missing"


def test_a_damaged_dump_is_found_even_if_its_hash_was_written_later(folder):
    start = engines.ours().START
    damaged = folder / start if (folder / start).is_file() else folder / start / "toc.dat"
    with open(damaged, "r+b") as file:
        file.write(b"\0" * 200)
    resign(folder, lambda content: content["files"].update(manifest.entries(folder, start)))

    assert "damaged" in say_of(folder) or "pg_restore" in say_of(folder)


def test_a_changed_manifest_and_another_key_are_refused(folder, settings):
    settings.AUDIT_SIGNING_KEY = "another"
    other_key = say_of(folder)
    settings.AUDIT_SIGNING_KEY = ""
    no_key = say_of(folder)
    settings.AUDIT_SIGNING_KEY = "only for tests"
    path = folder / manifest.FILE
    path.write_text(path.read_text().replace('"missing": []', '"missing": ["x"]'))
    changed = say_of(folder)
    os.truncate(path, 1000)

    assert other_key == "The backup was signed with another key. Set the AUDIT_SIGNING_KEY that it was made with."
    assert no_key == "AUDIT_SIGNING_KEY is not set: a backup is signed with it."
    assert changed == "manifest.json was changed: the signature is not ours."
    assert say_of(folder) == "manifest.json cannot be read: it was truncated or changed."


def test_a_newer_schema_is_refused_with_the_version_and_an_older_one_is_not():
    ours = {"versions": {"product": "9.9"}, "database": {"migrations": ["marketplace.0001_initial"]}}
    restoring.refuse_newer_schema(ours)
    ours["database"]["migrations"] += ["marketplace.9999_later", "reports.0001_initial"]

    with pytest.raises(BackupError) as raised:
        restoring.refuse_newer_schema(ours)

    assert str(raised.value) == (
        "The backup was made by version 9.9 with 2 migrations that this code does not have (first: "
        "marketplace.9999_later). Install that version or a newer one."
    )


def test_an_unprepared_target_and_one_inside_the_media_are_refused(root, tmp_path):
    empty = tmp_path / "mount"
    empty.mkdir()
    with pytest.raises(CommandError, match=r"Backup FAILED: .* is not prepared for backups: .* Is the disk mounted"):
        call_command("backup", empty)
    with pytest.raises(CommandError, match=r"Backup FAILED: .* is inside the folder of the media"):
        call_command("backup", tmp_path / "media" / "backups", prepare=True)

    assert (list(empty.iterdir()), (tmp_path / "media").exists()) == ([], False)


def test_an_old_backup_is_an_alarm(folder):
    resign(folder, lambda content: content.update(at="2026-01-01T00:00:00+00:00"))

    with pytest.raises(CommandError, match=r"Backup is TOO OLD: .* is [0-9.]+ hours old"):
        call_command("check_backup", folder, max_age=25)


@pytest.mark.django_db(transaction=True)
def test_what_did_not_change_is_linked_old_backups_go_and_leftovers_too(root):
    storage_of(root.parent / "media")
    (root / ".partial-20260101-000000-000").mkdir()
    call_command("backup", root, verbosity=0)
    [first] = places.complete(root)
    storage_of(root.parent / "media")  # a second file
    call_command("backup", root, reuse=True, verbosity=0)
    second = places.complete(root)[-1]
    linked = [(second / "media" / "scans" / "a.pdf").samefile(first / "media" / "scans" / "a.pdf")]
    call_command("backup", root, reuse=first, keep=2, verbosity=0)

    assert linked == [True]
    assert len(manifest.read(second)["media"]) == 2
    names = sorted(path.name for path in root.iterdir())
    assert names == [second.name, places.complete(root)[-1].name, places.MARKER]
    call_command("check_backup", second, verbosity=0)


FULL_THEN_KILLED = """
import os, resource, signal, sys
import django
django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from config.backup import places

_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, most))
try:
    call_command("backup", sys.argv[1])
except CommandError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
print([name for name in os.listdir(sys.argv[1]) if name != places.MARKER], flush=True)
places.sync = lambda folder: os.kill(os.getpid(), signal.SIGKILL)
call_command("backup", sys.argv[1])
"""


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_and_a_kill_at_the_last_moment_leave_nothing_that_looks_complete(root):
    own = connection.settings_dict
    place = "{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}" if connection.vendor == "postgresql" else "/{NAME}"
    names = {"DATABASE_URL": f"{connection.vendor}://{place.format(**own)}", "VAR_DIR": str(root.parent)}
    names |= {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "PYTHONPATH": str(configured.BASE_DIR)}

    done = subprocess.run(
        [sys.executable, "-c", FULL_THEN_KILLED, root],
        env={**os.environ, **names}, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip

    failed, left, *_ = done.stdout.splitlines()
    assert (failed.startswith("Backup FAILED: "), left) == (True, "[]"), done
    assert (done.returncode, "complete" in done.stdout.lower()) == (-signal.SIGKILL, False)
    assert [path.name[:9] for path in root.iterdir() if path.name != places.MARKER] == [places.PARTIAL]
    with pytest.raises(CommandError, match="There is no complete backup"):
        call_command("check_backup", root)
