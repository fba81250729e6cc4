"""Every refusal says what was found and where; a bug would be an exception, and there is none for any bytes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.notices import NoticeRefused
from services.notices.parse import parse_notice
from services.notices.refusals import MAX_BYTES

GOOD = "(一)关于“学习不深”问题的整改\n一是健全学习制度，落实学习责任，完善学习考核。\n"


def refusal(name: str, data: bytes) -> NoticeRefused:
    answer = parse_notice(name, data)
    assert isinstance(answer, NoticeRefused)
    assert answer.zh
    assert answer.en
    return answer


@pytest.mark.parametrize(
    ("name", "data", "code", "where"),
    [
        ("a.txt", b"", "notice.empty", "offset 0"),
        ("a.docx", b"", "notice.empty", "offset 0"),
        ("a.txt", b" \r\n\t \n", "notice.empty", "line 1"),
        ("a.txt", "\ufeff".encode(), "notice.empty", "line 1"),
        ("a.txt", b"x" * (MAX_BYTES + 1), "notice.too_large", f"offset {MAX_BYTES}"),
        ("a.pdf", b"%PDF-1.7", "notice.unsupported_type", "file name"),
        ("a", GOOD.encode(), "notice.unsupported_type", "file name"),
        ("a.txt", b"%PDF-1.7 text", "notice.binary", "offset 0"),
        ("a.txt", b"PK\x03\x04rest", "notice.binary", "offset 0"),
        ("a.txt", b"first line\nsecond \x00 line", "notice.binary", "offset 18, line 2"),
        ("a.txt", GOOD.encode()[:-5] + b"\n", "notice.undecodable", None),
        ("a.txt", b"\xff\xff\xff\xff", "notice.undecodable", "offset 0, line 1"),
        ("a.txt", "今天天气很好。\n明天也好。".encode(), "notice.no_headings", "line 1-2"),
        ("a.docx", b"not a zip", "notice.broken_docx", "offset 0"),
    ],
)
def test_refusals(name: str, data: bytes, code: str, where: str | None) -> None:
    answer = refusal(name, data)
    assert answer.code == code
    assert where is None or answer.where == where


def test_the_size_limit_itself_is_accepted() -> None:
    data = GOOD.encode()
    assert not isinstance(parse_notice("a.txt", data + b"\n" * (MAX_BYTES - len(data))), NoticeRefused)


def test_damaged_utf8_is_refused_at_the_damaged_byte() -> None:
    data = (GOOD * 3).encode()
    damaged = data[:100] + b"\xff" + data[101:]
    answer = refusal("a.txt", damaged)
    assert answer.code == "notice.undecodable"
    assert answer.where.startswith(("offset 99", "offset 100"))
    assert "0x" in answer.found


def test_upper_case_extension() -> None:
    assert not isinstance(parse_notice("A.TXT", GOOD.encode()), NoticeRefused)


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.docx", "a.doc", ""]))
def test_no_bytes_crash(data: bytes, name: str) -> None:
    parse_notice(name, data)
