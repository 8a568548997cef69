"""The media of a backup, in a folder and in a bucket, and when they move while they are copied."""

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from moto import mock_aws
from storages.backends.s3 import S3Storage

from config.backup import BackupError, media

FILES = {"resumes/2026/11/简历.pdf": b"%PDF 1", "resumes/2026/11/b.pdf": b"", "scan.png": b"PNG" * 1_000_000}


@pytest.fixture
def bucket(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="files")
        yield S3Storage(bucket_name="files", region_name="us-east-1", location="college", file_overwrite=False)


@pytest.fixture(params=["folder", "bucket"])
def storage(request, tmp_path, monkeypatch):
    found = FileSystemStorage(tmp_path / "media") if request.param == "folder" else request.getfixturevalue("bucket")
    monkeypatch.setattr(media, "default_storage", found)
    return found


def ignore(text):
    pass


def test_media_go_out_and_come_back_as_they_were(storage, tmp_path):
    for name, data in FILES.items():
        storage.save(name, ContentFile(data))
    content = media.save_all(tmp_path / "backup", wanted={"scan.png", "gone.pdf"}, previous=None, say=ignore)
    as_kept = (media.foreign(content), media.differences(content))
    for name in FILES:
        storage.delete(name)
    when_gone = media.differences(content)
    media.load_all(tmp_path / "backup", content, ignore)

    assert {name: (tmp_path / "backup" / "media" / name).read_bytes() for name in content["media"]} == FILES
    assert (content["missing"], content["changed"], as_kept) == (["gone.pdf"], [], ([], []))
    assert len(when_gone) == 3
    assert (sorted(media.names()), media.differences(content)) == (sorted(FILES), [])


def test_a_file_that_is_not_of_the_backup_is_foreign(storage, tmp_path):
    storage.save("a.pdf", ContentFile(b"1"))
    content = media.save_all(tmp_path / "backup", wanted=(), previous=None, say=ignore)
    storage.save("b.pdf", ContentFile(b"2"))

    assert media.foreign(content) == ["b.pdf"]


class Moving(FileSystemStorage):
    """A file grows whenever it is read, another is deleted just then."""

    def _open(self, name, mode="rb"):
        if name == "log.txt":
            with open(self.path(name), "ab") as file:
                file.write(b"x")
        if name == "doomed.txt":
            self.delete(name)
        return super()._open(name, mode)


def test_a_file_that_changes_or_vanishes_meanwhile_is_said(tmp_path, monkeypatch):
    moving = Moving(tmp_path / "media")
    for name in ("log.txt", "doomed.txt", "still.txt"):
        moving.save(name, ContentFile(b"1"))
    monkeypatch.setattr(media, "default_storage", moving)

    found = media.save_all(tmp_path / "backup", wanted={"doomed.txt"}, previous=None, say=ignore)

    assert (sorted(found["media"]), found["missing"], found["changed"]) == (
        ["log.txt", "still.txt"], ["doomed.txt"], ["log.txt"],
    )  # fmt: skip


def test_a_storage_that_renames_is_refused(tmp_path, monkeypatch):
    class Renaming(FileSystemStorage):
        def get_available_name(self, name, max_length=None):
            return f"new-{name}"

    source, target = FileSystemStorage(tmp_path / "media"), Renaming(tmp_path / "new")
    source.save("a.pdf", ContentFile(b"1"))
    monkeypatch.setattr(media, "default_storage", source)
    content = media.save_all(tmp_path / "backup", wanted=(), previous=None, say=ignore)
    monkeypatch.setattr(media, "default_storage", target)

    with pytest.raises(BackupError, match=r"The storage keeps a.pdf as new-a.pdf"):
        media.load_all(tmp_path / "backup", content, ignore)
