"""The warnings of the parser: what it did with a doubtful place, so that a person can check it."""

from schemas.notices import NoticeWarning

_SENTENCES: dict[str, tuple[str, str]] = {
    "unread_heading": (
        "此行编号与问题标题同级，但不是问题标题；其后内容未计入任何问题。",
        "This line is numbered like a problem heading but names no problem; what follows belongs to none.",
    ),
    "unread_line": ("此行没有计入措施。", "This line was not taken as a measure."),
    "introduction": (
        "措施编号之前的导语没有计为措施。",
        "The words before the first numbered measure were not counted as a measure.",
    ),
    "listed_inline": (
        "同一段落内的分项已拆为多条措施，请核对。",
        "The items listed in this one paragraph became separate measures; please check.",
    ),
    "no_measures": ("该问题下没有找到措施。", "No measure was found under this problem."),
    "problem_sequence": (
        "问题编号不连续。",
        "The numbers of the problem headings are not consecutive.",
    ),
    "measure_sequence": (
        "措施编号不连续。",
        "The numbers of the measures under this problem are not consecutive.",
    ),
    "several_plain": (
        "该问题下有多个无编号段落，每段计为一条措施，请核对。",
        "Several unnumbered paragraphs stand under this problem; each became one measure. Please check.",
    ),
    "declared_twice": (
        "通报中出现不止一个措施总数，取最先出现的。",
        "The notice states more than one total of measures; the first was taken.",
    ),
    "auto_numbering": (
        "Word 自动编号不在文字中，可能影响标题与措施的识别。",
        "Word's automatic numbers are not part of the text; headings and measures may be missed.",
    ),
}


def concern(code: str, line: int) -> NoticeWarning:
    zh, en = _SENTENCES[code]
    return NoticeWarning(code=code, line=line, zh=zh, en=en)
