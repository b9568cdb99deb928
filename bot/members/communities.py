"""Communities and the workspaces in which they meet, as rows."""

import secrets as chance
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    RowMapping,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    select,
)

from bot.database import Id, Transaction, UTCDateTime, metadata
from bot.members.model import Community, Workspace

PROGRAMMES = 3  # that a member has at most, where no organiser said otherwise
SECRET_LIFETIME = timedelta(days=90)  # as long as a button lives


community = Table(
    "community",
    metadata,
    Column("id", Id, primary_key=True),
    Column("zone", String, nullable=False),
    Column("language", String, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("secret_before", LargeBinary),
    Column("secret_since", UTCDateTime, nullable=False),
    Column("lot_secret", LargeBinary, nullable=False),  # of the seeds; never replaced
    Column("paused_until", UTCDateTime),
    Column("created_at", UTCDateTime, nullable=False),
    Column("programmes", Integer),  # that a member has at most; none for as many as is usual
)
workspace = Table(
    "workspace",
    metadata,
    Column("id", Id, primary_key=True),
    Column("community_id", ForeignKey(community.c.id), nullable=False),
    Column("platform", String, nullable=False),
    Column("ref", String, nullable=False),
    Column("gone_at", UTCDateTime),
    UniqueConstraint("platform", "ref"),
)
_COMMUNITY = select(community).where(community.c.id == bindparam("id"))


async def workspace_named(tx: Transaction, platform: str, ref: str) -> Workspace | None:
    """The workspace with the platform's own id."""
    row = await tx.first(
        select(workspace).where(workspace.c.platform == platform, workspace.c.ref == ref)
    )
    return _workspace(row) if row else None


async def workspace_of(tx: Transaction, community_id: int, platform: str) -> Workspace | None:
    """The workspace in which a community meets on this platform."""
    row = await tx.first(
        select(workspace).where(
            workspace.c.community_id == community_id, workspace.c.platform == platform
        )
    )
    return _workspace(row) if row else None


async def make(
    tx: Transaction, platform: str, ref: str, *, zone: str, language: str, now: datetime
) -> Workspace:
    """A workspace that is new, and a community of its own."""
    community_id = await tx.add(
        community,
        zone=zone,
        language=language,
        secret=chance.token_bytes(32),
        secret_since=now,
        lot_secret=chance.token_bytes(32),
        created_at=now,
    )
    await tx.add(workspace, community_id=community_id, platform=platform, ref=ref)
    made = await workspace_named(tx, platform, ref)
    assert made is not None
    return made


async def set_gone(tx: Transaction, at: Workspace, when: datetime | None) -> None:
    """The bot was removed from this workspace at that moment; None: it is back."""
    await tx.run(workspace.update().where(workspace.c.id == at.id).values(gone_at=when))


async def with_id(tx: Transaction, community_id: int) -> Community | None:
    """The community with this id."""
    row = await tx.first(_COMMUNITY, id=community_id)
    if row is None:
        return None
    secrets = (row["secret"], row["secret_before"])
    known = tuple(secret for secret in secrets if secret)
    return Community(row["id"], row["zone"], row["language"], known, row["lot_secret"])


async def renew_secrets(tx: Transaction, now: datetime) -> int:
    """Replace the secrets that are as old as a button may get; the one before stays valid."""
    old = now - SECRET_LIFETIME
    rows = await tx.all(select(community.c.id).where(community.c.secret_since < old))
    for row in rows:
        await tx.run(
            community.update()
            .where(community.c.id == row["id"])
            .values(
                secret=chance.token_bytes(32),
                secret_before=community.c.secret,
                secret_since=now,
            )
        )
    return len(rows)


async def programmes_at_most(tx: Transaction, community_id: int) -> int:
    """How many programmes a member of the community has at a time."""
    row = await tx.first(select(community.c.programmes).where(community.c.id == community_id))
    return (row and row["programmes"]) or PROGRAMMES


async def set_programmes(tx: Transaction, community_id: int, most: int) -> None:
    """So many from now on. Whoever has more keeps them."""
    await tx.run(community.update().where(community.c.id == community_id).values(programmes=most))


def _workspace(row: RowMapping) -> Workspace:
    return Workspace(
        row["id"], row["community_id"], row["platform"], row["ref"], row["gone_at"] is not None
    )
