"""File names as people gave them, made safe to show, to store as text and to send in a header."""

import re
import unicodedata
from urllib.parse import quote

MAX_NAME = 200
_UNNAMED = "未命名"
_LONGEST_EXTENSION = 15
# Control, format (bidi overrides, zero-width) and surrogate characters, line and paragraph separators.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_EDGES = re.compile(r"^[\s.]+|[\s.]+$")
_NOT_PLAIN = re.compile(r'[^\x20-\x7e]|["\\%]')
_ATTR_CHARS = "!#$&+-.^_`|~"


def safe_name(declared: str) -> str:
    """The last path part without unseen characters, at most 200 long, extension kept. Idempotent."""
    last = re.split(r"[/\\]", declared)[-1]
    seen = "".join(char for char in last if unicodedata.category(char) not in _UNSEEN)
    name = _trim(unicodedata.normalize("NFC", seen))
    return _trim(_shorten(name)) or _UNNAMED


def suffix(name: str) -> str:
    """The extension in lower case with its dot, or nothing."""
    stem, dot, extension = name.rpartition(".")
    return f".{extension.lower()}" if stem and dot else ""


def content_disposition(name: str) -> str:
    """A header value after RFC 6266 and RFC 8187: always a download, never shown inside the page."""
    shown = safe_name(name)
    plain = _NOT_PLAIN.sub("_", shown)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe=_ATTR_CHARS)}"


def _trim(name: str) -> str:
    return _EDGES.sub("", name)


def _shorten(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    if len(name) <= MAX_NAME or not stem or len(extension) > _LONGEST_EXTENSION:
        return name[:MAX_NAME]
    return stem[: MAX_NAME - 1 - len(extension)] + dot + extension
