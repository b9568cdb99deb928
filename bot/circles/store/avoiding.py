"""Who never wants to sit with whom, as rows that only the drawing and the person themselves see."""

from collections.abc import Mapping

from sqlalchemy import Column, ForeignKey, String, Table, select

from bot.database import Transaction, metadata, these
from bot.meetings.model import Pair
from bot.members.model import key
from bot.members.store import account, member

avoided = Table(
    "avoided",
    metadata,
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("ref", String, primary_key=True),  # the platform's id: they need not be known here
)


async def add(tx: Transaction, member_id: int, ref: str) -> None:
    """They never sit with that person."""
    await tx.put(avoided, [{"member_id": member_id, "ref": ref}], on=["member_id", "ref"])


async def remove(tx: Transaction, member_id: int, ref: str) -> None:
    """They may again."""
    await tx.run(avoided.delete().where(avoided.c.member_id == member_id, avoided.c.ref == ref))


async def forget(tx: Transaction, community: int, ref: str) -> None:
    """Nobody in a community avoids this account any more: it is not known there."""
    here = select(member.c.id).where(member.c.community_id == community)
    await tx.run(avoided.delete().where(avoided.c.ref == ref, avoided.c.member_id.in_(here)))


async def of_member(tx: Transaction, member_id: int) -> list[str]:
    """Whom somebody avoids, by the platform's ids."""
    rows = await tx.all(
        select(avoided.c.ref).where(avoided.c.member_id == member_id).order_by(avoided.c.ref)
    )
    return [row["ref"] for row in rows]


async def pairs(tx: Transaction, people: Mapping[str, int]) -> frozenset[Pair]:
    """Who of these people, by their platform's ids, never sits with whom; it works both ways."""
    theirs = avoided.c.member_id.in_(these(people.values()))
    rows = await tx.all(select(avoided).where(theirs))
    found = ((row["member_id"], people.get(row["ref"])) for row in rows)
    return frozenset(
        (min(one, other), max(one, other))
        for one, other in found
        if other is not None and other != one
    )


async def called(tx: Transaction, community: int, name: str) -> list[str]:
    """The platform's ids of those in a community who are called so, or whose id this is."""
    rows = await tx.all(
        select(account.c.ref, member.c.name)
        .join(member, member.c.id == account.c.member_id)
        .where(member.c.community_id == community)
        .order_by(account.c.ref)
    )
    return [row["ref"] for row in rows if row["ref"] == name or key(row["name"]) == key(name)]
