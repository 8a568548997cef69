"""Uploads through the pages that take, show and delete them: in a folder, and in a bucket that speaks S3."""

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from moto import mock_aws

from config.settings.files import storage
from internships.models import LogEntry
from recruitment.models import Position, ResumeUpload
from tests.internships.test_artifacts import picture
from tests.internships.test_pages import this_monday, week_data
from tests.recruitment.test_reading import pdf

BUCKET = "s3://key:sec%2Fret@college-files/2026?region=us-east-1"


@pytest.fixture
def bucket(settings):
    """A bucket in this process, and the product set to use it."""
    with mock_aws():
        made = boto3.resource("s3", region_name="us-east-1").create_bucket(Bucket="college-files")
        settings.STORAGES = settings.STORAGES | {"default": storage(BUCKET)}
        yield made


@pytest.fixture(params=["folder", "bucket"])
def place(request):
    return request.getfixturevalue("bucket") if request.param == "bucket" else None


def test_a_resume_comes_back_to_its_owner_alone_and_goes_when_it_is_deleted(
    as_, student, stranger, place, django_capture_on_commit_callbacks
):
    content = pdf()
    sent = as_(student.user).post(
        reverse("recruitment:upload_create"), {"file": SimpleUploadedFile("简历.pdf", content)}
    )
    upload = ResumeUpload.objects.get()
    file = reverse("recruitment:upload_file", args=[upload.pk])

    assert (sent.status_code, upload.status, upload.pages) == (302, "read", 1)  # the job read it from there, too
    assert as_(stranger).get(file).status_code == 404
    assert as_(student.user).get(file).content == content
    with django_capture_on_commit_callbacks(execute=True):
        as_(student.user).post(reverse("recruitment:upload_delete", args=[upload.pk]))
    assert not default_storage.exists(upload.file.name)


def test_a_photo_of_a_week_is_shown_by_the_page_and_never_by_the_place(
    as_, student, placement, supervisor, stranger, place
):
    data = week_data(this_monday(), submit="1") | {"entries-0-artifact": SimpleUploadedFile("a.png", picture("PNG"))}
    as_(student.user).post(reverse("internships:log_week", args=[placement.pk]), data)
    entry = LogEntry.objects.get()
    address = reverse("internships:artifact", args=[entry.pk])

    with entry.artifact.open("rb") as kept:
        assert as_(supervisor).get(address).getvalue() == kept.read()
    assert as_(stranger).get(address).status_code == 404


def test_positions_are_imported_from_there(as_, hr, place):
    browser = as_(hr)
    table = SimpleUploadedFile("岗位.csv", "a,b\n钳工,装配\n".encode())

    page = browser.post(reverse("recruitment:import_list"), {"file": table}).url
    browser.post(page, {"title": "a", "description": "b"})
    browser.post(page + "run/")

    assert Position.objects.get().title == "钳工"


def test_what_is_in_the_bucket_is_private_and_under_its_folder(as_, student, bucket):
    as_(student.user).post(reverse("recruitment:upload_create"), {"file": SimpleUploadedFile("cv.pdf", pdf())})

    [kept] = bucket.objects.all()
    owner = kept.Acl().owner["ID"]
    assert kept.key == f"2026/{ResumeUpload.objects.get().file.name}"
    assert [(grant["Grantee"]["ID"], grant["Permission"]) for grant in kept.Acl().grants] == [(owner, "FULL_CONTROL")]
    assert "X-Amz-Signature" in ResumeUpload.objects.get().file.url


@pytest.mark.parametrize("wrong", ["/folder", "ftp://bucket", "s3://"])
def test_an_address_of_files_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ImproperlyConfigured):
        storage(wrong)


def test_the_address_holds_key_folder_and_server():
    options = storage(BUCKET + "&endpoint=https://minio.example:9000")["OPTIONS"]

    assert [options[name] for name in ("bucket_name", "secret_key", "location", "endpoint_url", "region_name")] == [
        "college-files", "sec/ret", "2026", "https://minio.example:9000", "us-east-1",
    ]  # fmt: skip
