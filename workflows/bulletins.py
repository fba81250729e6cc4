"""What a bulletin says, made from a frozen snapshot, and what later makes it wrong. Pure.

Case 15: nothing in a bulletin tells how much is withheld. Its figures count what it publishes, rows carry
neither id nor number (a gap would show), and the sentence about withheld content stands in every bulletin,
whether anything is withheld or not. What the party is not told the public is not told either.
What is withheld stays so under other numbers: children of a split or merge say what their parents said.
"""

from collections.abc import Iterable, Mapping

from schemas.campaign_parts import Withheld
from schemas.figures import Audience, BulletinBody, BulletinRow, Correction, FrozenBody, Standing
from schemas.notices import NoticeContacts
from workflows.counting import Verdict, figures, verdict

STATEMENT_ZH = "本通报数据仅就所列内容统计；按规定不宜公开的内容不在此列。"
STATEMENT_EN = "The figures count what is listed here; content that is not to be disclosed is not included."
OUTCOMES = {
    Verdict.DONE: ("已完成", "done"),
    Verdict.SUBSTANTIALLY_DONE: ("基本完成，持续整改", "basically done, continuing"),
    Verdict.NOT_DONE: ("未完成", "not done"),
    Verdict.UNDER_WAY: ("正在整改", "under way"),
}


def hidden(withheld: Iterable[Withheld], audience: Audience) -> frozenset[str]:
    """Ids of measures that the audience is not shown."""
    lists = {Audience.PARTY} if audience is Audience.PARTY else {Audience.PARTY, Audience.PUBLIC}
    return frozenset(entry.measure_id for entry in withheld if entry.audience in lists)


def shown(body: FrozenBody, withheld: Iterable[Withheld], audience: Audience) -> tuple[Standing, ...]:
    """The standings that the audience is shown, in the order of the notice; superseded ones as their successors."""
    left_out = _with_offspring(hidden(withheld, audience), body.standings)
    return tuple(
        one
        for one in body.standings
        if one.measure_id not in left_out and verdict(one.state, one.outcome) is not Verdict.SUPERSEDED
    )


def _with_offspring(left_out: frozenset[str], standings: Iterable[Standing]) -> frozenset[str]:
    """And whatever took their place. A child comes after its parents in every list."""
    found = set(left_out)
    for one in standings:
        if found.intersection(one.parents):
            found.add(one.measure_id)
    return frozenset(found)


def bulletin(
    body: FrozenBody, standings: tuple[Standing, ...], audience: Audience, contacts: NoticeContacts
) -> BulletinBody:
    return BulletinBody(
        title=body.title,
        audience=audience,
        cut_off=body.cut_off,
        statement_zh=STATEMENT_ZH,
        statement_en=STATEMENT_EN,
        figures=figures(standings),
        rows=tuple(_row(one, body.units) for one in standings),
        contact_phone=contacts.phone,
        contact_email=contacts.email,
        contact_post=contacts.post,
    )


def _row(one: Standing, units: Mapping[str, str]) -> BulletinRow:
    zh, en = OUTCOMES[verdict(one.state, one.outcome)]
    return BulletinRow(
        problem=one.problem,
        text=one.text,
        unit=units.get(one.lead_unit, one.lead_unit) if one.lead_unit else None,
        outcome_zh=zh,
        outcome_en=en,
        indicators=one.indicators,
    )


def corrections(published: Iterable[Standing], present: Mapping[str, Standing]) -> tuple[Correction, ...]:
    """What was published as better than it is now (cases 13 and 17). Progress since needs no correction."""
    return tuple(found for one in published for found in _corrections(one, present[one.measure_id]))


def _corrections(published: Standing, now: Standing) -> Iterable[Correction]:
    then, today = verdict(published.state, published.outcome), verdict(now.state, now.outcome)
    if then is Verdict.DONE and today is not Verdict.DONE:
        yield Correction(measure_id=now.measure_id, what="outcome", published=then, now=today)
    reported = {one.name: one.done for one in now.indicators}
    for one in published.indicators:
        if one.name in reported and reported[one.name] < one.done:
            yield Correction(
                measure_id=now.measure_id, what=one.name, published=str(one.done), now=str(reported[one.name])
            )
