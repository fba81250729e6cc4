"""What a file is, told from its bytes: our own strict checks for what is allowed, puremagic to name all the rest."""

import re
from pathlib import Path
from typing import BinaryIO

import puremagic

from services.evidence.kinds import Content
from services.evidence.ole_listing import SIGNATURE as OLE_SIGNATURE
from services.evidence.ole_listing import ole_names
from services.evidence.text import is_active, is_text
from services.evidence.zip_listing import zip_names

_HEAD = 64 * 1024
_PREFIXES = (
    (re.compile(rb"%PDF-\d"), Content.PDF),
    (re.compile(rb"\xff\xd8\xff[\xc0-\xfe]"), Content.JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n.{4}IHDR", re.DOTALL), Content.PNG),
    (re.compile(rb"RIFF.{4}WEBPVP8", re.DOTALL), Content.WEBP),
)
# Some producers number the main part, for example word/document2.xml.
_MAIN_PARTS = (
    (re.compile(r"word/document\d*\.xml"), Content.DOCX),
    (re.compile(r"xl/workbook\d*\.xml"), Content.XLSX),
    (re.compile(r"ppt/presentation\d*\.xml"), Content.PPTX),
)
_MACRO_PART = re.compile(r"(?:.*/)?vbaproject\.bin|(?:.*/)?vbadata\.xml|xl/(?:intl)?macrosheets/.+|.*/activex/.+")
_OLE_MACROS = {"macros", "vba", "_vba_project", "_vba_project_cur"}
_OLE_MAIN = (("worddocument", Content.OLE_TEXT), ("workbook", Content.OLE_SHEET), ("book", Content.OLE_SHEET))
_PROGRAMS = ((b"MZ", "exe"), (b"\x7fELF", "elf"))
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis"}
_MP4_BRANDS = {b"isom", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash", *(b"iso%d" % n for n in range(2, 10))}


def sniff(path: Path) -> Content | str:
    """An allowed content, or the name of what was found instead."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD)
        for prefix, content in _PREFIXES:
            if prefix.match(head):
                return content
        if head.startswith(b"PK\x03\x04"):
            return _zip(zip_names(file, size))
        if head.startswith(OLE_SIGNATURE):
            return _ole(file)
        if head[4:8] == b"ftyp":
            return _media(head)
        return _text(file, head)


def _zip(names: frozenset[str] | None) -> Content | str:
    if names is None:
        return "damaged zip"
    if any(_MACRO_PART.fullmatch(name) for name in names):
        return "office file with macros"
    found = [content for part, content in _MAIN_PARTS if any(part.fullmatch(name) for name in names)]
    if len(found) == 1 and "[content_types].xml" in names:
        return found[0]
    return Content.OFD if "ofd.xml" in names and not found else "zip"


def _ole(file: BinaryIO) -> Content | str:
    names = ole_names(file)
    if names is None:
        return "damaged ole"
    if names.anywhere & _OLE_MACROS:
        return "office file with macros"
    if "encryptedpackage" in names.top:
        return "encrypted office file"
    return next((content for stream, content in _OLE_MAIN if stream in names.top), "ole")


def _media(head: bytes) -> Content | str:
    """ISO base media: the major brand decides; `mif1` is any image, so its compatible brands are asked."""
    length = int.from_bytes(head[:4], "big")
    major, compatible = head[8:12], {head[at : at + 4] for at in range(16, min(length, 256), 4)}
    if major in _MP4_BRANDS:
        return Content.MP4
    if major in _HEIC_BRANDS or (major == b"mif1" and compatible & _HEIC_BRANDS):
        return Content.HEIC
    brand = re.sub(rb"[^A-Za-z0-9]", b"", major).decode("ascii").lower()
    return f"media {brand}"


def _text(file: BinaryIO, head: bytes) -> Content | str:
    if is_active(head):
        return "markup or script"
    return Content.TEXT if is_text(file) else _named(head)


def _named(head: bytes) -> str:
    """Only for the refusal's text. Programs come first: puremagic knows a dozen names for them."""
    program = next((name for magic, name in _PROGRAMS if head.startswith(magic)), None)
    if program:
        return program
    try:
        return puremagic.magic_string(head)[0].extension.removeprefix(".") or "unknown"
    except puremagic.PureError:
        return "unknown"
