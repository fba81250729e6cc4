"""The files shown in the guide are files the program takes."""

import re
from pathlib import Path

from schemas.packs import Cadence, RulePack, Span
from services.packs.decrees import read_decree
from services.packs.reading import Source, read_source, resolve
from services.packs.sources import shipped_sources

GUIDE = Path(__file__).parents[3] / "services" / "docs" / "concepts.md"
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_the_pack_of_the_guide() -> None:
    source = read_source("guide.yaml", BLOCKS[0].encode())
    assert isinstance(source, Source)
    pack = resolve(source, shipped_sources())

    assert isinstance(pack, RulePack)
    assert (pack.phases.concentrated, pack.measure.cadence) == (Span(months=4), Cadence.FORTNIGHTLY)
    assert [rung.days_left for rung in pack.measure.ladder] == [15, 0]


def test_the_decree_of_the_guide() -> None:
    decree = read_decree("guide.yaml", BLOCKS[1].encode())

    assert decree.model_dump(include={"year", "days_worked"}) == {"year": 2027, "days_worked": ()}
