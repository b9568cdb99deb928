"""The log of acts that others may ask about later: append-only, and without anybody's words."""

from datetime import datetime, timedelta

from sqlalchemy import Column, ForeignKey, Index, String, Table, select

from bot.database import Id, Transaction, UTCDateTime, metadata

KEPT = timedelta(days=365)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("community_id", ForeignKey("community.id"), nullable=False),
    Column("actor", String, nullable=False),  # the platform's id of whoever did it
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("details", String, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index("ix_audit_community_id_at", "community_id", "at"),
)


async def note(
    tx: Transaction,
    community: int,
    actor: str,
    action: str,
    now: datetime,
    *,
    subject: str = "",
    details: str = "",
) -> None:
    """Somebody did something, to something of ours: an id, never a name."""
    await tx.add(
        audit,
        community_id=community,
        actor=actor,
        action=action,
        subject=subject,
        details=details,
        at=now,
    )


async def forget(tx: Transaction, community: int, actor: str) -> None:
    """What somebody did stays; who it was does not."""
    await tx.run(
        audit.update()
        .where(audit.c.community_id == community, audit.c.actor == actor)
        .values(actor="")
    )


async def since(
    tx: Transaction, community: int, subject: str, moment: datetime
) -> list[tuple[str, str]]:
    """Who did what to one thing of ours after this moment, in order: actors and actions."""
    rows = await tx.all(
        select(audit.c.actor, audit.c.action)
        .where(audit.c.community_id == community, audit.c.subject == subject, audit.c.at > moment)
        .order_by(audit.c.id)
    )
    return [(row["actor"], row["action"]) for row in rows]


async def tidy(tx: Transaction, now: datetime) -> int:
    """Forget what is older than a year."""
    return await tx.run(audit.delete().where(audit.c.at < now - KEPT))
