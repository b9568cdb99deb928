"""A make-believe community: people who type and press, a clock to wind on, a real database."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sqlalchemy import select

from bot.app import Bot
from bot.chat.answer import Answer, Invalid, Open, Replace, Reply, Settle
from bot.chat.command import typed
from bot.chat.message import Button, Facts, Message, Select
from bot.chat.request import Person, Request, Value, Where
from bot.chat.text import Link, Mention, Moment, Place, Quote, Text, Words
from bot.clock import SetClock
from bot.database import Database
from bot.inbox.patience import Patience
from bot.lunches.store import signs
from bot.members.store import member
from bot.migrations.upgrade import upgrade
from tests.stage import Stage

MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)  # in a week without a change of clocks
CHARTER = {
    "name": "Harbour lunch",
    "container": "People of the harbour who hardly know each other",
    "construct": "every week on Tuesday at 12:00 in tables of 2",
    "conversation": "What are you building?",
    "community": "Like lunch with a friend of a friend",
}

_EVENTS = count(1)


class Town:
    """One community on one platform, and the bot in it.

    Its people look in now and then as time goes on, so that nobody is silent; unless `looks_in` is
    taken from them.
    """

    def __init__(self, bot: Bot, stage: Stage, clock: SetClock, database: Database) -> None:
        self.bot = bot
        self.stage = stage
        self.clock = clock
        self.database = database
        self.looks_in = True
        self._looked = clock.now()
        self._events = _EVENTS  # of all towns: one that is opened again has had its first ones

    def person(self, name: str, *, organises: bool = False) -> Person:
        """Somebody of the town."""
        return Person(name.casefold(), name, organises, zone="UTC")

    async def says(
        self,
        name: str,
        line: str,
        *,
        organises: bool = False,
        channel: str | None = "lunch",
        event: str = "",
        workspace: str = "town",
        may_post: bool = True,
    ) -> Answer:
        """Somebody types a command."""
        word, _, rest = line.removeprefix("/").partition(" ")
        command = next(each for each in self.bot.commands if each.name == word)
        action, values = typed(command, rest)
        return await self.bot.handle(
            Request(
                "stage",
                workspace,
                self.person(name, organises=organises),
                event or f"event-{next(self._events)}",
                action,
                values,
                Where(channel, may_post),
            )
        )

    async def presses(
        self,
        name: str,
        message: Message | Answer,
        label: str,
        *,
        organises: bool = False,
        choice: str = "",
        event: str = "",
        channel: str | None = "lunch",
    ) -> Answer:
        """Somebody presses the button with this label, or chooses from the select."""
        control = pressed(message, label)
        values: Mapping[str, Value] = {"choice": choice} if choice else {}
        return await self._back(name, control.carried, values, organises, event, channel)

    async def sends(
        self,
        name: str,
        opened: Answer,
        values: Mapping[str, Value],
        *,
        organises: bool = False,
        event: str = "",
        channel: str | None = "lunch",
    ) -> Answer:
        """Somebody fills in the form that opened, and sends it."""
        assert isinstance(opened, Open | Invalid), said(opened)
        carried = opened.form.carried
        return await self._back(name, carried, values, organises, event, channel)

    async def opens(self, by: str = "Olga", **lines: str) -> Answer:
        """An organiser makes a circle."""
        channel = lines.pop("channel", "lunch")
        form = await self.says(by, "/circle create", organises=True, channel=channel)
        return await self.sends(by, form, CHARTER | lines, organises=True, channel=channel)

    async def joins(self, *names: str, circle: str = "") -> None:
        """People join, each by their own word."""
        for name in names:
            answer = await self.says(name, f"/lunch join {circle}".strip())
            assert "You are in" in said(answer), said(answer)

    async def dates(self, name: str, introduction: Message, when: str = "") -> Message:
        """Somebody says that their table has a date; the introduction as it reads then."""
        form = await self.presses(name, introduction, "We have a date")
        answer = await self.sends(name, form, {"when": when})
        assert "You have a date" in said(answer), said(answer)
        await self.bot.deliver()
        return self.stage.by_now(introduction)

    async def wind(self, **by: float) -> None:
        """Time goes on, and the bot with it."""
        await self.wind_to(self.clock.now() + timedelta(**by))

    async def wind_to(self, end: datetime) -> None:
        """Time goes on until then, the bot doing what is due on the way."""
        while True:
            await self.leap_to(self.clock.now())
            if self.clock.now() >= end:
                return
            coming = [at for at, _ in await self.bot.ahead() if at > self.clock.now()]
            self.clock.set(min([end, *coming[:1], self.clock.now() + timedelta(hours=12)]))

    async def leap_to(self, moment: datetime) -> None:
        """It is that moment at once: only what is still due then is done."""
        self.clock.set(moment)
        await self._look_in()
        await self.bot.call_roll()
        await self.bot.tick()
        await self.bot.deliver()

    async def _look_in(self) -> None:
        """Everybody gives a sign of life, if it is a while since they did."""
        now = self.clock.now()
        if not self.looks_in or now - self._looked < timedelta(days=10):
            return
        self._looked = now
        async with self.database.write() as tx:
            for row in await tx.all(select(member.c.id)):
                await signs.note(tx, row["id"], now)

    async def _back(
        self,
        name: str,
        carried: str,
        values: Mapping[str, Value],
        organises: bool,
        event: str,
        channel: str | None,
    ) -> Answer:
        assert carried, "nothing was sealed"
        return await self.bot.handle(
            Request(
                "stage",
                "town",
                self.person(name, organises=organises),
                event or f"event-{next(self._events)}",
                values=values,
                where=Where(channel),
                carried=carried,
            )
        )


@asynccontextmanager
async def town(
    folder: Path, stage: Stage | None = None, at: datetime = MONDAY
) -> AsyncIterator[Town]:
    """A town with a database of its own in this folder; opened again, it is the same town."""
    database = await migrated(folder / "town.db")
    try:
        clock, stage = SetClock(at), stage or Stage()
        bot = Bot(database, clock, rng=Random(1), patience=Patience(at_once=1_000_000))
        bot.platforms["stage"] = stage
        await bot.recover()
        yield Town(bot, stage, clock, database)
    finally:
        await database.close()


async def migrated(path: Path) -> Database:
    """The database at this path; a new one is a copy of one that was migrated once."""
    if not path.exists():
        if not _TEMPLATE:
            with TemporaryDirectory() as folder:
                first = Path(folder) / "template.db"
                database = await Database.open(f"sqlite+aiosqlite:///{first}")
                await upgrade(database)
                await database.close()
                _TEMPLATE.append(first.read_bytes())
        path.write_bytes(_TEMPLATE[0])
    return await Database.open(f"sqlite+aiosqlite:///{path}")


_TEMPLATE: list[bytes] = []  # filled at the first use: migrating takes half a second


def pressed(message: Message | Answer, label: str) -> Button | Select:
    """The control with this label or prompt."""
    shown = message if isinstance(message, Message) else shown_in(message)
    for control in shown.controls:
        if isinstance(control, Button) and control.label == label:
            return control
        if isinstance(control, Select) and control.prompt == label:
            return control
    raise AssertionError(f"no {label!r} in {said(shown)}")


def shown_in(answer: Answer) -> Message:
    """The message of a reply."""
    assert isinstance(answer, Reply | Replace | Settle), answer
    return answer.message


def said(what: Message | Answer) -> str:
    """What a person reads, as plain text, a line for each part; buttons in brackets."""
    if isinstance(what, Reply | Replace):
        return said(what.message)
    if isinstance(what, Settle):
        return "\n".join(said(each) for each in (what.message, what.aside) if each)
    if isinstance(what, Open | Invalid):
        errors = what.errors if isinstance(what, Invalid) else ()
        return "\n".join([what.form.title, *(f"{field}: {plain(why)}" for field, why in errors)])
    if not isinstance(what, Message):
        return ", ".join(option.label for option in what.options)
    lines = [plain(what.title)] if what.title else []
    for block in what.body:
        if isinstance(block, Facts):
            lines += [f"{plain(label)}: {plain(value)}" for label, value in block.rows]
        else:
            lines.append(plain(block))
    if what.foot:
        lines.append(plain(what.foot))
    for control in what.controls:
        lines.append(f"[{control.prompt if isinstance(control, Select) else control.label}]")
    return "\n".join(lines)


def plain(text: Text) -> str:
    """A text without its types."""
    return "".join(_plain(span) for span in text)


def _plain(span: Words | Quote | Mention | Place | Moment | Link) -> str:
    match span:
        case Words(text=words) | Quote(text=words):
            return words
        case Mention(user=user):
            return f"@{user}"
        case Place(channel=channel):
            return f"#{channel}"
        case Moment(at=at):
            return f"{at:%a %d %b %H:%M}"
        case Link(label=label):
            return label
