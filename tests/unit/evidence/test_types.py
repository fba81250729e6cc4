"""The table of what is taken as evidence, what is not, and what pretends."""

import pytest

from schemas.evidence import EvidenceRefusalCode as Code
from schemas.evidence import EvidenceRefused, StoredEvidence
from services.evidence.kinds import KINDS
from services.evidence.store import EvidenceStore
from tests.unit.evidence import samples as s

OFFICE = "application/vnd.openxmlformats-officedocument"
TAKEN = [
    ("报告.pdf", s.PDF, "application/pdf"),
    ("报告.docx", s.docx(), f"{OFFICE}.wordprocessingml.document"),
    ("网盘.docx", s.archive(s.TYPES_PART, "word/document2.xml"), f"{OFFICE}.wordprocessingml.document"),
    ("台账.xlsx", s.xlsx(), f"{OFFICE}.spreadsheetml.sheet"),
    ("汇报.pptx", s.archive(s.TYPES_PART, "ppt/presentation.xml"), f"{OFFICE}.presentationml.presentation"),
    ("公文.ofd", s.archive("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
    ("旧.doc", s.ole("WordDocument", "1Table"), "application/msword"),
    ("含表格.doc", s.ole("WordDocument", inside=["Workbook"]), "application/msword"),
    ("旧.wps", s.ole("WordDocument"), "application/wps-office.wps"),
    ("旧.xls", s.ole("Workbook"), "application/vnd.ms-excel"),
    ("旧.et", s.ole("Workbook"), "application/wps-office.et"),
    ("照片.jpg", s.JPEG, "image/jpeg"),
    ("照片.JPEG", s.JPEG, "image/jpeg"),
    ("截图.png", s.PNG, "image/png"),
    ("图.webp", s.WEBP, "image/webp"),
    ("手机.heic", s.ftyp(b"heic", b"mif1"), "image/heic"),
    ("手机二.heic", s.ftyp(b"mif1", b"mif1", b"heic"), "image/heic"),
    ("录像.mp4", s.ftyp(b"isom", b"iso2", b"avc1"), "video/mp4"),
    ("说明.txt", "整改说明".encode(), "text/plain"),
    ("国标.txt", "整改说明，已办结。".encode("gb18030"), "text/plain"),
    ("记事本.txt", "整改说明".encode("utf-16"), "text/plain"),
    ("表.csv", "\ufeff措施,状态\r\n1,已完成\r\n".encode(), "text/csv"),
]
NOT_TAKEN = [
    ("a.zip", s.archive("a.txt"), ".zip"),
    ("a.html", b"<html></html>", ".html"),
    ("a.svg", b"<svg/>", ".svg"),
    ("a.exe", s.EXE, ".exe"),
    ("a.docm", s.docx(), ".docm"),
    ("a.ppt", s.ole("PowerPoint Document"), ".ppt"),
    ("no extension", s.PDF, "no extension"),
    (".pdf", s.PDF, "no extension"),
    ("report.pdf.exe", s.PDF, ".exe"),
    ("a.pdf", s.EXE, "exe"),
    ("a.txt", s.EXE, "exe"),
    ("a.png", s.GIF, "gif"),
    ("a.docx", s.archive("readme.md"), "zip"),
    ("a.docx", s.archive("word/document.xml"), "zip"),
    ("a.docx", s.archive(s.TYPES_PART, "word/document.xml", "xl/workbook.xml"), "zip"),
    ("a.docx", s.archive(s.TYPES_PART, "word/document.xml", "word/vbaProject.bin"), "office file with macros"),
    ("a.xlsx", s.archive(s.TYPES_PART, "xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "office file with macros"),
    ("a.doc", s.ole("WordDocument", "Macros", "VBA"), "office file with macros"),
    ("a.xls", s.ole("Workbook", inside=["_VBA_PROJECT_CUR"]), "office file with macros"),
    ("a.docx", s.ole("EncryptedPackage", "EncryptionInfo"), "encrypted office file"),
    ("a.doc", s.ole("__properties_version1.0"), "ole"),
    ("a.mp4", s.ftyp(b"qt  "), "media qt"),
    ("a.heic", s.ftyp(b"avif", b"mif1"), "media avif"),
    ("a.txt", b"  <!DOCTYPE html><p>", "markup or script"),
    ("a.txt", "<script>1</script>".encode("utf-16"), "markup or script"),
    ("a.csv", b'\xef\xbb\xbf<?xml version="1.0"?><svg/>', "markup or script"),
    ("a.txt", b"#!/bin/sh\nrm -rf /\n", "markup or script"),
    ("a.txt", b"{\\rtf1 }", "markup or script"),
    ("a.txt", b"text with \x00 inside", "unknown"),
    ("a.txt", b"\x81\xff\xff\x81", "unknown"),
    ("a.txt", b"\x7fELF\x02\x01\x01" + bytes(9), "elf"),
]
PRETENDS = [
    ("a.pdf", s.docx(), None, "docx"),
    ("a.docx", s.xlsx(), None, "xlsx"),
    ("a.xlsx", s.ole("Workbook"), None, "xls/et"),
    ("a.jpg", s.PNG, None, "png"),
    ("a.txt", s.PDF, None, "pdf"),
    ("a.pdf", b"only text", None, "text"),
    ("a.pdf", s.PDF, "image/png", "pdf"),
    ("a.txt", b"only text", "text/html", "text"),
    ("a.txt", b"only text", "Image/SVG+XML; charset=utf-8", "text"),
]
SAYS_NOTHING = [
    ("a.pdf", s.PDF, "application/octet-stream"),
    ("a.docx", s.docx(), "application/zip"),
    ("a.csv", b"a,b\n", "application/vnd.ms-excel"),
    ("a.txt", b"a", "text/plain; charset=utf-8"),
    ("a.wps", s.ole("WordDocument"), "application/msword"),
    ("a.pdf", s.PDF, ""),
]


def test_every_allowed_extension_has_an_example() -> None:
    assert {"." + name.rpartition(".")[2].lower() for name, _, _ in TAKEN} == set(KINDS)


@pytest.mark.parametrize(("name", "data", "media_type"), TAKEN, ids=[row[0] for row in TAKEN])
async def test_taken(store: EvidenceStore, name: str, data: bytes, media_type: str) -> None:
    stored = await store.put(s.stream(data), name, None)

    assert isinstance(stored, StoredEvidence)
    assert (stored.media_type, stored.size, stored.name) == (media_type, len(data), name)


@pytest.mark.parametrize(("name", "data", "found"), NOT_TAKEN, ids=[f"{row[0]} {row[2]}" for row in NOT_TAKEN])
async def test_not_taken(store: EvidenceStore, name: str, data: bytes, found: str) -> None:
    refused = await store.put(s.stream(data), name, None)

    assert isinstance(refused, EvidenceRefused)
    assert (refused.code, refused.found) == (Code.TYPE_NOT_ALLOWED, found)
    assert found in refused.zh
    assert found in refused.en


@pytest.mark.parametrize(("name", "data", "stated", "found"), PRETENDS)
async def test_pretends(store: EvidenceStore, name: str, data: bytes, stated: str | None, found: str) -> None:
    refused = await store.put(s.stream(data), name, stated)

    assert isinstance(refused, EvidenceRefused)
    assert (refused.code, refused.found) == (Code.TYPE_MISMATCH, found)


@pytest.mark.parametrize(("name", "data", "stated"), SAYS_NOTHING)
async def test_generic_and_usual_types_contradict_nothing(
    store: EvidenceStore, name: str, data: bytes, stated: str
) -> None:
    assert isinstance(await store.put(s.stream(data), name, stated), StoredEvidence)
