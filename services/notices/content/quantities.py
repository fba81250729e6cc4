"""Counted results and targets: “计划…602公里，目前已完成…260公里” is done 260 of target 602 公里.

A number without a word that makes it a result or a target (“第3批”, “前20名”, “法定时间的30%”) is no quantity.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from schemas.notices import NoticeQuantity
from services.notices.files.folding import numeral

_UNIT = (
    r"(?:平方公里|平方米|立方米|公里|千米|米|公顷|亩|美元|元|个百分点|套|户|座|所|家次|家|人次|人|个|项|件次|件|条|名|批次|次|起"
    r"|处|台|辆|艘|吨|千瓦时|块|份|场次|场|门|期|列|宗|篇|间|幢|栋|株|盏|只|支|笔|例|%)"
)
_ATOM = re.compile(
    rf"(?<![\d.第前近约~-])(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|(?<![一二三四五六七八九十])"
    rf"[二两三四五六七八九十百]{{1,4}})(?P<more>余|多)?(?P<unit>(?:万|亿|千)?{_UNIT})(?!月|方面|工作日|小时)"
)
_CHINESE_UNITS = frozenset(["公里", "亩", "套", "户", "座", "所", "家", "台", "辆", "吨"])
_CLAUSE = re.compile(r"[,。;:!?\n]")
_SENTENCE_END = re.compile(r"[。;!?\n]")
_DIGIT_GROUP = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DONE = re.compile(
    r"(?:已经?|累计|目前|截至|截止|今年以来|以来|共(?!同)|完成|竣工|办结|解决|整改|开展|查处|清退|清理|追回|收回|挽回|修订|修复|新增"
    r"|建成|拆除|分配|安置|发放|培训|走访|排查|约谈|立案|处置|化解|淘汰|签约|检查|收集|派出|督查|提醒|覆盖|选派|推动)"
)
_TARGET = re.compile(
    r"预计|计划|拟|力争|争取|确保|目标|任务|不少于|不低于|至少|将(?:于|新|再|完成)|[底末内日]之?前|年内|[需应](?=完成|建|交付)|排定|总量|再[排增新完建]"
)
_TARGET_AFTER = re.compile(r"任务|计划|目标")
_ALREADY = re.compile(r"(?:目前|现|均|都|全部)?已|目前|累计")
_AT_LEAST = re.compile(r"(?:不少于|不低于|不超过|至少|达到?|超过?|约|近|为|的)$")
_WORDS = re.compile(r"[一-鿿]*$")
_NOT_SUBJECT = re.compile(
    r".*(?:已经?|目前|累计|预计|计划|力争|争取|确保|制定|完成了?|共|和|与|及|、|全年|今年|以来|前|后|内|了|对|将|拟|为|在|再(?!生)|新增|于|等|并|年度?|月|日)"
)
_LONG_SUBJECT = 12
_LOOK_BACK = 80  # characters before a number in which a word may make it a result or a target
_LOOK_AHEAD = 30  # characters in which 任务 or 计划 may follow a number
_REACH = 160  # characters between a target and the result that answers it
_SHARED = 2


@dataclass
class _Atom:
    """A number with its unit: offsets of the piece, what it is, and the words just before it.

    `role` is None for a bare number, which counts only as the whole of a result told right after it.
    """

    start: int
    end: int
    value: int | float
    unit: str
    role: str | None
    already: bool
    subject: str
    whole: "_Atom | None" = None


class _Pair(NamedTuple):
    done: _Atom | None
    target: _Atom | None


def quantities_in(folded: str, text: str | None = None) -> list[NoticeQuantity]:
    """Quantities of a folded piece in order, spans relative to it; `text` is the piece before folding."""
    atoms = [atom for start, end in _clauses(folded) for atom in _atoms(folded, start, end)]
    _link_wholes(atoms, folded)
    told = [atom for atom in atoms if atom.role]
    return [_quantity(pair, text or folded) for pair in _paired(told)]


def _clauses(folded: str) -> list[tuple[int, int]]:
    """Clause spans; the comma inside 1,170 ends none."""
    joined = _DIGIT_GROUP.sub("0", folded)
    ends = [*(match.start() for match in _CLAUSE.finditer(joined)), len(folded)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return list(zip(starts, ends, strict=True))


def _atoms(folded: str, start: int, end: int) -> list[_Atom]:
    atoms = []
    free = start
    for match in _ATOM.finditer(folded, start, end):
        value = _value(match)
        before = folded[max(start, match.start() - _LOOK_BACK) : match.start()]
        role = _role(before, folded[match.end() : min(end, match.end() + _LOOK_AHEAD)])
        if value is not None and not _is_share(folded, match):
            begin, until = _subject(folded, free, match.start())
            atoms.append(
                _Atom(
                    begin, match.end(), value, match["unit"], role, bool(_ALREADY.search(before)), folded[begin:until]
                )
            )
        free = match.end()
    return atoms


def _is_share(folded: str, match: re.Match[str]) -> bool:
    """“法定时间的30%” compares; it counts nothing."""
    return match["unit"] == "%" and folded[: match.start()].endswith("的")


def _value(match: re.Match[str]) -> int | float | None:
    number = match["number"].replace(",", "")
    if not number[0].isdigit():
        return numeral(number) if match["unit"] in _CHINESE_UNITS else None
    return float(number) if "." in number else int(number)


def _role(before: str, after: str) -> str | None:
    """Result or target, by the nearest word that decides; 计划 and 任务 may also follow the number."""
    if _ALREADY.search(before):
        return "done"
    if _TARGET.search(before) or _TARGET_AFTER.search(after):
        return "target"
    if _ALREADY.match(after):
        return "target"
    return "done" if _DONE.search(before) else None


def _link_wholes(atoms: list[_Atom], folded: str) -> None:
    """“43项已完成42项”, “共612户，已解决417户”: the number before 已 is the whole of the result after it."""
    for first, second in pairwise(atoms):
        alike = first.unit == second.unit and first.value >= second.value
        follows = second.already and (not first.already or _ALREADY.match(folded, first.end) is not None)
        if alike and follows and not _SENTENCE_END.search(folded, first.end, second.start):
            first.role, second.whole = "target", first


def _subject(folded: str, start: int, end: int) -> tuple[int, int]:
    """Span of the words that say what is counted, at most a dozen characters, empty when they cannot be told apart."""
    until = end - len(match.group()) if (match := _AT_LEAST.search(folded[start:end])) else end
    words = _WORDS.search(folded[start:until])
    subject = _NOT_SUBJECT.sub("", words.group()) if words else ""
    if len(subject) > _LONG_SUBJECT:
        verb = list(_DONE.finditer(subject))
        subject = subject[verb[-1].start() :] if verb else ""
    return (until - len(subject), until) if subject else (end, end)


def _paired(atoms: list[_Atom]) -> list[_Pair]:
    """Each result with the target it answers, in the order the results and the unanswered targets are named."""
    waiting: list[_Atom] = []
    pairs: list[_Pair] = []
    for atom in atoms:
        gone = [target for target in waiting if target.end + _REACH <= atom.start]
        pairs += [_Pair(None, target) for target in gone]
        waiting = waiting[len(gone) :]
        if atom.role == "target":
            waiting.append(atom)
            continue
        target = _answered(atom, waiting)
        if target:
            waiting.remove(target)
        pairs.append(_Pair(atom, target))
    pairs += [_Pair(None, target) for target in waiting]
    return sorted(pairs, key=lambda pair: (pair.done or pair.target or atoms[0]).start)


def _answered(done: _Atom, targets: list[_Atom]) -> _Atom | None:
    near = [target for target in targets if target.unit == done.unit and done.value <= target.value]
    silent = [target for target in near if not done.subject or not target.subject]
    best = max(near, key=lambda target: (_shared(done.subject, target.subject), target.start), default=None)
    if best and _shared(done.subject, best.subject):
        return best
    if done.whole in near:
        return done.whole
    return silent[-1] if silent else None


def _shared(one: str, other: str) -> int:
    """Length of the longest wording two subjects share, 0 below two characters."""
    lengths = range(min(len(one), len(other)), _SHARED - 1, -1)
    return next((size for size in lengths for at in range(len(one) - size + 1) if one[at : at + size] in other), 0)


def _quantity(pair: _Pair, text: str) -> NoticeQuantity:
    quoted = pair.done or pair.target
    if quoted is None:
        raise AssertionError("a pair has a result or a target")
    target_text = text[pair.target.start : pair.target.end] if pair.target and pair.done else None
    return NoticeQuantity(
        text=text[quoted.start : quoted.end],
        done=pair.done.value if pair.done else None,
        target=pair.target.value if pair.target else None,
        unit=quoted.unit,
        target_text=target_text,
        start=quoted.start,
        end=quoted.end,
    )
