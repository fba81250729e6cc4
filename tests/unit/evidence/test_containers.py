"""Hostile containers: nothing is expanded, nothing loops, nothing raises."""

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.evidence.kinds import Content
from services.evidence.ole_listing import ole_names
from services.evidence.sniff import sniff
from services.evidence.zip_listing import zip_names
from tests.unit.evidence import samples as s

DOCX = s.docx()
OLE = s.ole("WordDocument", "1Table", inside=["Workbook"])


def of(tmp_path: Path, data: bytes) -> Content | str:
    path = tmp_path / "file"
    path.write_bytes(data)
    return sniff(path)


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """200 MB in a file of 200 kB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(s.TYPES_PART, "<x/>")
        with packed.open("word/document.xml", "w") as part:
            for _ in range(200):
                part.write(bytes(1_000_000))
    return out.getvalue()


def test_a_zip_bomb_is_only_listed(tmp_path: Path, bomb: bytes) -> None:
    tracemalloc.start()
    try:
        assert of(tmp_path, bomb) is Content.DOCX
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_members_are_never_opened(tmp_path: Path) -> None:
    data = bytearray(DOCX)
    start = data.index(b"PK\x01\x02")
    data[4:start] = b"\xee" * (start - 4)

    assert of(tmp_path, bytes(data)) is Content.DOCX


def test_an_endless_directory_is_not_read(tmp_path: Path) -> None:
    data = s.archive(s.TYPES_PART, "word/document.xml", *(f"word/{'x' * 200}{number}" for number in range(9000)))

    assert of(tmp_path, data) == "damaged zip"


@pytest.mark.parametrize(
    "data",
    [
        DOCX + b"appended",
        DOCX[:-30],
        b"PK\x03\x04",
        DOCX[:4] + b"prefix" + DOCX,
        DOCX[:-12] + struct.pack("<2L", 0xFFFFFFFF, 0xFFFFFFFF) + DOCX[-4:],
        DOCX[:-14] + struct.pack("<2H", 9, 9) + DOCX[-10:],
    ],
    ids=["appended", "cut", "bare", "prefixed", "offsets", "count"],
)
def test_a_damaged_zip_is_no_document(tmp_path: Path, data: bytes) -> None:
    assert of(tmp_path, data) == "damaged zip"


def test_needless_zip64_records_of_java_writers_are_accepted(tmp_path: Path) -> None:
    end = DOCX.rindex(b"PK\x05\x06")
    records = b"PK\x06\x06" + bytes(52) + b"PK\x06\x07" + bytes(16)

    assert of(tmp_path, DOCX[:end] + records + DOCX[end:]) is Content.DOCX


def test_a_directory_that_loops_ends() -> None:
    chain = bytearray(OLE)
    struct.pack_into("<L", chain, 512 + 4, 1)  # the first directory sector follows itself
    tree = bytearray(OLE)
    struct.pack_into("<L", tree, 1024 + 128 + 72, 1)  # the first member is its own right neighbour

    assert ole_names(io.BytesIO(chain)) is None
    assert ole_names(io.BytesIO(tree)) is not None


def test_embedded_objects_are_not_the_document() -> None:
    names = ole_names(io.BytesIO(OLE))

    assert names is not None
    assert names.top == {"worddocument", "1table", "objectpool"}
    assert "workbook" in names.anywhere


def flipped(whole: bytes, at: int, patch: bytes) -> bytes:
    return (whole[:at] + patch + whole[at + len(patch) :])[: len(whole)]


@settings(deadline=None)
@given(st.integers(0, len(OLE)), st.binary(max_size=40), st.integers(0, len(OLE)))
def test_damaged_compound_files_never_raise(at: int, patch: bytes, cut: int) -> None:
    for data in (flipped(OLE, at, patch), OLE[:cut]):
        ole_names(io.BytesIO(data))


@settings(deadline=None)
@given(st.integers(0, len(DOCX)), st.binary(max_size=40), st.integers(0, len(DOCX)))
def test_damaged_zips_never_raise(at: int, patch: bytes, cut: int) -> None:
    for data in (flipped(DOCX, at, patch), DOCX[:cut], DOCX[-cut:] if cut else b""):
        zip_names(io.BytesIO(data), len(data))


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_get_a_name(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    assert of(tmp_path_factory.getbasetemp(), data)
