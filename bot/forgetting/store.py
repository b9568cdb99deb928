"""All rows of one member, in whichever feature: those that are theirs alone go, the rest stays."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, ForeignKey, Table, select

from bot.database import STAYS, Transaction, metadata
from bot.members.store import member


def names() -> Iterator[ForeignKey]:
    """Every column that names a member; a table that refers to others comes before them."""
    for table in reversed(metadata.sorted_tables):
        for key in sorted(table.foreign_keys, key=lambda each: each.parent.name):
            if key.column is member.c.id:
                yield key


async def delete(tx: Transaction, member_id: int) -> None:
    """Delete every row that is this member's alone, and what hangs on it."""
    for key in names():
        if STAYS not in key.parent.info:
            await _delete(tx, key.parent.table, key.parent == member_id)


async def _delete(tx: Transaction, table: Table, where: ColumnElement[bool]) -> None:
    for other in reversed(metadata.sorted_tables):
        for key in other.foreign_keys:
            if key.column.table is table:
                await _delete(tx, other, key.parent.in_(select(key.column).where(where)))
    await tx.run(table.delete().where(where))
