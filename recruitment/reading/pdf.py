"""Text out of a PDF."""

import io

from pypdf import PdfReader
from pypdf.errors import PdfReadError, PyPdfError

from recruitment.reading.limits import MAX_CHARACTERS, MAX_PAGES, Refused


def read(content):
    """Return (text, pages). Raises Refused: encrypted, too_many_pages, broken."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("encrypted")
        if _declared_pages(reader) > MAX_PAGES:
            raise Refused("too_many_pages")
        return _text(reader)
    except (PdfReadError, PyPdfError, KeyError, ValueError, TypeError, AttributeError, IndexError, RecursionError):
        raise Refused("broken") from None


def _declared_pages(reader):
    """What the file says; a lie is found while reading."""
    count = reader.trailer["/Root"]["/Pages"].get("/Count", 0)
    return int(count)


def _text(reader):
    parts, length, number = [], 0, 0
    for number, page in enumerate(reader.pages, start=1):
        if number > MAX_PAGES:
            raise Refused("too_many_pages")
        parts.append((page.extract_text() or "").replace("\x00", ""))  # some fonts give UTF-16 byte by byte
        length += len(parts[-1])
        if length > MAX_CHARACTERS:
            break
    return "\n".join(parts), number
