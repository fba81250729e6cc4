"""What was published against the ledger that names it: bodies go in, the first that differs comes out. No I/O here."""

from collections.abc import Iterable
from typing import Any

from services.ledger_checks import Chain, Flaw, Wrong
from workflows.canonical import sha256

Row = Any
# Which field of which event names a kept text by its id.
NAMED_BY = {"campaign.snapshot_frozen": "snapshot_id", "campaign.bulletin_published": "bulletin_id"}


def published_flaw(chain: Chain, kept: Iterable[Row]) -> Flaw | None:
    """`kept` are all frozen snapshots and bulletins of the campaign (id, body): none more, none less, none other."""
    named = {
        content[NAMED_BY[content["type"]]]: (seq, content["hash"])
        for seq, content in enumerate(chain.events, start=1)
        if content["type"] in NAMED_BY
    }
    found = {row.id: sha256(row.body) for row in kept}
    for kept_id, (seq, digest) in named.items():
        if found.get(kept_id) != digest:
            return Flaw(chain.stream, seq, Wrong.READ_MODEL, kept_id)
    more = sorted(set(found) - set(named))
    return Flaw(chain.stream, len(chain.events), Wrong.READ_MODEL, more[0]) if more else None
