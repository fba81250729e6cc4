"""A campaign's whole life: answers to its commands, frozen numbers, bulletins, links; outcomes to count by."""

import sqlalchemy as sa
from alembic import op

import schemas.tables.columns

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

FORBID = "what is published never changes"
FIXED = ("frozen_snapshots", "bulletins")


def upgrade() -> None:
    op.create_table(
        "campaign_submissions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("principal_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("received_at", schemas.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("principal_id", "key"),
    )
    op.create_index("ix_campaign_submissions_campaign_id", "campaign_submissions", ["campaign_id"])
    op.create_table(
        "frozen_snapshots",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("cut_off", schemas.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_frozen_snapshots_campaign_id", "frozen_snapshots", ["campaign_id"])
    op.create_table(
        "bulletins",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("snapshot_id", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("published_at", schemas.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"]),
        sa.ForeignKeyConstraint(["snapshot_id"], ["frozen_snapshots.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_bulletins_campaign_id", "bulletins", ["campaign_id"])
    op.create_table(
        "measure_links",
        sa.Column("measure_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"]),
        sa.PrimaryKeyConstraint("measure_id", "kind", "target"),
    )
    op.create_index("ix_measure_links_target", "measure_links", ["target"])
    # SQLite adds a column without writing the table anew, so nothing that refers to it is touched.
    op.add_column("measures", sa.Column("outcome", sa.String(), nullable=True))
    # What the first release could write: a measure that is signed off is done.
    op.execute("UPDATE measures SET outcome = 'done' WHERE state = 'signed_off'")
    op.execute("UPDATE campaigns SET state = 'received' WHERE confirmed_at IS NULL")
    _guard()


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in FIXED:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{FORBID}'); END"
                )
        return
    op.execute(
        f"CREATE FUNCTION published_for_good() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN RAISE EXCEPTION '{FORBID}'; END $$"
    )
    for table in FIXED:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION published_for_good()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION published_for_good()"
        )


def downgrade() -> None:
    op.execute("UPDATE campaigns SET state = 'planning' WHERE confirmed_at IS NULL")
    with op.batch_alter_table("measures") as batch_op:
        batch_op.drop_column("outcome")
    for table in ("measure_links", "bulletins", "frozen_snapshots", "campaign_submissions"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION published_for_good()")
