"""What a file is, by its content: names and declared types prove nothing."""

PDF, DOCX = "pdf", "docx"
ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def kind_of(content):
    """Return `pdf` or `docx`, or what is wrong: `encrypted` (an Office file with a password), `wrong_type`."""
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in content and b"word/" in content:
        return DOCX
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and ENCRYPTED_OFFICE in content:
        return "encrypted"
    return "wrong_type"
