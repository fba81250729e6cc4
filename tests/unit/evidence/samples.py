"""Real small files of each kind, and the same with something wrong; built here, so that no binary lies in the tree."""

import io
import struct
import zipfile
from collections.abc import AsyncIterator, Iterable

import xlsxwriter
from docx import Document

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(64)
TYPES_PART = "[Content_Types].xml"
_FREE, _END_OF_CHAIN, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


async def stream(data: bytes, step: int = 4096) -> AsyncIterator[bytes]:
    for at in range(0, len(data), step):
        yield data[at : at + step]


def docx() -> bytes:
    out = io.BytesIO()
    document = Document()
    document.add_paragraph("已完成整改。")
    document.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("台账").write(0, 0, "措施")
    return out.getvalue()


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, "<x/>")
    return out.getvalue()


def ftyp(major: bytes, *compatible: bytes) -> bytes:
    body = b"ftyp" + major + bytes(4) + b"".join(compatible)
    return struct.pack(">L", len(body) + 4) + body + bytes(32)


def ole(*streams: str, inside: Iterable[str] = ()) -> bytes:
    """A compound file of empty streams: header, one allocation table, the directory. `inside` goes into a storage."""
    inner = tuple(inside)
    names = ("Root Entry", *streams, *(("ObjectPool", *inner) if inner else ()))
    top = len(streams) + (1 if inner else 0)
    entries = [_ole_entry(name, at, top, len(names), bool(inner)) for at, name in enumerate(names)]
    entries += [bytes(128)] * (-len(entries) % 4)
    sectors = len(entries) // 4
    chain = [*range(2, sectors + 1), _END_OF_CHAIN]
    table = struct.pack("<128L", _TABLE, *chain, *[_FREE] * (127 - sectors))
    return _ole_header() + table + b"".join(entries)


def _ole_header() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9L", 0, 1, 1, 0, 4096, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0)
    return head + struct.pack("<109L", 0, *[_FREE] * 108)


def _ole_entry(name: str, at: int, top: int, count: int, storage: bool) -> bytes:
    """Members of one storage hang on each other's right branch: a legal, if unbalanced, tree."""
    last = top if at <= top else count - 1
    right = at + 1 if 0 < at < last else _FREE
    child = 1 if at == 0 else (top + 1 if storage and at == top else _FREE)
    kind = 5 if at == 0 else (1 if name in {"ObjectPool", "Macros", "VBA"} else 2)
    coded = (name + "\0").encode("utf-16-le")
    return coded.ljust(64, b"\0") + struct.pack("<HBBLLL", len(coded), kind, 1, _FREE, right, child) + bytes(48)
