"""The media, through the storage they are kept in: a folder of this machine or a bucket."""

import hashlib
import os
import shutil
from itertools import chain

from django.core.files import File
from django.core.files.storage import default_storage

from config.backup import BackupError, manifest

FOLDER = "media"
TRIES = 3
STEP = 1000  # files between two words of progress


def names(folder=""):
    """The name of every file in the storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever kept
        return
    for name in sorted(filter(None, files)):
        yield f"{folder}/{name}".lstrip("/")
    for name in sorted(filter(None, folders)):
        yield from names(f"{folder}/{name}".lstrip("/"))


def save_all(target, *, wanted, previous, say):
    """Copy every file into `target / "media"`. Returns what the manifest says of them.

    `wanted` are the names that rows of the snapshot point to: those that are not there are `missing`. A file that
    went on changing is kept as it was read, and `changed`. `previous` is a backup (folder, manifest) or None: what
    has the same size and time as there is linked instead of copied.
    """
    kept, changed = {}, []
    for name in dict.fromkeys(chain(names(), sorted(wanted))):
        try:
            kept[name], is_whole = _save(target, name, previous)
        except FileNotFoundError:  # deleted since it was listed, or long ago
            continue
        if not is_whole:
            changed.append(name)
        if len(kept) % STEP == 0:
            say(f"{len(kept)} files of media")
    return {"media": kept, "missing": sorted(set(wanted) - set(kept)), "changed": changed}


def _save(target, name, previous):
    """The entry of one copied file, and whether it stayed the same meanwhile."""
    path = target / FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(TRIES):
        before = _state(name)
        if entry := _linked(path, name, before, previous):
            return entry, True
        entry = {**_copied(path, name), "modified": before["modified"]}
        if before == _state(name) and before["size"] == entry["size"]:
            return entry, True
    return entry, False


def _state(name):
    return {"size": default_storage.size(name), "modified": default_storage.get_modified_time(name).isoformat()}


def _linked(path, name, state, previous):
    """The entry of the previous backup, if the file is as it was then; `path` is then a second name of that copy."""
    folder, content = previous or (None, {"media": {}})
    entry = content["media"].get(name)
    if not entry or state != {"size": entry["size"], "modified": entry["modified"]}:
        return None
    old = folder / FOLDER / name
    if not old.is_file() or old.stat().st_size != entry["size"]:
        return None
    try:
        os.link(old, path)
    except OSError:  # another disk, or one without links
        shutil.copyfile(old, path)
    return entry


def _copied(path, name):
    total, size = hashlib.sha256(), 0
    with default_storage.open(name, "rb") as source, open(path, "wb") as copy:
        while chunk := source.read(manifest.CHUNK):
            copy.write(chunk)
            total.update(chunk)
            size += len(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return {"size": size, "sha256": total.hexdigest()}


def foreign(content):
    """Names of files in the storage that are not as the backup has them."""
    kept = content["media"]
    return [name for name in names() if name not in kept or _hash(name) != kept[name]["sha256"]]


def load_all(folder, content, say):
    """Put every file of the backup that is not there into the storage."""
    for count, name in enumerate(sorted(content["media"]), 1):
        if not default_storage.exists(name):
            with open(folder / FOLDER / name, "rb") as file:
                saved = default_storage.save(name, File(file))
            if saved != name:
                raise BackupError(f"The storage keeps {name} as {saved}: rows would not find it.")
        if count % STEP == 0:
            say(f"{count} of {len(content['media'])} files of media")


def differences(content):
    """A sentence for each file that the storage does not give as the backup has it."""
    return [
        f"{name} is not as in the backup"
        for name in content["media"]
        if _hash(name) != content["media"][name]["sha256"]
    ]


def _hash(name):
    try:
        with default_storage.open(name, "rb") as file:
            total = hashlib.sha256()
            while chunk := file.read(manifest.CHUNK):
                total.update(chunk)
    except FileNotFoundError:
        return None
    return total.hexdigest()
