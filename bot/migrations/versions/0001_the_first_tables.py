"""The first tables: communities, members, circles, rounds, outbox, inbox and audit log."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "community",
        sa.Column("id", ID, nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("secret_before", sa.LargeBinary()),
        sa.Column("secret_since", UTCDateTime(), nullable=False),
        sa.Column("lot_secret", sa.LargeBinary(), nullable=False),
        sa.Column("paused_until", UTCDateTime()),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_community"),
    )
    op.create_table(
        "inbox",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "event", name="pk_inbox"),
    )
    op.create_index("ix_inbox_at", "inbox", ["at"], unique=False)
    op.create_table(
        "note",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_note"),
    )
    op.create_table(
        "audit",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_audit_community_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_community_id_at", "audit", ["community_id", "at"], unique=False)
    op.create_table(
        "member",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String()),
        sa.Column("zone_from", sa.String()),
        sa.Column("language", sa.String()),
        sa.Column("paused_until", UTCDateTime()),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_member_community_id"),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
    )
    op.create_index("ix_member_community_id", "member", ["community_id"], unique=False)
    op.create_table(
        "workspace",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("gone_at", UTCDateTime()),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name="fk_workspace_community_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
        sa.UniqueConstraint("platform", "ref", name="uq_workspace_platform_ref"),
    )
    op.create_table(
        "account",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("direct", sa.String()),
        sa.Column("gone_at", UTCDateTime()),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_account_member_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_account_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("workspace_id", "ref", name="uq_account_workspace_id_ref"),
    )
    op.create_index("ix_account_member_id", "account", ["member_id"], unique=False)
    op.create_table(
        "circle",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("creator_id", ID, nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("charter_version", sa.Integer(), nullable=False),
        sa.Column("next_at", UTCDateTime()),
        sa.Column("next_period", sa.Date()),
        sa.Column("lot_period", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("roster_asked", sa.Date()),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_circle_community_id"),
        sa.ForeignKeyConstraint(["creator_id"], ["member.id"], name="fk_circle_creator_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_circle_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_circle"),
        sa.UniqueConstraint("community_id", "name_key", name="uq_circle_community_id_name_key"),
    )
    op.create_index("ix_circle_next_at", "circle", ["next_at"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("member_id", ID),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("opening", sa.String()),
        sa.Column("payload", sa.Text()),
        sa.Column("receipt", sa.String()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempted_at", UTCDateTime()),
        sa.Column("first_attempt", UTCDateTime()),
        sa.Column("not_before", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("on_end", sa.String()),
        sa.Column("about", ID, nullable=False),
        sa.Column("ended_at", UTCDateTime()),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name="fk_delivery_community_id"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_delivery_member_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("key", name="uq_delivery_key"),
    )
    op.create_index("ix_delivery_lane_state", "delivery", ["lane", "state"], unique=False)
    op.create_index(
        "ix_delivery_state_not_before", "delivery", ["state", "not_before"], unique=False
    )
    op.create_table(
        "meeting",
        sa.Column("a", ID, nullable=False),
        sa.Column("b", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["a"], ["member.id"], name="fk_meeting_a"),
        sa.ForeignKeyConstraint(["b"], ["member.id"], name="fk_meeting_b"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_meeting_community_id"),
        sa.PrimaryKeyConstraint("a", "b", name="pk_meeting"),
    )
    op.create_index("ix_meeting_b", "meeting", ["b"], unique=False)
    op.create_table(
        "member_tag",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_member_tag_member_id"),
        sa.PrimaryKeyConstraint("member_id", "name", "value", name="pk_member_tag"),
    )
    op.create_table(
        "charter",
        sa.Column("circle_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("container", sa.Text(), nullable=False),
        sa.Column("construct", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name="fk_charter_by_id"),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name="fk_charter_circle_id"),
        sa.PrimaryKeyConstraint("circle_id", "version", name="pk_charter"),
    )
    op.create_table(
        "circle_setting",
        sa.Column("circle_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name="fk_circle_setting_circle_id"),
        sa.PrimaryKeyConstraint("circle_id", "name", name="pk_circle_setting"),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", ID, nullable=False),
        sa.Column("circle_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date()),
        sa.Column("joined_at", UTCDateTime(), nullable=False),
        sa.Column("left_at", UTCDateTime()),
        sa.Column("consent_where", sa.String(), nullable=False),
        sa.Column("consent_wording", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name="fk_enrolment_circle_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_enrolment_member_id"),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment"),
        sa.UniqueConstraint("circle_id", "member_id", name="uq_enrolment_circle_id_member_id"),
    )
    op.create_index("ix_enrolment_member_id", "enrolment", ["member_id"], unique=False)
    op.create_table(
        "round",
        sa.Column("id", ID, nullable=False),
        sa.Column("circle_id", ID, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seed", sa.String()),
        sa.Column("next_hash", sa.String()),
        sa.Column("inputs", sa.Text()),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name="fk_round_circle_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round"),
        sa.UniqueConstraint("circle_id", "period", name="uq_round_circle_id_period"),
    )
    op.create_table(
        "left_over",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_left_over_member_id"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_left_over_round_id"),
        sa.PrimaryKeyConstraint("round_id", "member_id", name="pk_left_over"),
    )
    op.create_table(
        "pairing",
        sa.Column("id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starter_id", ID, nullable=False),
        sa.Column("conversation", sa.String()),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_pairing_round_id"),
        sa.ForeignKeyConstraint(["starter_id"], ["member.id"], name="fk_pairing_starter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pairing"),
        sa.UniqueConstraint("round_id", "number", name="uq_pairing_round_id_number"),
    )
    op.create_table(
        "skip",
        sa.Column("enrolment_id", ID, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name="fk_skip_enrolment_id"),
        sa.PrimaryKeyConstraint("enrolment_id", "period", name="pk_skip"),
    )
    op.create_table(
        "seat",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("pairing_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_seat_member_id"),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name="fk_seat_pairing_id"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_seat_round_id"),
        sa.PrimaryKeyConstraint("round_id", "member_id", name="pk_seat"),
    )
    op.create_index("ix_seat_member_id", "seat", ["member_id"], unique=False)
    op.create_index("ix_seat_pairing_id", "seat", ["pairing_id"], unique=False)
