"""Text out of a DOCX: the paragraphs of its body, read as plain XML; nothing else of the archive is opened."""

import io
import zipfile
import zlib

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from recruitment.reading.limits import MAX_CHARACTERS, MAX_ENTRIES, MAX_UNPACKED_BYTES, Refused

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"


def read(content):
    """Return (text, None). Raises Refused: hostile (a zip bomb, XML entities), encrypted, wrong_type, broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _text(_body(archive)), None
    except DefusedXmlException:
        raise Refused("hostile") from None
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, ValueError, EOFError, RecursionError):
        raise Refused("broken") from None
    except (NotImplementedError, RuntimeError):  # an unknown compression; an entry with a password
        raise Refused("encrypted") from None


def _body(archive):
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Refused("hostile")
    names = {entry.filename for entry in entries}
    if BODY not in names or "word/vbaProject.bin" in names:
        raise Refused("wrong_type")
    with archive.open(BODY) as stream:
        body = stream.read(MAX_UNPACKED_BYTES + 1)
    if len(body) > MAX_UNPACKED_BYTES:
        raise Refused("hostile")
    return body


def _text(body):
    parts, length = [], 0
    for _, element in ElementTree.iterparse(io.BytesIO(body), events=("end",), forbid_dtd=True):
        piece = _piece(element)
        if piece:
            parts.append(piece)
            length += len(piece)
        if length > MAX_CHARACTERS:
            break
        element.clear()
    return "".join(parts)


def _piece(element):
    if element.tag == f"{WORD}t":
        return element.text or ""
    if element.tag in (f"{WORD}p", f"{WORD}br", f"{WORD}cr"):
        return "\n"
    return "\t" if element.tag == f"{WORD}tab" else ""
