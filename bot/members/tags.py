"""What members say about themselves, as rows: a value under a name, several where there are."""

from collections.abc import Collection, Mapping

from sqlalchemy import Column, ForeignKey, String, Table, select

from bot.database import Transaction, metadata
from bot.members.store import PAGE, member

tag = Table(
    "member_tag",
    metadata,
    Column("member_id", ForeignKey(member.c.id), primary_key=True),
    Column("name", String, primary_key=True),
    Column("value", String, primary_key=True),
)


async def put(tx: Transaction, member_id: int, tags: Mapping[str, Collection[str]]) -> None:
    """What a member says about themselves under these names, in place of what they said before."""
    await tx.run(tag.delete().where(tag.c.member_id == member_id, tag.c.name.in_(sorted(tags))))
    rows = [
        {"member_id": member_id, "name": name, "value": value}
        for name, values in sorted(tags.items())
        for value in sorted(set(values))
    ]
    await tx.run(tag.insert(), rows)


async def named(tx: Transaction, community_id: int, name: str) -> dict[int, list[str]]:
    """What members of the community say about themselves under this name, in order."""
    rows = await tx.all(
        select(tag.c.member_id, tag.c.value)
        .join(member, member.c.id == tag.c.member_id)
        .where(tag.c.name == name, member.c.community_id == community_id)
        .order_by(tag.c.member_id, tag.c.value)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row["member_id"], []).append(row["value"])
    return found


async def of(tx: Transaction, ids: Collection[int]) -> dict[int, dict[str, frozenset[str]]]:
    """What members say about themselves: for each who said anything, the values of each tag."""
    found: dict[int, dict[str, set[str]]] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), PAGE):
        page = ordered[start : start + PAGE]
        for row in await tx.all(select(tag).where(tag.c.member_id.in_(page))):
            values = found.setdefault(row["member_id"], {}).setdefault(row["name"], set())
            values.add(row["value"])
    return {
        member_id: {name: frozenset(values) for name, values in tags.items()}
        for member_id, tags in found.items()
    }
