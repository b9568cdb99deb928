"""What tests of rounds share: many people at once, another rhythm, a stage that opens nothing."""

from datetime import date, timedelta

from sqlalchemy import RowMapping, Table, select

from bot.chat.platform import (
    Address,
    Opening,
    Payload,
    Receipt,
    Undeliverable,
)
from bot.circles.store.enrolments import enrolment
from bot.members.store import account, member
from tests.stage import Stage
from tests.town import CHARTER, MONDAY, Town

NOON = MONDAY + timedelta(days=1, hours=4)  # Tuesday, when the first round is due
TUESDAY = date(2026, 11, 17)


async def rows(town: Town, table: Table) -> list[RowMapping]:
    """All that is stored there."""
    async with town.database.read() as tx:
        return list(await tx.all(select(table)))


def at_other_times(construct: str) -> dict[str, str]:
    """The form with another rhythm."""
    return CHARTER | {"construct": construct}


class Closed(Stage):
    """A stage that opens no conversation."""

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Carry anything else."""
        if isinstance(payload, Opening):
            raise Undeliverable("user_not_found", forever=True)
        return await super().deliver(workspace, to, payload, key)


async def many_join(town: Town, people: int) -> None:
    """So many people are in the circle, each by their own word, as far as the rows tell."""
    async with town.database.write() as tx:
        ids = range(100, 100 + people)
        born = {"community_id": 1, "zone": "UTC", "created_at": MONDAY}
        await tx.run(member.insert(), [{"id": n, "name": f"Person {n}", **born} for n in ids])
        await tx.run(
            account.insert(), [{"member_id": n, "workspace_id": 1, "ref": f"p{n}"} for n in ids]
        )
        said_yes = {"paused": False, "joined_at": MONDAY, "consent_where": "command"}
        await tx.run(
            enrolment.insert(),
            [{"circle_id": 1, "member_id": n, "consent_wording": 1, **said_yes} for n in ids],
        )
