"""Rule packs and calendars, frozen on campaigns; those that exist get the standard pack and the plain calendar."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

import schemas.tables.columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# As this release ships it: what a campaign froze does not change with later ones.
STANDARD = """
{"ground":"三色预警(江津)；延期(青岛)；百分制扣分(固原、扶风)；五处不实为零分(衡水2018)；其余自定。",
"id":"standard","measure":{"cadence":"monthly","change_decide":{"days":0,"months":0,"working_days":10},
"claim_due":{"days":0,"months":0,"working_days":5},"contest_decide":{"days":0,"months":0,"working_days":5},
"extension_ask_by":{"days":0,"months":0,"working_days":20},"extension_cap":{"days":0,"months":12,
"working_days":0},"former_post_years":3,"gate_review":{"days":0,"months":0,"working_days":5},"interim_review":{
"days":0,"months":3,"working_days":0},"interim_slots":[["supervisor"],["supervisor"],["office"]],"ladder":[{
"colour":"green","days_left":20,"to":["unit_liaison"]},{"colour":"yellow","days_left":10,"to":["unit_liaison",
"leader_in_charge"]},{"colour":"red","days_left":0,"to":["unit_liaison","unit_principal"]}],"look_back_after":{
"days":0,"months":6,"working_days":0},"one_team":false,"order_answer":{"days":0,"months":0,"working_days":5},
"overdue_every":{"days":7,"months":0,"working_days":0},"returns_before_escalation":3,"sign_off":{"days":0,
"months":0,"working_days":5},"sign_off_slots":[["supervisor"]],"suspended_every":{"days":0,"months":1,
"working_days":0},"verification":{"days":0,"months":0,"working_days":10},"verification_slots":[["supervisor"]]},
"phases":{"bulletin":{"days":0,"months":0,"working_days":5},"concentrated":{"days":0,"months":6,
"working_days":0},"evaluation":{"days":0,"months":1,"working_days":0},"objection":{"days":30,"months":0,
"working_days":0},"plan_due":{"days":0,"months":1,"working_days":0},"plan_review":{"days":0,"months":0,
"working_days":10},"principal_report":false,"progress_report_due":{"days":0,"months":6,"working_days":0},
"transferred_lead":{"days":0,"months":6,"working_days":0},"transferred_lead_hard_stop":{"days":0,"months":12,
"working_days":0}},"scoring":{"deductions":[{"at_most":15,"events":["measure.gate_returned"],
"indicator":"organisation","points":3,"title_zh":"组织领导：销号申请被退回"},{"at_most":15,"events":[
"measure.report_returned"],"indicator":"responsibility","points":1,"title_zh":"责任落实：进展报告被退回"},{
"at_most":60,"events":["measure.verification_failed","measure.sign_off_refused"],"indicator":"completion",
"points":6,"title_zh":"整改完成：现场核查不通过或不予销号"}],"grades":[{"at_least":90,"name":"good",
"title_zh":"好"},{"at_least":80,"name":"fairly_good","title_zh":"较好"},{"at_least":60,"name":"fair",
"title_zh":"一般"},{"at_least":0,"name":"poor","title_zh":"差"}],"vetoes":[{"count":5,"events":[
"measure.verification_failed"],"title_zh":"申报情况与事实不符(现场核查不通过)五次以上"}]},
"title_en":"Standard rules","title_zh":"标准规则"}
"""
PLAIN = '{"days_off":[],"days_worked":[],"decreed_years":[],"version":"plain"}'
COLUMNS = ("pack_hash", "pack_body", "calendar_version", "calendar_body")


def upgrade() -> None:
    op.create_table(
        "packs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at", schemas.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "calendars",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("decree", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at", schemas.tables.columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_index(op.f("ix_calendars_version"), "calendars", ["version"], unique=False)
    # Columns are added in place: SQLite can't make `campaigns` anew while other tables refer to its rows.
    for name, kind in zip(COLUMNS, (sa.String(), sa.Text(), sa.String(length=64), sa.Text()), strict=True):
        op.add_column("campaigns", sa.Column(name, kind, nullable=False, server_default=""))
    op.execute(_frozen())
    if op.get_bind().dialect.name == "postgresql":
        for name in COLUMNS:
            op.alter_column("campaigns", name, server_default=None)


def _frozen() -> sa.Update:
    body = json.dumps(json.loads(STANDARD), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    campaigns = sa.table("campaigns", *(sa.column(name) for name in COLUMNS))
    values = (hashlib.sha256(body.encode()).hexdigest(), body, "plain", PLAIN)
    return sa.update(campaigns).values(dict(zip(COLUMNS, values, strict=True)))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("campaigns", name)
    op.drop_index(op.f("ix_calendars_version"), table_name="calendars")
    op.drop_table("calendars")
    op.drop_table("packs")
