"""Refusals of evidence in both languages, and the judgement of a name, a stated type and the content together."""

from schemas.evidence import EvidenceRefusalCode, EvidenceRefused
from services.evidence.kinds import KINDS, Content, Kind, contradicts
from services.evidence.names import suffix

_ALLOWED = "、".join(sorted(extension.removeprefix(".") for extension in KINDS))
_WORDS = {
    EvidenceRefusalCode.EMPTY: ("文件是空的，请重新选择。", "The file is empty; choose another."),
    EvidenceRefusalCode.TOO_LARGE: (
        "文件超过 {limit} 字节的上限，请压缩或拆分后再上传。",
        "The file exceeds {limit} bytes; shrink or split it.",
    ),
    EvidenceRefusalCode.TYPE_NOT_ALLOWED: (
        "不接收这种文件（{found}）。可以上传：{allowed}。",
        "Files of this kind ({found}) are not accepted. Accepted: {allowed}.",
    ),
    EvidenceRefusalCode.TYPE_MISMATCH: (
        "文件名或声明的类型（{stated}）与内容（{found}）不符，请用正确的扩展名重新上传。",
        "The name or stated type ({stated}) contradicts the content ({found}); upload it under its true type.",
    ),
}


def refused(code: EvidenceRefusalCode, found: str, *, stated: str = "", limit: int = 0) -> EvidenceRefused:
    zh, en = _WORDS[code]
    words = {"found": found, "stated": stated, "limit": limit, "allowed": _ALLOWED}
    return EvidenceRefused(code=code, found=found, zh=zh.format(**words), en=en.format(**words))


def refused_name(name: str) -> EvidenceRefused | None:
    """A name whose extension is not on the list needs no reading of the content."""
    if suffix(name) in KINDS:
        return None
    return refused(EvidenceRefusalCode.TYPE_NOT_ALLOWED, suffix(name) or "no extension")


def judge(name: str, declared_type: str | None, content: Content | str) -> Kind | EvidenceRefused:
    """The kind to store the file as. `name` has an allowed extension."""
    kind = KINDS[suffix(name)]
    if not isinstance(content, Content):
        return refused(EvidenceRefusalCode.TYPE_NOT_ALLOWED, content)
    if content is not kind.content:
        return refused(EvidenceRefusalCode.TYPE_MISMATCH, content, stated=suffix(name))
    if contradicts(declared_type, kind):
        return refused(EvidenceRefusalCode.TYPE_MISMATCH, content, stated=declared_type or "")
    return kind
