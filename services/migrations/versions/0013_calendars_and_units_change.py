"""Calendars a campaign counted by before, and units that are no more."""

import sqlalchemy as sa
from alembic import op

import schemas.tables.columns

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_calendars",
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"]),
        sa.PrimaryKeyConstraint("campaign_id", "version"),
    )
    with op.batch_alter_table("former_calendars", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_calendars_version"), ["version"], unique=False)
    op.create_table(
        "unit_successions",
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("successors", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", schemas.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"]),
        sa.PrimaryKeyConstraint("unit_id"),
    )


def downgrade() -> None:
    op.drop_table("unit_successions")
    with op.batch_alter_table("former_calendars", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_calendars_version"))
    op.drop_table("former_calendars")
