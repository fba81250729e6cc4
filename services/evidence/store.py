"""Evidence on local disk, named by its content: `root/aa/bb/<sha256>`. No HTTP, no database, no way to delete (S10).

Every call that touches the disk runs in a thread. A full disk or missing permission leaves as OSError.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from schemas.evidence import EvidenceRefusalCode, EvidenceRefused, StoredEvidence
from services.evidence.incoming import SUFFIX, IncomingFile, file_sha256, sync_directory
from services.evidence.names import safe_name
from services.evidence.sniff import sniff
from services.evidence.verdict import judge, refused, refused_name

MAX_BYTES = 50 * 1024 * 1024
_BATCH = 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


class OpenedEvidence(NamedTuple):
    size: int
    chunks: AsyncIterator[bytes]


class EvidenceStore:
    """Content is written once and never changed. The same content put twice, even at once, is one file."""

    def __init__(self, root: Path, max_bytes: int = MAX_BYTES) -> None:
        self._root = root
        self._incoming = root / "incoming"
        self._max_bytes = max_bytes

    async def put(
        self, chunks: AsyncIterator[bytes], declared_name: str, declared_type: str | None
    ) -> StoredEvidence | EvidenceRefused:
        """Store a stream. `StoredEvidence` means the content is on disk; a refusal leaves nothing behind."""
        name = safe_name(declared_name)
        unwanted = refused_name(name)
        if unwanted:
            return unwanted
        file = await asyncio.to_thread(self._begin)
        try:
            unwanted = await self._receive(file, chunks)
            if unwanted:
                return unwanted
            return await asyncio.to_thread(self._keep, file, name, declared_type)
        finally:
            await asyncio.to_thread(file.discard)

    async def open(self, sha256: str) -> OpenedEvidence | None:
        """Size and content, or None when nothing is stored under this hash or it is no hash at all."""
        path = self._path(sha256)
        if path is None or not await asyncio.to_thread(path.is_file):
            return None
        size = (await asyncio.to_thread(path.stat)).st_size
        return OpenedEvidence(size, _read(path))

    async def sweep(self, older_than_seconds: float, now: datetime) -> int:
        """Remove what crashed uploads left, and count it. Each write renews a file's age: a slow upload is safe."""
        return await asyncio.to_thread(self._sweep, now.timestamp() - older_than_seconds)

    def _begin(self) -> IncomingFile:
        if not self._root.is_dir():
            self._root.mkdir(parents=True, exist_ok=True)
            sync_directory(self._root.parent)
        return IncomingFile(self._incoming)

    async def _receive(self, file: IncomingFile, chunks: AsyncIterator[bytes]) -> EvidenceRefused | None:
        """Writes in batches: a thread for each small chunk would cost more than the write."""
        batch: list[bytes] = []
        waiting = total = 0
        async for chunk in chunks:
            batch.append(chunk)
            waiting += len(chunk)
            total += len(chunk)
            if total > self._max_bytes:
                found = f"more than {self._max_bytes} bytes"
                return refused(EvidenceRefusalCode.TOO_LARGE, found, limit=self._max_bytes)
            if waiting >= _BATCH:
                await asyncio.to_thread(file.write, b"".join(batch))
                batch, waiting = [], 0
        await asyncio.to_thread(file.write, b"".join(batch))
        return None if total else refused(EvidenceRefusalCode.EMPTY, "0 bytes")

    def _keep(self, file: IncomingFile, name: str, declared_type: str | None) -> StoredEvidence | EvidenceRefused:
        file.finish()
        kind = judge(name, declared_type, sniff(file.path))
        if isinstance(kind, EvidenceRefused):
            return kind
        self._settle(file)
        return StoredEvidence(sha256=file.sha256, size=file.size, media_type=kind.media_type, name=name)

    def _settle(self, file: IncomingFile) -> None:
        """A copy that is there already stays, unless the disk has damaged it: then this upload mends it."""
        final = self._place(file.sha256)
        final.parent.mkdir(parents=True, exist_ok=True)
        if not (final.is_file() and file_sha256(final) == file.sha256):
            file.settle(final)
        # Always, for the copy found there may come from another upload that has not got this far yet.
        for directory in (final.parent, final.parent.parent, self._root):
            sync_directory(directory)

    def _sweep(self, before: float) -> int:
        removed = 0
        for path in self._incoming.glob(f"*{SUFFIX}"):
            try:
                if path.stat().st_mtime < before:
                    path.unlink()
                    removed += 1
            except FileNotFoundError:  # settled or discarded meanwhile
                continue
        return removed

    def _path(self, sha256: str) -> Path | None:
        return self._place(sha256) if _SHA256.fullmatch(sha256) else None

    def _place(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:4] / sha256


async def _read(path: Path) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    try:
        while chunk := await asyncio.to_thread(file.read, _BATCH):
            yield chunk
    finally:
        file.close()
