"""What became of an uploaded evidence file: stored under its hash, or refused with a code and two sentences."""

from enum import StrEnum

from pydantic import Field

from schemas.measure import Frozen


class EvidenceRefusalCode(StrEnum):
    """Codes an integrator may branch on."""

    EMPTY = "evidence.empty"
    TOO_LARGE = "evidence.too_large"
    TYPE_NOT_ALLOWED = "evidence.type_not_allowed"
    TYPE_MISMATCH = "evidence.type_mismatch"


class StoredEvidence(Frozen):
    """A file on disk. `media_type` follows from the content, never from what was declared; `name` is safe to show."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=1)
    media_type: str
    name: str


class EvidenceRefused(Frozen):
    """A file that was not stored. `found` says what the content (or the name) turned out to be."""

    code: EvidenceRefusalCode
    found: str
    zh: str
    en: str
