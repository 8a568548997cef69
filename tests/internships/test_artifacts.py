"""Uploads: told apart by content, cleaned of what they carry, hostile ones refused."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from internships import artifacts


def picture(kind="JPEG", size=(60, 40), **kwargs):
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind, **kwargs)
    return target.getvalue()


def with_position():
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[2] = (31.0, 18.0, 0.0)
    return picture(exif=exif.tobytes())


def docx(*, members=("[Content_Types].xml", "word/document.xml"), content=b"x"):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in members:
            archive.writestr(name, content)
    return target.getvalue()


def clean(data, name="照片.jpg"):
    return artifacts.clean(SimpleUploadedFile(name, data))


def refused(data, name="a.jpg"):
    with pytest.raises(ValidationError) as caught:
        clean(data, name)
    return caught.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_jpeg_under_the_name_it_had(kind):
    artifact = clean(picture(kind), "第3周 巡检.png")

    assert (artifact.name, artifact.type) == ("第3周 巡检.jpg", "image/jpeg")


def test_place_and_camera_are_removed_from_a_photo():
    before = with_position()
    assert b"PhoneMaker" in before

    kept = clean(before).content.read()

    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {}
    assert b"PhoneMaker" not in kept


def test_a_large_photo_is_made_smaller():
    assert Image.open(clean(picture(size=(4000, 1000))).content).size == (2000, 500)


def test_pdf_and_docx_are_kept_as_they_are():
    assert clean(b"%PDF-1.7 ...", "报告.pdf").type == artifacts.PDF
    assert clean(docx(), "报告.docx").name == "报告.docx"


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00 renamed executable", b"<svg onload=alert(1)>", b"<html>", b"", b"\x00" * 100, picture()[:200],
        b"GIF89a" + b"\x00" * 50, b"PK\x03\x04 broken",
        docx(members=["a.txt"]), docx(members=["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]),
        docx(members=["[Content_Types].xml", "word/document.xml", *map(str, range(1000))]),
    ],
    ids=["exe", "svg", "html", "empty", "nul", "cut", "gif", "zip", "zip-not-word", "macro", "members"],
)  # fmt: skip
def test_what_it_is_not_is_refused(data):
    assert refused(data) == "type"


def test_a_zip_bomb_is_refused_by_its_directory():
    assert refused(docx(content=b"0" * 60_000_000), "a.docx") == "type"


def test_a_picture_of_too_many_pixels_is_refused():
    header = picture("PNG", size=(10, 10))
    huge = header[:16] + (30_000).to_bytes(4, "big") * 2 + header[24:]

    assert refused(huge) in {"pixels", "type"}


def test_a_file_over_ten_megabytes_is_refused():
    assert refused(b"%PDF-" + b"0" * (10 * 1024 * 1024)) == "size"


def test_a_name_can_do_no_harm():
    assert clean(picture(), '../../etc/"passwd\r\n.jpg').name == "passwd.jpg"
