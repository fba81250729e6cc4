"""The names inside an OLE compound file (old Office and WPS), from its directory alone ([MS-CFB] 2.2 to 2.6)."""

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = struct.Struct("<30xH16xL16x2L")  # sector shift, first directory, first DIFAT, number of DIFAT sectors
_IN_HEADER = struct.Struct("<109L")
_ENTRY_SIZE = 128
_NOTHING = 0xFFFFFFFA  # this number and all above it mark ends and free places
_MAX_DIRECTORY_SECTORS = 2048
_MAX_DIFAT_SECTORS = 64


class OleNames(NamedTuple):
    """`top`: what lies directly under the root, which tells the program; `anywhere`: with all embedded objects."""

    top: frozenset[str]
    anywhere: frozenset[str]


class _Entry(NamedTuple):
    name: str
    left: int
    right: int
    child: int


def ole_names(file: BinaryIO) -> OleNames | None:
    """Names in lower case, or None when the structure is damaged or loops."""
    try:
        entries = [_entry(raw) for raw in _directory(file)]
        top = {entries[at].name for at in _siblings(entries, entries[0].child)}
    except (struct.error, IndexError, ValueError):
        return None
    return OleNames(frozenset(top), frozenset(entry.name for entry in entries))


def _directory(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    header = file.read(512)
    shift, sector, difat, difat_count = _HEADER.unpack_from(header)
    if shift not in (9, 12):
        raise ValueError(shift)
    size = 1 << shift
    tables = _tables(file, header, size, difat, difat_count)
    for _ in range(_MAX_DIRECTORY_SECTORS):
        if sector >= _NOTHING:
            return
        raw = _sector(file, sector, size)
        yield from (raw[at : at + _ENTRY_SIZE] for at in range(0, size, _ENTRY_SIZE))
        table, place = divmod(sector, size // 4)
        (sector,) = struct.unpack_from("<L", _sector(file, tables[table], size), place * 4)
    raise ValueError(sector)


def _tables(file: BinaryIO, header: bytes, size: int, difat: int, count: int) -> list[int]:
    """Where the allocation tables lie: 109 places in the header, the rest in a chain of sectors."""
    found = list(_IN_HEADER.unpack_from(header, 76))
    if count > _MAX_DIFAT_SECTORS:
        raise ValueError(count)
    for _ in range(count):
        *places, difat = struct.unpack(f"<{size // 4}L", _sector(file, difat, size))
        found.extend(places)
    return found


def _sector(file: BinaryIO, number: int, size: int) -> bytes:
    if number >= _NOTHING:
        raise ValueError(number)
    file.seek((number + 1) * size)
    raw = file.read(size)
    if not raw:
        raise ValueError(number)
    return raw.ljust(size, b"\0")  # the last sector of a file may be cut short by its writer


def _entry(raw: bytes) -> _Entry:
    length, kind = struct.unpack_from("<HB", raw, 64)
    name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower() if kind else ""
    return _Entry(name, *struct.unpack_from("<3L", raw, 68))


def _siblings(entries: list[_Entry], first: int) -> set[int]:
    """One storage's members: a binary tree by numbers, walked with a memory so that loops end."""
    seen: set[int] = set()
    waiting = [first]
    while waiting:
        at = waiting.pop()
        if at >= _NOTHING or at in seen:
            continue
        seen.add(at)
        waiting += [entries[at].left, entries[at].right]
    return seen
