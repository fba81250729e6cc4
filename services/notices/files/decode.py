"""Bytes to text: size, type, encoding. Refuses rather than guesses: damaged UTF-8 never becomes GBK gibberish."""

import re
from pathlib import PurePath
from typing import NamedTuple

from schemas.notices import NoticeRefusalCode, NoticeRefused
from services.notices.files.folding import normalise_newlines
from services.notices.refusals import MAX_BYTES, refused

_SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP / docx"),
    (b"\xd0\xcf\x11\xe0", "Word 97 .doc"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x7fELF", "ELF"),
    (b"{\\rtf", "RTF"),
)
_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1b\x7f]")
# One bad character among this many good ones is damage to a UTF-8 file, not another encoding.
_DAMAGE_RATIO = 4


class Decoded(NamedTuple):
    """Text with normalised newlines, what it was read as, and whether a word processor kept its numbers to itself."""

    text: str
    encoding: str
    auto_numbered: bool = False


def decode(filename: str, data: bytes) -> Decoded | NoticeRefused:
    """Read a .txt (UTF-8, GBK/GB18030, UTF-16 with a mark) or .docx file of at most 10 MiB."""
    if len(data) > MAX_BYTES:
        return refused(NoticeRefusalCode.TOO_LARGE, f"{len(data)} bytes", f"offset {MAX_BYTES}")
    suffix = PurePath(filename).suffix.lower()
    if suffix not in {".txt", ".docx"}:
        return refused(NoticeRefusalCode.UNSUPPORTED_TYPE, suffix or "no file extension", "file name")
    if not data:
        return refused(NoticeRefusalCode.EMPTY, "0 bytes", "offset 0")
    decoded = _decode_docx(data) if suffix == ".docx" else _decode_txt(data)
    if isinstance(decoded, Decoded) and not decoded.text.strip():
        return refused(NoticeRefusalCode.EMPTY, f"{len(data)} bytes, no visible character", "line 1")
    return decoded


def _decode_docx(data: bytes) -> Decoded | NoticeRefused:
    # 8 MiB of libraries that a text file does not need.
    from services.notices.files.docx_text import docx_text  # noqa: PLC0415

    read = docx_text(data)
    if isinstance(read, NoticeRefused):
        return read
    return Decoded(normalise_newlines(read.text), "docx", auto_numbered=read.auto_numbered)


def _decode_txt(data: bytes) -> Decoded | NoticeRefused:
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return refused(NoticeRefusalCode.BINARY, name, "offset 0")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16")
    control = _CONTROL_BYTE.search(data)
    if control:
        return refused(NoticeRefusalCode.BINARY, f"byte 0x{control.group()[0]:02X}", _where(data, control.start()))
    if _is_damaged_utf8(data):
        return _strict(data, "utf-8")
    decoded = _strict(data, "utf-8")
    return decoded if isinstance(decoded, Decoded) else _strict(data, "gb18030")


def _strict(data: bytes, encoding: str) -> Decoded | NoticeRefused:
    try:
        return Decoded(normalise_newlines(data.decode(encoding)), encoding)
    except UnicodeDecodeError as error:
        bad = " ".join(f"0x{byte:02X}" for byte in data[error.start : error.start + 4])
        return refused(NoticeRefusalCode.UNDECODABLE, f"bytes {bad} ({encoding})", _where(data, error.start))


def _is_damaged_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if ord(char) > 0x7F and char != "\ufffd")  # noqa: PLR2004  end of ASCII
    return bad > 0 and bad * _DAMAGE_RATIO < good


def _where(data: bytes, offset: int) -> str:
    line = data.count(b"\n", 0, offset) + 1
    return f"offset {offset}, line {line}"
