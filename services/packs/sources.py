"""The packs there are: those shipped with the code, and those an office added to the database."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.packs import RulePack
from schemas.tables.rules import PACKS
from services.packs.reading import Source, read_source, resolve, sound
from workflows.canonical import canonical, sha256

STANDARD = "standard"
FOLDER = Path(__file__).parent / "shipped"


class ResolvedPack(NamedTuple):
    """A pack with all it takes from others. `body` is its canonical JSON, `hash` the SHA-256 of that."""

    pack: RulePack
    body: str
    hash: str
    shipped: bool


@lru_cache(maxsize=1)
def shipped_sources() -> Mapping[str, Source]:
    read = [read_source(path.name, path.read_bytes()) for path in sorted(FOLDER.glob("*.yaml"))]
    return {source.id: source for source in map(sound, read)}


@lru_cache(maxsize=1)
def shipped_packs() -> Mapping[str, ResolvedPack]:
    """By id. A fault in one of them is a fault of this release."""
    known = shipped_sources()
    return {name: resolved(sound(resolve(source, known)), shipped=True) for name, source in known.items()}


def resolved(pack: RulePack, *, shipped: bool) -> ResolvedPack:
    body = canonical(pack.model_dump(mode="json"))
    return ResolvedPack(pack, body, sha256(body), shipped)


async def own_sources(connection: AsyncConnection) -> dict[str, Source]:
    """The files an office added; one that this release no longer understands is left out."""
    rows = (await connection.execute(select(PACKS.c.id, PACKS.c.source))).all()
    read = [read_source(f"{row.id}.yaml", row.source.encode()) for row in rows]
    return {source.id: source for source in read if isinstance(source, Source)}


async def find_pack(connection: AsyncConnection, pack_id: str, *, hold: bool = False) -> ResolvedPack | None:
    """A pack as it was resolved when it was added. `hold`: nobody replaces it before this transaction ends."""
    if pack_id in shipped_packs():
        return shipped_packs()[pack_id]
    statement = select(PACKS.c.body, PACKS.c.hash).where(PACKS.c.id == pack_id)
    row = (await connection.execute(statement.with_for_update(read=True) if hold else statement)).one_or_none()
    return _stored(row.body, row.hash) if row else None


async def own_packs(connection: AsyncConnection) -> list[ResolvedPack]:
    rows = (await connection.execute(select(PACKS.c.body, PACKS.c.hash).order_by(PACKS.c.id))).all()
    return [_stored(row.body, row.hash) for row in rows]


def _stored(body: str, digest: str) -> ResolvedPack:
    return ResolvedPack(RulePack.model_validate_json(body), body, digest, shipped=False)
