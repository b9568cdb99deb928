"""Check-ins: who is in them, their prompts, and what was answered."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make their tables."""
    op.create_table(
        "check_in",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("creator_id", ID, nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name="fk_check_in_community_id"
        ),
        sa.ForeignKeyConstraint(["creator_id"], ["member.id"], name="fk_check_in_creator_id"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_check_in_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_check_in"),
        sa.UniqueConstraint("community_id", "name_key", name="uq_check_in_community_id_name_key"),
    )
    op.create_table(
        "check_in_wording",
        sa.Column("check_in_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("when", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name="fk_check_in_wording_by_id"),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_in.id"], name="fk_check_in_wording_check_in_id"
        ),
        sa.PrimaryKeyConstraint("check_in_id", "version", name="pk_check_in_wording"),
    )
    op.create_table(
        "check_in_setting",
        sa.Column("check_in_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_in.id"], name="fk_check_in_setting_check_in_id"
        ),
        sa.PrimaryKeyConstraint("check_in_id", "name", name="pk_check_in_setting"),
    )
    op.create_table(
        "check_in_enrolment",
        sa.Column("id", ID, nullable=False),
        sa.Column("check_in_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("at", sa.String()),
        sa.Column("days", sa.String()),
        sa.Column("reminders", sa.Integer()),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date()),
        sa.Column("next_at", UTCDateTime()),
        sa.Column("next_period", sa.Date()),
        sa.Column("last_period", sa.Date()),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("thread", sa.String()),
        sa.Column("joined_at", UTCDateTime(), nullable=False),
        sa.Column("left_at", UTCDateTime()),
        sa.Column("consent_where", sa.String(), nullable=False),
        sa.Column("consent_wording", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_in.id"], name="fk_check_in_enrolment_check_in_id"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name="fk_check_in_enrolment_member_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_check_in_enrolment"),
        sa.UniqueConstraint(
            "check_in_id", "member_id", name="uq_check_in_enrolment_check_in_id_member_id"
        ),
    )
    op.create_index(
        "ix_check_in_enrolment_member_id", "check_in_enrolment", ["member_id"], unique=False
    )
    op.create_index(
        "ix_check_in_enrolment_next_at", "check_in_enrolment", ["next_at"], unique=False
    )
    op.create_table(
        "prompt",
        sa.Column("id", ID, nullable=False),
        sa.Column("check_in_id", ID, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closes_at", UTCDateTime(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name="fk_prompt_check_in_id"),
        sa.PrimaryKeyConstraint("id", name="pk_prompt"),
        sa.UniqueConstraint("check_in_id", "period", name="uq_prompt_check_in_id_period"),
    )
    op.create_index("ix_prompt_state_closes_at", "prompt", ["state", "closes_at"], unique=False)
    op.create_table(
        "response",
        sa.Column("prompt_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("answered_at", UTCDateTime()),
        sa.Column("late_day", sa.Date()),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("remind_at", UTCDateTime()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_response_member_id"),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompt.id"], name="fk_response_prompt_id"),
        sa.PrimaryKeyConstraint("prompt_id", "member_id", name="pk_response"),
    )
    op.create_index("ix_response_member_id", "response", ["member_id"], unique=False)
    op.create_index("ix_response_remind_at", "response", ["remind_at"], unique=False)
    op.create_table(
        "answer",
        sa.Column("prompt_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_answer_member_id"),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompt.id"], name="fk_answer_prompt_id"),
        sa.PrimaryKeyConstraint("prompt_id", "member_id", "question", name="pk_answer"),
    )
    op.create_index("ix_answer_member_id", "answer", ["member_id"], unique=False)
    op.create_table(
        "anonymous_answer",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("prompt_id", ID, nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompt.id"], name="fk_anonymous_answer_prompt_id"),
        sa.PrimaryKeyConstraint("key", name="pk_anonymous_answer"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "anonymous_result",
        sa.Column("prompt_id", ID, nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompt.id"], name="fk_anonymous_result_prompt_id"),
        sa.PrimaryKeyConstraint("prompt_id", "question", name="pk_anonymous_result"),
    )
    op.create_table(
        "ask",
        sa.Column("id", ID, nullable=False),
        sa.Column("check_in_id", ID, nullable=False),
        sa.Column("prompt_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name="fk_ask_check_in_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_ask_member_id"),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompt.id"], name="fk_ask_prompt_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ask"),
        sa.UniqueConstraint(
            "prompt_id", "member_id", "question", name="uq_ask_prompt_id_member_id_question"
        ),
    )
    op.create_index("ix_ask_member_id", "ask", ["member_id"], unique=False)
    op.create_table(
        "ask_helper",
        sa.Column("ask_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("answer", sa.String()),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name="fk_ask_helper_ask_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_ask_helper_member_id"),
        sa.PrimaryKeyConstraint("ask_id", "member_id", name="pk_ask_helper"),
    )
    op.create_index("ix_ask_helper_member_id", "ask_helper", ["member_id"], unique=False)
