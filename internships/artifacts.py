"""Uploaded results: told apart by their content, images drawn anew without their data, nothing else believed."""

import hashlib
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_BYTES = 10 * 1024 * 1024
LARGEST_PIXELS = 50_000_000
LONGEST_EDGE = 2000
UNPACKED_BYTES = 100 * 1024 * 1024
MOST_MEMBERS = 1000
IMAGES = {"JPEG", "PNG", "WEBP"}
PDF, DOCX = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {"image/jpeg": ".jpg", PDF: ".pdf", DOCX: ".docx"}
REFUSED = _("This is not a photo (JPEG, PNG, WebP), a PDF or a Word document (.docx).")


@dataclass(frozen=True, slots=True)
class Artifact:
    """A cleaned file: `name` as the person called it with the ending of its real type, `content` to store."""

    name: str
    type: str
    content: ContentFile
    sha256: str


def clean(upload):
    """Return the `Artifact` of an uploaded file. Raises ValidationError: code size, type, pixels."""
    if upload.size > LARGEST_BYTES:
        raise ValidationError(_("The file is larger than 10 MB."), code="size")
    data = upload.read()
    kind, kept = _cleaned(data)
    digest = hashlib.sha256(kept).hexdigest()
    ending = ENDINGS[kind]
    stem = "".join(c for c in PurePath(upload.name or "").stem if c.isprintable() and c not in '\\/:*?"<>|')[:80]
    return Artifact((stem or "file") + ending, kind, ContentFile(kept, name=f"{digest[:32]}{ending}"), digest)


def _cleaned(data):
    if data.startswith(b"%PDF-"):
        return PDF, data
    if data.startswith(b"PK\x03\x04"):
        return _docx(data)
    return "image/jpeg", _redrawn(data)


def _docx(data):
    """A Word document without macros, judged by its directory alone: nothing is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ValidationError(REFUSED, code="type") from error
    names = {member.filename for member in members}
    is_small = len(members) <= MOST_MEMBERS and sum(member.file_size for member in members) <= UNPACKED_BYTES
    has_macros = any("vbaproject" in name.lower() for name in names)
    if not is_small or has_macros or not {"[Content_Types].xml", "word/document.xml"} <= names:
        raise ValidationError(REFUSED, code="type")
    return DOCX, data


def _redrawn(data):
    """The picture alone, as JPEG: no position, no camera, no hidden parts. At most 2,000 px on an edge."""
    try:
        picture = Image.open(BytesIO(data), formats=sorted(IMAGES))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(REFUSED, code="type") from error
    if picture.width * picture.height > LARGEST_PIXELS:
        raise ValidationError(_("The picture has more than 50 million pixels."), code="pixels")
    try:
        picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(REFUSED, code="type") from error
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    target = BytesIO()
    upright.save(target, "JPEG", quality=82, optimize=True)
    return target.getvalue()
