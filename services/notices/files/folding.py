"""One-to-one folding of width variants: each pattern is written once and each span still fits the original text."""

import cn2an

_WIDE_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys([0x00A0, 0x3000, 0xFEFF, 0x200B, *range(0x2000, 0x200B), ord("\t")], " ")
_MARKS = str.maketrans("｡､〔〕［］【】「」『』〝〞–—−﹣﹒", "。、()()()“”‘’“”----.")
_FOLD: dict[int, int | str] = {**_WIDE_ASCII, **_SPACES, **_MARKS}

_LINE_BREAKS = str.maketrans(dict.fromkeys("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", "\n"))
_ENCLOSED = {chr(base + value): value for base in (0x245F, 0x2473, 0x2487) for value in range(1, 21)}
_DIGIT_YEAR = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def fold(text: str) -> str:
    """Half-width twin of `text`, always of the same length."""
    return text.translate(_FOLD)


def normalise_newlines(text: str) -> str:
    """Every kind of line break becomes a single newline; the byte order mark goes."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").translate(_LINE_BREAKS)


def numeral(text: str) -> int | None:
    """Value of an Arabic, Chinese or circled numeral ("13", "一百零九", "③"), None when it is not one."""
    if text in _ENCLOSED:
        return _ENCLOSED[text]
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        return int(cn2an.cn2an(text.replace("○", "〇"), "smart"))
    except (ValueError, KeyError, IndexError):
        return None


def year_numeral(text: str) -> int:
    """Year from four Arabic or Chinese digits ("2020", "二〇二〇")."""
    return int(text.translate(_DIGIT_YEAR))
