"""What is in a backup: sizes and hashes of all files, what the database held, and a signature over it all."""

import hashlib
import hmac
import json
import os
import tomllib
from pathlib import PurePosixPath

import django
from django.conf import settings
from django.utils.crypto import salted_hmac

from config.backup import BackupError

FORMAT = 1
FILE, SIGNATURE = "manifest.json", "manifest.hmac"
SHOWN = 20  # problems that are named one by one
CHUNK = 1 << 20


def is_in(folder):
    """Return whether `folder` holds a backup: the signature is the last thing written."""
    return (folder / FILE).is_file() and (folder / SIGNATURE).is_file()


def entry(path):
    """Size and hash of the file at `path`."""
    with open(path, "rb") as file:
        return {"size": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def entries(folder, start):
    """Entries of all files of `folder / start` (a file or a folder), by their paths from `folder`."""
    top = folder / start
    paths = [path for path in sorted(top.rglob("*")) if path.is_file()] if top.is_dir() else [top]
    return {path.relative_to(folder).as_posix(): entry(path) for path in paths}


def write(folder, content):
    """Write `content` and its signature."""
    text = json.dumps({"format": FORMAT, "key": _key_mark(), **content}, ensure_ascii=False, indent=1).encode()
    for name, data in ((FILE, text), (SIGNATURE, _sign(text).encode())):
        with open(folder / name, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def read(folder):
    """The content, once its signature is ours. Raises BackupError."""
    if not is_in(folder):
        raise BackupError(f"{folder} is not a complete backup: {FILE} or {SIGNATURE} is not there.")
    text = (folder / FILE).read_bytes()
    try:
        content = json.loads(text)
        version, key = content["format"], content["key"]
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{FILE} cannot be read: it was truncated or changed.") from error
    if key != _key_mark():
        raise BackupError("The backup was signed with another key. Set the AUDIT_SIGNING_KEY that it was made with.")
    if not hmac.compare_digest(_sign(text), (folder / SIGNATURE).read_text().strip()):
        raise BackupError(f"{FILE} was changed: the signature is not ours.")
    if version > FORMAT:
        raise BackupError(f"The backup has format {version}; this version of the product reads up to {FORMAT}.")
    return content


def check_files(folder, content, say):
    """Raise BackupError unless every file is there as it was written."""
    listed = {**content["files"], **{f"media/{name}": found for name, found in content["media"].items()}}
    problems = [problem for name, found in listed.items() if (problem := _problem(folder, name, found))]
    for problem in problems[:SHOWN]:
        say(problem)
    if problems:
        raise BackupError(f"{len(problems)} of {len(listed)} files are not as they were written; first: {problems[0]}")


def product_version():
    """The version in pyproject.toml."""
    path = settings.BASE_DIR / "pyproject.toml"
    return tomllib.loads(path.read_text())["project"]["version"] if path.exists() else "unknown"


def versions():
    return {"product": product_version(), "django": django.get_version()}


def _problem(folder, name, found):
    path = folder / name
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        return f"{name}: points out of the backup"
    if not path.is_file():
        return f"{name}: is missing"
    if path.stat().st_size != found["size"]:
        return f"{name}: has {path.stat().st_size} bytes instead of {found['size']}"
    if entry(path)["sha256"] != found["sha256"]:
        return f"{name}: has another hash"
    return None


def _key():
    if not settings.AUDIT_SIGNING_KEY:
        raise BackupError("AUDIT_SIGNING_KEY is not set: a backup is signed with it.")
    return settings.AUDIT_SIGNING_KEY


def _sign(text):
    return salted_hmac("backup manifest", text, secret=_key(), algorithm="sha256").hexdigest()


def _key_mark():
    """Tells a wrong key from a changed manifest, and nothing about the key."""
    return salted_hmac("backup key", b"", secret=_key(), algorithm="sha256").hexdigest()[:16]
