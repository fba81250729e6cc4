"""Names from outside: no path, nothing unseen, a bounded length, a header nobody can break out of."""

import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.evidence.names import MAX_NAME, content_disposition, safe_name, suffix

NAMES = st.one_of(
    st.text(max_size=300),
    st.text(st.characters(), max_size=300),  # with lone surrogates
    st.text(st.sampled_from("报a./\\ \u202e\u2066\u200b\u0301\r\n\x00\"%;'\u3000"), max_size=300),
)


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\资料\\报告.pdf", "报告.pdf"),
        ("报告\u202efdp.exe", "报告fdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("  报告.pdf . ", "报告.pdf"),
        ("..", "未命名"),
        ("", "未命名"),
        ("e\u0301.pdf", "é.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("a." + "x" * 300, "a." + "x" * 198),
    ],
)
def test_examples(declared: str, shown: str) -> None:
    assert safe_name(declared) == shown


@settings(deadline=None)
@given(NAMES)
def test_a_name_is_safe_and_stays_the_same(declared: str) -> None:
    name = safe_name(declared)

    assert 0 < len(name) <= MAX_NAME
    assert not {"/", "\\"} & set(name)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in name)
    assert name == name.strip(" .")
    assert safe_name(name) == name


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=400))
def test_shortening_keeps_the_extension(stem: str) -> None:
    assert suffix(safe_name(f"{stem}.docx")) == ".docx"


@settings(deadline=None)
@given(NAMES)
def test_the_header_is_one_plain_line_and_carries_the_name(declared: str) -> None:
    header = content_disposition(declared)
    plain, _, coded = header.removeprefix('attachment; filename="').partition("\"; filename*=UTF-8''")

    assert header.startswith('attachment; filename="')
    assert header.isascii()
    assert header.isprintable()
    assert not {'"', "\\"} & set(plain)
    assert unquote(coded) == safe_name(declared)
    assert not set(coded) & set(" ;\"',\\()<>@:/[]?={}*")


def test_header_example() -> None:
    assert content_disposition("整改 a.pdf") == (
        "attachment; filename=\"__ a.pdf\"; filename*=UTF-8''%E6%95%B4%E6%94%B9%20a.pdf"
    )
