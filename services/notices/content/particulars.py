"""What a notice says about itself: declared totals, the feedback and publication days, contact lines."""

import datetime as dt
import re

from schemas.notices import DeclaredTotals, NoticeContacts
from services.notices.content.dates import days_named, last_day_before, safe_date
from services.notices.files.folding import numeral

_N = r"(\d{1,4}|[一二两三四五六七八九十百零〇]{1,6})"
_TOGETHER = re.compile(
    rf"{_N}个?方面[^。;\d]{{0,8}}?{_N}[项个][^。;\d]{{0,8}}?{_N}[条项个](?:具体)?(?:整改)?(?:措施|任务|举措)"
)
_ASPECTS = re.compile(rf"{_N}个?方面(?=[^。;]{{0,12}}(?:问题|整改|{_N}[项个条]))")
_ITEMS = re.compile(rf"{_N}[项个](?:具体|整改|反馈|突出|主要)*(?:问题|事项|任务)")
_MEASURES = re.compile(rf"{_N}[条项个](?:具体|整改)*(?:措施|举措)")
_LEAD_UNITS = re.compile(rf"{_N}[家个]牵头(?:责任)?(?:单位|部门)|牵头(?:单位|部门){_N}[家个]")

_FEEDBACK = re.compile(r"反馈")
_SENTENCE = re.compile(r"[^。!?\n]+")
_PUBLISHED = re.compile(r"(?:发布|公布|印发|通报)(?:日期|时间)\s*:\s*((?:19|20)\d{2})[-./年](\d{1,2})[-./月](\d{1,2})")
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日[^。\n]{0,40}反馈")

_PHONE = re.compile(r"(?:电话|传真|热线)(?:号码)?\s*(?:\([^)]*\))?\s*:?\s*(\(?\+?\d[\d\-() 转]{5,24}\d)")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_POST = re.compile(
    r"(?:邮政信箱|邮寄地址|通[讯信]地址|来信地址|联系地址|信箱地址|(?<!电子)(?<!邮件)地址)\s*:?\s*([^;,。\n]{4,80})"
)


def declared_totals(folded: str) -> tuple[DeclaredTotals, bool]:
    """Totals stated in `folded` (the words before the first problem), and whether several measure totals compete."""
    together = _TOGETHER.search(folded)
    lead_units = _first(_LEAD_UNITS, folded)
    if together:
        aspects, items, measures = (numeral(group) for group in together.groups())
        return DeclaredTotals(aspects=aspects, items=items, measures=measures, lead_units=lead_units), False
    several = len({numeral(match.group(1)) for match in _MEASURES.finditer(folded)}) > 1
    declared = DeclaredTotals(
        aspects=_first(_ASPECTS, folded),
        items=_first(_ITEMS, folded),
        measures=_first(_MEASURES, folded),
        lead_units=lead_units,
    )
    return declared, several


def _first(pattern: re.Pattern[str], folded: str) -> int | None:
    match = pattern.search(folded)
    return numeral(next(group for group in match.groups() if group)) if match else None


def published_date(folded: str) -> dt.date | None:
    """The 发布日期 line, else the last full day that stands alone on a line (the signature)."""
    named = _PUBLISHED.search(folded)
    if named:
        return safe_date(int(named[1]), int(named[2]), int(named[3]))
    for line in reversed(folded.splitlines()):
        content = line.strip(" ()")
        days = days_named(content) if content.endswith("日") and "年" in content else []
        if days and days[0][0] == 0 and len(content) <= len("二〇二〇年十二月三十一日"):
            return days[0][1]
    return None


def feedback_date(folded: str, published: dt.date | None) -> dt.date | None:
    """The day named last before 反馈 in the first sentence that has both; its year follows the days named before it."""
    days = days_named(folded)
    for sentence in _SENTENCE.finditer(folded):
        for word in _FEEDBACK.finditer(sentence.group()):
            until = sentence.start() + word.start()
            within = [date for start, date in days if sentence.start() <= start < until]
            if within:
                return within[-1]
    named = _MONTH_DAY.search(folded) if published else None
    if named and published:
        return last_day_before(published, int(named[1]), int(named[2]))
    return None


def contacts_in(folded: str) -> NoticeContacts:
    """Phone, e-mail and postal address, half-width, from the last lines that name them."""
    return NoticeContacts(phone=_last(_PHONE, folded), email=_last(_EMAIL, folded), post=_last(_POST, folded))


def _last(pattern: re.Pattern[str], folded: str) -> str | None:
    found = [match.group(match.lastindex or 0).strip() for match in pattern.finditer(folded)]
    return found[-1] if found else None
