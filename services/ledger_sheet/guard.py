"""Whether bytes are a workbook that is safe to lay out in memory.

What was checked is what is read: the checked parts are packed anew, and only those reach the reader.
"""

import re
import struct
import zipfile
import zlib
from io import BytesIO
from xml.parsers import expat

from schemas.ledger_sheet import SheetRefusalCode, SheetRefused
from services.ledger_sheet.limits import MAX_BYTES, MAX_PARTS, MAX_UNPACKED, refused
from services.ledger_sheet.scan import Effort, SheetScan, TooLargeError, UnsafeXmlError, root_of, shared_lengths

NOT_COMPUTED = "#NOT-COMPUTED"
_OLE = b"\xd0\xcf\x11\xe0"
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# The reader also knows OpenDocument, whose repeat counts would pass every check made here.
_FOREIGN = frozenset({"content.xml"})
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    UnsafeXmlError,
    RuntimeError,
    EOFError,
    OSError,
    LookupError,
    ValueError,
)
# The reader gives an error cell or a formula nobody computed as an empty one, and an empty cell clears a field.
_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\b[^<>]*?\st\s*=\s*)(["'])e\2""")
_FORMULA_ALONE = re.compile(
    rb"<((?:\w+:)?c)\b([^<>/]*)>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</\1>"
)
_TYPE = re.compile(rb"""\st\s*=\s*(["'])\w*\1""")


def checked(data: bytes) -> bytes | SheetRefused:
    """The same workbook with only its checked XML parts, uncompressed; or why it is not read."""
    if len(data) > MAX_BYTES:
        return refused(SheetRefusalCode.TOO_LARGE, f"{len(data)} bytes", f"offset {MAX_BYTES}")
    if not data:
        return refused(SheetRefusalCode.EMPTY, "0 bytes", "offset 0")
    if data.startswith(_OLE):
        return refused(SheetRefusalCode.NOT_A_WORKBOOK, "Excel 97 .xls / password-protected", "offset 0")
    try:
        parts = _parts(data)
        return parts if isinstance(parts, SheetRefused) else _packed(_scanned(parts))
    except TooLargeError as error:
        return refused(SheetRefusalCode.TOO_LARGE, str(error), "worksheet")
    except _BROKEN as error:
        found = f"{type(error).__name__}: {str(error)[:120]}"
        return refused(SheetRefusalCode.NOT_A_WORKBOOK, found, "offset 0")


def _parts(data: bytes) -> dict[str, bytes] | SheetRefused:
    with zipfile.ZipFile(BytesIO(data)) as package:
        entries = package.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MAX_UNPACKED or len(entries) > MAX_PARTS:
            found = f"{len(entries)} parts, {unpacked} bytes unpacked"
            return refused(SheetRefusalCode.TOO_LARGE, found, "zip directory")
        wanted = {entry.filename: entry for entry in entries if _is_wanted(entry.filename)}
        for entry in wanted.values():
            if entry.compress_type not in _METHODS:
                raise zipfile.BadZipFile(f"compression {entry.compress_type}")
        return {name: package.read(entry) for name, entry in wanted.items()}


def _is_wanted(name: str) -> bool:
    lowered = name.lower()
    return lowered.endswith((".xml", ".rels")) and lowered.rpartition("/")[2] not in _FOREIGN


def _scanned(parts: dict[str, bytes]) -> dict[str, bytes]:
    roots = {name: root_of(part) for name, part in parts.items()}
    if "workbook" not in roots.values() or "worksheet" not in roots.values():
        raise LookupError("no workbook among " + ", ".join(sorted(parts))[:100])
    strings = [name for name, root in roots.items() if root == "sst"]
    if len(strings) > 1:
        raise ValueError("two tables of shared strings")
    effort = Effort()
    shared = shared_lengths(parts[strings[0]], effort) if strings else []
    for name in (name for name, root in roots.items() if root == "worksheet"):
        SheetScan(shared, effort).run(parts[name])
        parts[name] = _with_errors_as_text(parts[name])
    return parts


def _with_errors_as_text(part: bytes) -> bytes:
    part = _ERROR_CELL.sub(rb"\1\2str\2", part)
    return _FORMULA_ALONE.sub(_mark_formula, part)


def _mark_formula(match: re.Match[bytes]) -> bytes:
    tag, attributes = match[1], match[2]
    declared = _TYPE.search(attributes)
    if declared and b"str" in declared[0]:
        return match[0]
    kept = _TYPE.sub(b"", attributes)
    return b'<%b%b t="str"><v>%b</v></%b>' % (tag, kept, NOT_COMPUTED.encode(), tag)


def _packed(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), part)
    return stream.getvalue()
