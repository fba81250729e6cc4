"""The names inside a ZIP container, from its central directory alone: no member is ever opened or expanded."""

import struct
from typing import BinaryIO

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LONGEST_COMMENT = 0xFFFF
_ZIP64_RECORDS = 56 + 20
# A document of hundreds of pages has some thousand parts; a directory beyond this is an attack.
_MAX_DIRECTORY = 2 * 1024 * 1024


def zip_names(file: BinaryIO, size: int) -> frozenset[str] | None:
    """Member names in lower case, or None when the directory is missing, damaged or far too long."""
    end = _end_record(file, size)
    if end is None:
        return None
    start, length, count = end
    file.seek(start)
    names = _names(file.read(length))
    return frozenset(names) if len(names) == count else None


def _end_record(file: BinaryIO, size: int) -> tuple[int, int, int] | None:
    """Offset, length and count of the directory. Directory, end record and end of file must adjoin."""
    window = min(size, _END.size + _LONGEST_COMMENT + _ZIP64_RECORDS)
    file.seek(size - window)
    tail = file.read(window)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        return None
    _, disk, _, here, count, length, start, comment = _END.unpack_from(tail, at)
    whole = at + _END.size + comment == len(tail) and _adjoins(tail, at, start + length - (size - window))
    sane = disk == 0 and here == count and length <= _MAX_DIRECTORY
    return (start, length, count) if whole and sane else None


def _adjoins(tail: bytes, at: int, after: int) -> bool:
    """Some Java writers put the ZIP64 records between even where they add nothing; no other gap is accepted."""
    return after == at or (after == at - _ZIP64_RECORDS and tail[max(after, 0) :].startswith(b"PK\x06\x06"))


def _names(directory: bytes) -> list[str]:
    names, at = [], 0
    while at + _ENTRY.size <= len(directory) and directory[at : at + 4] == b"PK\x01\x02":
        name_length, extra, comment = _ENTRY.unpack_from(directory, at)[10:13]
        at += _ENTRY.size
        names.append(directory[at : at + name_length].decode("utf-8", "replace").replace("\\", "/").lower())
        at += name_length + extra + comment
    return names
