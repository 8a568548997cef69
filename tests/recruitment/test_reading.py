"""What people upload, and worse."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen import canvas

from recruitment.reading.parent import read


def pdf(text="PLC programming and wiring of control cabinets", pages=1):
    target = io.BytesIO()
    paper = canvas.Canvas(target)
    for _ in range(pages):
        paper.drawString(72, 700, text)
        paper.showPage()
    paper.save()
    return target.getvalue()


def word(*paragraphs):
    document, target = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(target)
    return target.getvalue()


def archive(body, extra=()):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", body)
        for name in extra:
            packed.writestr(name, "")
    return target.getvalue()


def encrypted():
    writer, target = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf()))), io.BytesIO()
    writer.encrypt("secret")
    writer.write(target)
    return target.getvalue()


LAUGHS = '<!DOCTYPE a [<!ENTITY x "haha"><!ENTITY y "&x;&x;&x;&x;&x;&x;">]><w>&y;</w>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><w>&x;</w>'
LOOP = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n" \
       b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \ntrailer<</Root 1 0 R/Size 3>>\n" \
       b"startxref\n103\n%%EOF"  # fmt: skip


def test_the_text_of_a_pdf_and_of_a_word_file_comes_out():
    assert read(pdf(pages=2)).text.count("PLC programming") == 2
    assert read(word("熟悉可编程控制器编程与电气控制柜接线", "三年实训经验,会看电气原理图。")).text.splitlines() == [
        "熟悉可编程控制器编程与电气控制柜接线",
        "三年实训经验,会看电气原理图。",
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (pdf("x", pages=10_000), "too_many_pages"),
        (pdf(""), "no_text"),
        (encrypted(), "encrypted"),
        (pdf(pages=3)[:900], "broken"),
        (b"%PDF-1.7\n" + b"\0" * 5000, "broken"),
        (b"MZ\x90" + b"\0" * 5000, "wrong_type"),
        (b"\0" * 5000, "wrong_type"),
        (b"", "wrong_type"),
        (b"<html><script>alert(1)</script>", "wrong_type"),
        (archive(b"\0" * 60 * 1024 * 1024), "hostile"),
        (archive("<w/>", extra=[f"{n}.xml" for n in range(1100)]), "hostile"),
        (archive(LAUGHS), "hostile"),
        (archive(OUTSIDE), "hostile"),
        (archive("<w><unclosed>"), "broken"),
        (archive("<w/>", extra=["word/vbaProject.bin"]), "wrong_type"),
        (word("词语" * 20)[:-500], "broken"),
    ],
    ids=[
        "10,000 pages", "a picture", "encrypted", "cut off", "NULs", "renamed exe", "only NULs", "empty", "html",
        "zip bomb", "many entries", "billion laughs", "external entity", "bad xml", "macros", "cut zip",
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(content, problem):
    assert (read(content).error, read(content).text) == (problem, "")


def test_a_page_that_contains_itself_ends():
    assert read(LOOP).error in {"broken", "no_text", "hostile"}


def test_a_child_that_takes_too_long_is_ended():
    assert read(pdf(), seconds=0.01).error == "hostile"


def test_the_child_has_no_django_no_database_and_no_network():
    source = "".join(path.read_text() for path in Path("recruitment/reading").glob("*.py"))

    assert "django" not in source.lower().replace("nothing here knows django", "")
    assert "socket.socket = " in source
