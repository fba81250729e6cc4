"""The store keeps its word: whole files under their hash or nothing, once each, for ever."""

import asyncio
import errno
import hashlib
import os
import stat
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.evidence import EvidenceRefusalCode as Code
from schemas.evidence import EvidenceRefused, StoredEvidence
from services.evidence.incoming import IncomingFile
from services.evidence.store import MAX_BYTES, EvidenceStore
from tests.unit.evidence.samples import PDF, stream

SHA = hashlib.sha256(PDF).hexdigest()
MIB = 1024 * 1024


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "evidence"


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


async def content(store: EvidenceStore, sha256: str) -> bytes:
    opened = await store.open(sha256)
    assert opened is not None
    data = b"".join([chunk async for chunk in opened.chunks])
    assert len(data) == opened.size
    return data


async def test_put_and_open(store: EvidenceStore, root: Path) -> None:
    stored = await store.put(stream(PDF), "../整改.pdf", "application/pdf")

    expected = StoredEvidence(sha256=SHA, size=len(PDF), media_type="application/pdf", name="整改.pdf")
    assert stored == expected
    assert files(root) == [root / SHA[:2] / SHA[2:4] / SHA]
    assert stat.S_IMODE(files(root)[0].stat().st_mode) == 0o440
    assert await content(store, SHA) == PDF


async def test_the_same_content_twice_is_one_untouched_file(store: EvidenceStore, root: Path) -> None:
    await store.put(stream(PDF), "a.pdf", None)
    before = files(root)[0].stat()
    second = await store.put(stream(PDF, step=7), "b.pdf", None)

    assert isinstance(second, StoredEvidence)
    assert second.name == "b.pdf"
    assert [(path.name, path.stat().st_ino) for path in files(root)] == [(SHA, before.st_ino)]


async def test_many_at_once(store: EvidenceStore, root: Path) -> None:
    data = PDF + os.urandom(3 * MIB)
    results = await asyncio.gather(*(store.put(stream(data, 65536), f"{n}.pdf", None) for n in range(12)))

    assert {stored.sha256 for stored in results if isinstance(stored, StoredEvidence)} == {files(root)[0].name}
    assert len(files(root)) == 1
    assert await content(store, files(root)[0].name) == data


async def test_a_damaged_copy_is_seen_and_mended_by_the_next_upload(store: EvidenceStore, root: Path) -> None:
    await store.put(stream(PDF), "a.pdf", None)
    files(root)[0].chmod(0o640)
    files(root)[0].write_bytes(PDF.replace(b"endobj", b"endoby"))
    damaged = await content(store, SHA)
    await store.put(stream(PDF), "a.pdf", None)

    assert damaged != PDF
    assert await content(store, SHA) == PDF
    assert stat.S_IMODE(files(root)[0].stat().st_mode) == 0o440


async def test_too_large_is_refused_without_reading_on(store: EvidenceStore, root: Path) -> None:
    given = 0

    async def large() -> AsyncIterator[bytes]:
        nonlocal given
        for _ in range(60 * 16):
            given += MIB // 16
            yield PDF.ljust(MIB // 16, b" ")

    refused = await store.put(large(), "大.pdf", None)

    assert isinstance(refused, EvidenceRefused)
    assert refused.code is Code.TOO_LARGE
    assert str(MAX_BYTES) in refused.zh
    assert given == MAX_BYTES + MIB // 16
    assert files(root) == []


async def test_exactly_the_limit_is_taken_and_nothing_is_refused(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path, max_bytes=len(PDF))

    assert isinstance(await store.put(stream(PDF), "a.pdf", None), StoredEvidence)
    empty = await store.put(stream(b""), "a.pdf", None)
    assert isinstance(empty, EvidenceRefused)
    assert empty.code is Code.EMPTY
    assert len(files(tmp_path)) == 1


async def test_a_disallowed_name_is_refused_before_a_byte_is_read(store: EvidenceStore, root: Path) -> None:
    refused = await store.put(broken_off(), "a.exe", None)

    assert isinstance(refused, EvidenceRefused)
    assert files(root) == []


async def broken_off(count: int = 0) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield PDF.ljust(MIB, b" ")
    raise ConnectionResetError


async def test_a_broken_upload_leaves_nothing(store: EvidenceStore, root: Path) -> None:
    with pytest.raises(ConnectionResetError):
        await store.put(broken_off(3), "a.pdf", None)

    assert files(root) == []


async def test_a_cancelled_upload_leaves_nothing(store: EvidenceStore, root: Path) -> None:
    started = asyncio.Event()

    async def stalling() -> AsyncIterator[bytes]:
        yield PDF.ljust(2 * MIB, b" ")
        started.set()
        await asyncio.Event().wait()

    upload = asyncio.create_task(store.put(stalling(), "a.pdf", None))
    await started.wait()
    assert len(files(root)) == 1
    upload.cancel()

    with pytest.raises(asyncio.CancelledError):
        await upload
    assert files(root) == []


async def test_sweep_removes_only_what_a_crash_left(
    store: EvidenceStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.put(stream(PDF), "a.pdf", None)
    with monkeypatch.context() as patched:  # a process that dies tidies nothing up
        patched.setattr(IncomingFile, "discard", lambda file: file._file.close())
        with pytest.raises(ConnectionResetError):
            await store.put(broken_off(2), "b.pdf", None)
    left = next(path for path in files(root) if path.name != SHA)
    written = left.stat().st_mtime

    assert left.parent == root / "incoming"
    assert await store.sweep(3600, datetime.fromtimestamp(written + 3000, UTC)) == 0
    assert await store.sweep(3600, datetime.fromtimestamp(written + 4000, UTC)) == 1
    assert [path.name for path in files(root)] == [SHA]
    assert await content(store, SHA) == PDF


async def test_sweep_of_a_store_never_used(store: EvidenceStore) -> None:
    assert await store.sweep(0, datetime(2026, 11, 23, tzinfo=UTC)) == 0


def disk_full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "no space left")


@pytest.mark.parametrize("place", ["services.evidence.incoming.os.fsync", "pathlib.Path.replace"])
async def test_a_full_disk_propagates_and_leaves_no_half_file(
    store: EvidenceStore, root: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    await store.put(stream(b"earlier"), "earlier.txt", None)
    earlier = files(root)
    with monkeypatch.context() as patched:
        patched.setattr(place, disk_full)
        with pytest.raises(OSError, match="no space left"):
            await store.put(stream(PDF), "a.pdf", None)

    assert files(root) == earlier
    assert isinstance(await store.put(stream(PDF), "a.pdf", None), StoredEvidence)


async def test_a_root_that_is_a_file_propagates(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(FileExistsError):
        await EvidenceStore(tmp_path / "taken").put(stream(PDF), "a.pdf", None)


@pytest.mark.parametrize(
    "sha256",
    ["", SHA[:-1], SHA.upper(), f"{SHA}\n", "../" * 21 + "a", "/etc/passwd".ljust(64, "0"), "0" * 64, "incoming"],
)
async def test_a_name_that_is_no_known_hash_opens_nothing(store: EvidenceStore, sha256: str) -> None:
    await store.put(stream(PDF), "a.pdf", None)

    assert await store.open(sha256) is None


async def test_the_event_loop_is_not_blocked_by_the_disk(store: EvidenceStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small chunks are written in few large batches, each of them in a thread."""
    sizes: list[int] = []
    write: Callable[[IncomingFile, bytes], None] = IncomingFile.write

    def counted(file: IncomingFile, data: bytes) -> None:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        sizes.append(len(data))
        write(file, data)

    monkeypatch.setattr(IncomingFile, "write", counted)
    await store.put(stream(PDF.ljust(3 * MIB + 5, b" "), 1000), "a.pdf", None)

    assert len(sizes) == 3
    assert sum(sizes) == 3 * MIB + 5
