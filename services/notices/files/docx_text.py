"""Text of a Word file, in reading order, paragraphs joined with newlines. Word tables become label lines.

The archive is measured before anything is unpacked and may carry no document type declaration, so neither a zip bomb
nor an XML entity can grow in memory.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

import docx
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from schemas.notices import NoticeRefusalCode, NoticeRefused
from services.notices.files.docx_tables import table_lines
from services.notices.refusals import refused

_MAX_UNPACKED = 50 * 1024 * 1024
_MAX_ENTRIES = 2000
_ENCRYPTED = 0x1
_BODY = "word/document.xml"

# Everything zipfile, zlib, lxml and python-docx raise on a damaged package; anything else is a bug of ours.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    SyntaxError,  # lxml's XMLSyntaxError
    RuntimeError,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
)


class DocxText(NamedTuple):
    """The words of a document, and whether Word numbers some paragraphs itself and so keeps the numbers from them."""

    text: str
    auto_numbered: bool


def docx_text(data: bytes) -> DocxText | NoticeRefused:
    """All paragraphs and table rows of the document body; the refusal says what is wrong with the package."""
    try:
        problem = _package_problem(data)
        if problem is not None:
            return problem
        body = docx.Document(BytesIO(data)).element.body
        return DocxText("\n".join(_lines(body)), any(True for _ in body.iter(qn("w:numPr"))))
    except _BROKEN as error:
        return refused(NoticeRefusalCode.BROKEN_DOCX, f"{type(error).__name__}: {str(error)[:120]}", "offset 0")


def _package_problem(data: bytes) -> NoticeRefused | None:
    with zipfile.ZipFile(BytesIO(data)) as package:
        entries = package.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > _MAX_UNPACKED or len(entries) > _MAX_ENTRIES:
            found = f"{len(entries)} entries, {unpacked} bytes unpacked"
            return refused(NoticeRefusalCode.BROKEN_DOCX, found, "zip directory")
        for entry in entries:
            if entry.flag_bits & _ENCRYPTED:
                return refused(NoticeRefusalCode.BROKEN_DOCX, "encrypted", entry.filename)
            if _declares_entities(package, entry):
                return refused(NoticeRefusalCode.BROKEN_DOCX, "XML document type declaration", entry.filename)
        if _BODY not in package.namelist():
            return refused(NoticeRefusalCode.BROKEN_DOCX, f"no {_BODY}", "zip directory")
    return None


def _declares_entities(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    if not entry.filename.lower().endswith((".xml", ".rels")):
        return False
    # UTF-16 parts would hide the keyword between NUL bytes.
    content = package.read(entry).replace(b"\x00", b"")
    return b"<!DOCTYPE" in content or b"<!ENTITY" in content


def _lines(parent: BaseOxmlElement) -> Iterator[str]:
    for child in parent.iterchildren():
        if child.tag == qn("w:p"):
            yield paragraph_text(child)
        elif child.tag == qn("w:tbl"):
            yield from table_lines(child, paragraph_text)
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")}:
            yield from _lines(child)


def paragraph_text(paragraph: BaseOxmlElement) -> str:
    """Text of one paragraph with inserted (tracked) runs and without deleted ones."""
    pieces = []
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")):
        if node.tag == qn("w:t"):
            pieces.append(node.text or "")
        elif node.getparent().tag == qn("w:r"):
            pieces.append("\n" if node.tag != qn("w:tab") else " ")
    return "".join(pieces)
