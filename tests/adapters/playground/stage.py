"""A small bot with a script, and the playground around it, for the tests of the page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.playground.platform import Playground
from bot.chat.answer import Answer, Choices, Invalid, Open, Replace, Reply, Settle
from bot.chat.command import Command, Parameter, Verb
from bot.chat.form import ChoiceField, ChoicesField, Form, TextField
from bot.chat.message import Button, Facts, Message, Option, Select
from bot.chat.platform import Channel, Opening, Table
from bot.chat.request import Request
from bot.chat.text import Link, Mention, Moment, Place, Quote, Text, Words
from bot.clock import SetClock

START = datetime(2026, 11, 19, 12, 20, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NASTY = "<b>x</b> @everyone *x* _y_ `z` <@U1> &lt;"


def words(text: str) -> Text:
    """Some words of the bot."""
    return (Words(text),)


def _verbs(command: str, *verbs: str) -> tuple[Verb, ...]:
    circle = (Parameter("circle", "Which circle", "circles.complete"),)
    says = {
        "join": "Take a seat in a circle",
        "leave": "Give your seat back",
        "pause": "No round until a day, or for some weeks",
        "skip": "Sit out the next round only",
        "status": "Where you stand",
        "next": "When the next round is drawn",
        "create": "Make a circle, here in this channel",
        "list": "Every circle there is",
        "preview": "The tables that the next round would make, for your eyes only",
    }
    free = {"status", "next", "help", "create", "list"}
    return tuple(
        Verb(verb, f"{command}.{verb}", says.get(verb, f"{verb}, in a line"), circle)
        if verb not in free
        else Verb(verb, f"{command}.{verb}", says.get(verb, f"{verb}, in a line"))
        for verb in verbs
    )


LUNCH_VERBS = ("join", "leave", "pause", "resume", "skip", "unskip", "status", "next", "help")
CIRCLE_VERBS = ("create", "list", "show", "edit", "preview", "run", "help")
COMMANDS = (
    Command(
        "lunch",
        "Your seat at the table",
        _verbs("circles", *LUNCH_VERBS),
        "circles.status",
        "circles.help",
    ),
    Command("circle", "Run a circle", _verbs("organising", *CIRCLE_VERBS), "organising.list", "x"),
)

FORM = Form(
    title="A new circle",
    submit="Make it",
    action="organising.created",
    carried="form",
    fields=(
        TextField("name", "Name"),
        TextField("who", "Who is it for, and why", "Two lines are plenty.", long=True),
        TextField("how", "How we meet", "For instance: every week on Monday at 9:00"),
        ChoiceField("size", "Seats at a table", (Option("Two", "2"), Option("Three", "3"))),
        ChoicesField("days", "Good days", (Option("Monday", "mon"), Option("Friday", "fri"))),
    ),
)


@dataclass
class Script:
    """Answers as it is written here, and keeps what it was asked."""

    clock: SetClock = field(default_factory=lambda: SetClock(START))
    members: set[str] = field(default_factory=set)
    asked: list[Request] = field(default_factory=list)
    rounds: int = 0
    stage: Playground | None = None

    async def handle(self, request: Request) -> Answer:
        """Do what is asked."""
        self.asked.append(request)
        action = request.carried or request.action
        match action.rpartition(".")[2]:
            case "join":
                return self._join(request)
            case "leave" | "pause" | "skip":
                return Reply(Message(words("You sit this one out"), (words("Back on Monday."),)))
            case "next":
                message = Message(words("The next round"), (words("Nothing more to say."),))
                again = (Button("Later", "circles.later", carried="later"),)
                return Reply(replace(message, controls=again))
            case "later":
                return Replace(Message(words("Later it is"), (words("This is settled."),)))
            case "settle" | "outcome":
                met = Message(words("You met"), (words("It is settled."),))
                return Settle(met, Message(body=(words("Only for you."),)))
            case "status":
                return self._status()
            case "choose":
                chosen = str(request.values["choice"])
                return Replace(Message(words("You chose"), (words(chosen),)))
            case "create":
                return Open(FORM)
            case "form":
                return self._created(request)
            case "complete":
                typed = request.value("typed").casefold()
                names = ("Lunch", "Book club")
                return Choices(tuple(Option(n, n) for n in names if typed in n.casefold()))
            case "broken":
                raise RuntimeError("a bug")
            case verb:
                return Reply(Message(body=(words(f"I heard {verb}."),)))

    def _join(self, request: Request) -> Answer:
        self.members.add(request.person.id)
        return Reply(
            Message(
                words("You have a seat in Lunch"),
                ((Words("Your first table is drawn on "), Moment(MONDAY), Words(".")),),
                (
                    Button("Skip one round", "circles.skip", carried="circles.skip"),
                    Button("Leave", "circles.leave", carried="circles.leave"),
                ),
                words("Nobody else sees this."),
            )
        )

    def _status(self) -> Answer:
        return Reply(
            Message(
                words("Where you stand"),
                (
                    (Words("One of "), Words("two", bold=True), Words(", see "), Place("lunch")),
                    (Quote(NASTY),),
                    Facts(((words("Next"), (Moment(MONDAY),)), (words("Who"), (Quote(NASTY),)))),
                    (Link("https://example.org/", "The rules"), Words(" "), Words("/x", code=True)),
                ),
                (
                    Select(
                        "Which circle",
                        "circles.choose",
                        (Option("Lunch", "1"), Option(NASTY, "2")),
                        carried="circles.choose",
                    ),
                    Button("Something breaks", "circles.broken", carried="circles.broken"),
                ),
            )
        )

    def _created(self, request: Request) -> Answer:
        values = {name: value for name, value in request.values.items() if isinstance(value, str)}
        if "monday" in values["how"].casefold():
            return Reply(Message(words("There it is"), ((Quote(values["name"]),),)))
        again = replace(
            FORM,
            fields=tuple(
                replace(one, value=values.get(one.name, ""))
                if not isinstance(one, ChoicesField)
                else one
                for one in FORM.fields
            ),
        )
        why = words("I look for a day and a time here, such as every Monday at 9:00.")
        return Invalid(again, (("how", why),))

    async def ahead(self) -> tuple[tuple[datetime, Text], ...]:
        """The next Monday."""
        at = MONDAY
        while at <= self.clock.now():
            at += timedelta(days=7)
        return ((at, words(f"Round {self.rounds + 1} is drawn")),)

    async def wind(self, to: datetime) -> None:
        """Draw a round on each Monday on the way."""
        while (at := (await self.ahead())[0][0]) <= to:
            self.clock.set(at)
            await self.draw()
        self.clock.set(to)

    async def draw(self) -> None:
        """Seat whoever is in, two by two in the order of the alphabet."""
        assert self.stage
        self.rounds += 1
        there = sorted(self.members)
        tables = [tuple(there[at : at + 2]) for at in range(0, len(there) - 1, 2)]
        if len(there) % 2:
            tables[-1] += (there[-1],)
        for nth, people in enumerate(tables):
            key = f"round-{self.rounds}-{nth}"
            opening = Opening("Lunch", str(nth), "lunch", people)
            opened = await self.stage.deliver("playground", Table(key), opening, key)
            guests = tuple(((Mention(one),), words("Half an hour is plenty")) for one in people)
            hello = Message(
                words("You are at a table"),
                (
                    Facts(guests),
                    (Quote("What are you reading, growing or mending?"),),
                    (Mention(people[0]), Words(" writes first.")),
                ),
                (
                    Button("Pause", "circles.pause", carried="circles.pause"),
                    Button("We met", "circles.outcome", carried="circles.outcome", style="main"),
                    Button("We didn't", "circles.outcome", carried="circles.outcome.not"),
                ),
            )
            await self.stage.deliver("playground", Table(key, opened.id), hello, f"{key}-hello")
        counts = words(f"{len(tables)} tables, {len(there)} people, nobody left over.")
        told = Message(words(f"Round {self.rounds} of Lunch"), (counts, words("See your table.")))
        key = f"round-{self.rounds}"
        await self.stage.deliver("playground", Channel("lunch"), told, key)

    async def begin(self) -> None:
        """A circle, everybody in it but Hana, and its message in the channel."""
        assert self.stage
        self.rounds = 0
        names = ("amara", "ben", "chiyo", "dev", "elif", "femi", "greta", "ines", "jorge", "kiri")
        self.members = {*names, "luca"}
        await self.stage.deliver("playground", Channel("lunch"), OPENING, f"opening-{START}")
        for name in ("amara", "ben"):
            joins = Request("playground", "playground", self.stage.person(name), name, "x.join")
            await self.stage.perform(joins, "/lunch join")


OPENING = Message(
    title=words("Lunch is open"),
    body=(
        words("A circle puts people at a table together, a few at a time, again and again."),
        Facts(
            (
                (words("Who"), (Quote("Anyone who works on or near the harbour"),)),
                (words("How"), words("Every week on Monday at 09:00, in tables of 2")),
                (words("About"), (Quote("What you are making, and what would help"),)),
                (words("First round"), (Moment(MONDAY),)),
            )
        ),
    ),
    controls=(Button("Join", "circles.join", carried="circles.join", style="main"),),
    foot=words("Leave whenever you like. Nobody is told."),
)


@asynccontextmanager
async def playing(
    folder: Path, people: int = 12, port: int = 0
) -> AsyncIterator[tuple[Script, Playground]]:
    """The playground over the script, its page open on a free port."""
    script = Script()
    stage = Playground(
        commands=COMMANDS,
        handle=script.handle,
        clock=script.clock,
        wind=script.wind,
        ahead=script.ahead,
        start_over=script.begin,
        folder=folder,
        people=people,
        port=port,
    )
    script.stage = stage
    if stage.fresh:
        await script.begin()
    running = asyncio.create_task(stage.run())
    try:
        await stage.open.wait()
        yield script, stage
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
