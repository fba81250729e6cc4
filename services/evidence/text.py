"""Is a file plain text: one encoding from end to end, no control characters, no markup or script at its head."""

import codecs
import re
from typing import BinaryIO

_BATCH = 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ACTIVE = re.compile(
    r"\s*(?:<(?:!doctype|!--|\?|html|head|body|script|style|iframe|svg|math|table|img|meta|link|title|div|a\b)"
    r"|#!|\{\\rtf|%!ps|windows registry editor|regedit4|\[internetshortcut\]|mime-version:)",
    re.IGNORECASE,
)


def is_text(file: BinaryIO) -> bool:
    """UTF-8, UTF-16 with a byte order mark, or GB18030, which includes GBK and GB2312."""
    file.seek(0)
    marked = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return any(_reads_as(file, encoding) for encoding in (("utf-16",) if marked else ("utf-8-sig", "gb18030")))


def is_active(head: bytes) -> bool:
    """Whether text begins as a browser, a shell or an office program would act on it."""
    encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    return _ACTIVE.match(head.decode(encoding, "replace")) is not None


def _reads_as(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while raw := file.read(_BATCH):
            if _CONTROL.search(decoder.decode(raw)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
