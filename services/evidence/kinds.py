"""The allow-list: which file extensions are evidence, what their content must be and which type we state for them.

Left out on purpose: archives, HTML, SVG and XML, scripts, macro formats, and old .ppt, whose macros no listing shows.
"""

from enum import StrEnum
from typing import NamedTuple

_OOXML = "application/vnd.openxmlformats-officedocument"


class Content(StrEnum):
    """What the bytes are, told from the bytes alone."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    OFD = "ofd"
    OLE_TEXT = "doc/wps"
    OLE_SHEET = "xls/et"
    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    MP4 = "mp4"
    TEXT = "text"


class Kind(NamedTuple):
    content: Content
    media_type: str


KINDS = {
    ".pdf": Kind(Content.PDF, "application/pdf"),
    ".docx": Kind(Content.DOCX, f"{_OOXML}.wordprocessingml.document"),
    ".xlsx": Kind(Content.XLSX, f"{_OOXML}.spreadsheetml.sheet"),
    ".pptx": Kind(Content.PPTX, f"{_OOXML}.presentationml.presentation"),
    ".ofd": Kind(Content.OFD, "application/ofd"),
    ".doc": Kind(Content.OLE_TEXT, "application/msword"),
    ".wps": Kind(Content.OLE_TEXT, "application/wps-office.wps"),
    ".xls": Kind(Content.OLE_SHEET, "application/vnd.ms-excel"),
    ".et": Kind(Content.OLE_SHEET, "application/wps-office.et"),
    ".jpg": Kind(Content.JPEG, "image/jpeg"),
    ".jpeg": Kind(Content.JPEG, "image/jpeg"),
    ".png": Kind(Content.PNG, "image/png"),
    ".webp": Kind(Content.WEBP, "image/webp"),
    ".heic": Kind(Content.HEIC, "image/heic"),
    ".mp4": Kind(Content.MP4, "video/mp4"),
    ".txt": Kind(Content.TEXT, "text/plain"),
    ".csv": Kind(Content.TEXT, "text/csv"),
}

# Types a client may state for a kind beside our own. Windows calls a .csv a spreadsheet.
_ALIASES = {
    "text/csv": {"application/vnd.ms-excel", "text/plain"},
    "text/plain": {"text/csv"},
    "application/wps-office.wps": {"application/msword"},
    "application/wps-office.et": {"application/vnd.ms-excel"},
}
_ACTIVE_TYPES = {
    "text/html",
    "application/xhtml+xml",
    "image/svg+xml",
    "text/xml",
    "application/xml",
    "text/javascript",
}
_KNOWN_TYPES = {kind.media_type for kind in KINDS.values()} | _ACTIVE_TYPES


def contradicts(declared_type: str | None, kind: Kind) -> bool:
    """Whether a stated type names another kind. Generic and unknown types, common in browsers, say nothing."""
    stated = (declared_type or "").partition(";")[0].strip().lower()
    if stated not in _KNOWN_TYPES:
        return False
    return stated != kind.media_type and stated not in _ALIASES.get(kind.media_type, set())
