"""The sample shipped with the product has the structure of the real notice and invented names."""

import datetime as dt
from pathlib import Path

import services.notices.parse as parser
from schemas.notices import DeadlineKind, ParsedNotice
from services.notices.reconcile import reconcile

SAMPLE = Path(parser.__file__).with_name("sample.txt")


def _sample() -> ParsedNotice:
    parsed = parser.parse_notice(SAMPLE.name, SAMPLE.read_bytes())
    assert isinstance(parsed, ParsedNotice)
    return parsed


def test_same_numbers_as_the_real_notice() -> None:
    sample = _sample()
    assert sample.declared.model_dump() == {"aspects": 4, "items": 13, "measures": 109, "lead_units": 21}
    assert sample.found.model_dump() == {"problems": 35, "numbered": 109, "plain": 3}
    assert sample.warnings == ()
    assert [row.agrees for row in reconcile(sample).rows] == [None, False, True, None, None, None]


def test_dates_and_contacts() -> None:
    sample = _sample()
    assert sample.feedback_date == dt.date(2026, 6, 26)
    assert sample.published_date == dt.date(2026, 10, 27)
    assert sample.contacts.phone == "0000-12345678"
    assert sample.contacts.email == "hepu@example.cn"


def test_promises_are_dated_and_lie_ahead() -> None:
    measures = [measure for problem in _sample().problems for measure in problem.measures]
    dated = [item for measure in measures for item in measure.deadlines if item.date]
    promised = [item for item in dated if item.kind in {DeadlineKind.BY_DATE, DeadlineKind.PERIOD_END}]
    assert len(promised) >= 20
    assert all(item.date and item.date > dt.date(2026, 10, 27) for item in promised)


def test_a_good_handful_of_quantities_has_both_sides() -> None:
    measures = [measure for problem in _sample().problems for measure in problem.measures]
    both = [item for measure in measures for item in measure.quantities if item.done is not None and item.target]
    assert len(both) >= 15
    assert all(item.done <= item.target for item in both if item.done is not None and item.target)
