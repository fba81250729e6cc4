"""Recusals, delegations, handovers."""

import sqlalchemy as sa
from alembic import op

import schemas.tables.columns

# As for the ledger: what was handed over is not changed by anyone who connects, this code included.
FORBID = "handovers are append-only"
SQLITE_GUARDS = [
    f"CREATE TRIGGER handovers_no_{verb.lower()} BEFORE {verb} ON handovers BEGIN SELECT RAISE(ABORT, '{FORBID}'); END"
    for verb in ("UPDATE", "DELETE")
] + [
    # INSERT OR REPLACE deletes the row in its way without firing the trigger above.
    f"""CREATE TRIGGER handovers_no_replace BEFORE INSERT ON handovers WHEN EXISTS (
    SELECT 1 FROM handovers WHERE id = NEW.id OR (unit_id = NEW.unit_id AND seq = NEW.seq)
    ) BEGIN SELECT RAISE(ABORT, '{FORBID}'); END""",  # noqa: S608 - no outside text
]
POSTGRESQL_GUARDS = [
    f"""CREATE FUNCTION handovers_append_only() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '{FORBID}'; END $$""",
    """CREATE TRIGGER handovers_no_change BEFORE UPDATE OR DELETE ON handovers
    FOR EACH ROW EXECUTE FUNCTION handovers_append_only()""",
    """CREATE TRIGGER handovers_no_truncate BEFORE TRUNCATE ON handovers
    FOR EACH STATEMENT EXECUTE FUNCTION handovers_append_only()""",
]

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recusals",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("principal_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", schemas.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["principal_id"], ["principals.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_recusals_principal_id", "recusals", ["principal_id"])
    op.create_table(
        "delegations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("principal_id", sa.String(length=64), nullable=False),
        sa.Column("stand_in_id", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", schemas.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("ended_at", schemas.tables.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["principal_id"], ["principals.id"]),
        sa.ForeignKeyConstraint(["stand_in_id"], ["principals.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_delegations_principal_id", "delegations", ["principal_id"])
    op.create_index("ix_delegations_stand_in_id", "delegations", ["stand_in_id"])
    op.create_table(
        "handovers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("outgoing_id", sa.String(length=64), nullable=False),
        sa.Column("outgoing_name", sa.String(), nullable=False),
        sa.Column("incoming_id", sa.String(length=64), nullable=False),
        sa.Column("incoming_name", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", schemas.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("unit_id", "seq"),
    )
    for statement in SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("handovers")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION handovers_append_only()")
    op.drop_table("delegations")
    op.drop_table("recusals")
