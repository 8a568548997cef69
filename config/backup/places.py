"""Where backups lie: a prepared folder, and in it one folder per complete backup, named by its moment (UTC)."""

import fcntl
import os
import re
import shutil
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from config.backup import BackupError, manifest

MARKER = "backups-of-chanjiao-bridge"
NAME = re.compile(r"\d{8}-\d{6}-\d{3}")
PARTIAL = ".partial-"


def prepare(root):
    """Mark `root`, made if need be, as a place for backups."""
    _refuse_media(root)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    (root / MARKER).touch()


def check(root):
    """Raise BackupError unless `root` was prepared: the mount point of a disk that is not mounted was not."""
    _refuse_media(root)
    if not (root / MARKER).is_file():
        raise BackupError(
            f"{root} is not prepared for backups: the file {MARKER} is not there. Is the disk mounted? "
            "If this is the right folder, give --prepare once."
        )


def _refuse_media(root):
    if isinstance(default_storage, FileSystemStorage):
        media = Path(default_storage.location).resolve()
        if root.resolve().is_relative_to(media):
            raise BackupError(f"{root} is inside the folder of the media: it would be backed up with itself.")


def complete(root):
    """The complete backups in `root`, oldest first."""
    return sorted(path for path in root.iterdir() if NAME.fullmatch(path.name) and manifest.is_in(path))


def find(path):
    """The backup at `path`: `path` itself or, if it is a place for backups, the newest in it."""
    if manifest.is_in(path):
        return path
    if not path.is_dir():
        raise BackupError(f"There is no folder {path}.")
    if found := complete(path):
        return found[-1]
    raise BackupError(f"There is no complete backup in {path}.")


@contextmanager
def growing(root):
    """A folder that gets its name as a backup when the block ends well, and is removed when it does not.

    What a killed backup left behind is removed first. Raises BackupError while another one is at work.
    """
    with open(root / MARKER) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(f"Another backup into {root} is at work.") from error
        for leftover in root.glob(f"{PARTIAL}*"):
            shutil.rmtree(leftover)
        moment = timezone.now().astimezone(UTC)
        name = f"{moment:%Y%m%d-%H%M%S}-{moment.microsecond // 1000:03}"
        partial = root / f"{PARTIAL}{name}"
        partial.mkdir(mode=0o700)
        try:
            yield partial
            sync(partial)
            partial.rename(root / name)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        sync(root)


def prune(root, keep):
    """Delete complete backups but the newest `keep`; returns the names of those deleted."""
    old = complete(root)[:-keep]
    for folder in old:
        doomed = root / f"{PARTIAL}{folder.name}"  # a deletion that is interrupted leaves nothing that looks complete
        folder.rename(doomed)
        shutil.rmtree(doomed)
    return [folder.name for folder in old]


def sync(folder):
    """Have the entries of `folder` on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
