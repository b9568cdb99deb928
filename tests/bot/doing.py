"""What tests at the door do: press what they like, tell as platforms do, and count rows."""

from datetime import timedelta
from itertools import count

from sqlalchemy import ColumnElement, Table, select

from bot.chat.action import Key, carry
from bot.chat.answer import Answer
from bot.chat.request import Person, Request, Where
from bot.members import communities
from bot.texts.catalogue import Say
from tests.town import MONDAY, Town

SAY = Say("en", MONDAY.date())
STALE = str(SAY.label("stale.control"))
_EVENTS = count(1)


async def how_many(town: Town, table: Table, *where: ColumnElement[bool]) -> int:
    """How many rows there are."""
    async with town.database.read() as tx:
        return len(await tx.all(select(table).where(*where)))


async def press(
    town: Town, name: str, carried: str, *, event: str = "", workspace: str = "town"
) -> Answer:
    """Somebody presses something that carries this."""
    person = Person(name, name.title(), zone="UTC")
    event = event or f"press-{next(_EVENTS)}"
    return await town.bot.handle(
        Request("stage", workspace, person, event, where=Where("lunch"), carried=carried)
    )


async def sealed(town: Town, action: str, *state: str, age: int = 0, person: str = "") -> str:
    """What a button of the town carries that was made so many days ago."""
    async with town.database.read() as tx:
        found = await communities.with_id(tx, 1)
        assert found is not None
    day = town.clock.now().date() - timedelta(days=age)
    return carry(action, state, Key(found.secrets[0], 1, day, person))


async def event(town: Town, action: str, person: Person, *, workspace: str = "town") -> None:
    """The platform tells of somebody, or of itself."""
    await town.bot.handle(Request("stage", workspace, person, f"told-{next(_EVENTS)}", action))
