"""A village of twelve zones that is played for as long as one likes: two circles and a check-in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from bot.app import Bot
from bot.chat.answer import Answer, Open
from bot.chat.form import ChoiceField, ChoicesField, Field
from bot.chat.message import Button, LinkButton, Message, Select
from bot.chat.platform import Direct
from bot.chat.request import Person, Request, Value
from bot.chat.text import Words
from bot.circles.store import circles
from bot.clock import SetClock
from bot.inbox.patience import Patience
from bot.members.communities import community
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from tests.bench.inline import Inline
from tests.bot.checkins.made import STANDUP, makes
from tests.town import Town, migrated, said
from tests.year.doings import ZONES, Doing
from tests.year.standing import Standing
from tests.year.witness import CIRCLES, Witness

LINES = {
    "join": ("/lunch join {circle}", "You are in"),
    "leave": ("/lunch leave {circle}", "You have left"),
    "pause": ("/lunch pause {circle}", "You are away"),
    "pause for": ("/lunch pause {circle} until {until}", "You are away"),
    "pause range": ("/lunch pause {circle} {first} to {last}", "You are away"),
    "resume": ("/lunch resume {circle}", "You are back"),
    "skip": ("/lunch skip {circle}", "You sit out"),
    "unskip": ("/lunch unskip {circle}", "You are in"),
    "standup join": ("/checkin join", "You are in"),
    "standup leave": ("/checkin leave", "You have left"),
    "standup away": ("/checkin away until {until}", "You are away"),
    "standup back": ("/checkin back", "You are back"),
}
PRESSES = {
    "date": ("We have a date",),
    "cant": ("I can't this time",),
    "outcome": ("We met", "We didn't", "It's planned"),
    "coming": ("I'm in", "Not this time"),
    "silence": ("I stay in", "Ask me each time", "Pause"),
}
SEATING = frozenset(
    {
        *("circles.pause", "circles.resume", "circles.skip", "circles.unskip", "circles.answered"),
        *("circles.leave", "circles.join", "lunches.cant", "lunches.stay", "lunches.ask_me"),
        *("lunches.not_now", "checkins.ask_away", "checkins.leave", "checkins.back"),
    }
)
CANT = "I can't this time"  # a press at a table, by which they leave it
GOES_ON = ("You are in", "I ask you before each round")
NOT_YOURS = ("This is for the people of that table", "You have given up your seat")
WHEN = ("", "tomorrow at 12:30", "Friday 13:00", "in 3 days at 9:00", "whenever", "Sunday 19:00")
STEP = timedelta(hours=6)
MINUTE = timedelta(minutes=1)


class Village(Town):
    """The town, with people from everywhere, and a witness in place of the stage."""

    witness: Witness
    _rounds = 0  # that were seen already

    def person(self, name: str, *, organises: bool = False) -> Person:
        """Somebody who lives in the zone of their number."""
        zone = "UTC" if name == "Olga" else ZONES[int(name[1:]) % len(ZONES)]
        return Person(name.casefold(), name, organises, zone=zone)

    async def play(self, doings: Sequence[Doing], end: datetime) -> None:
        """What they do, each at its moment, and all that the bot does meanwhile."""
        for doing in doings:
            await self._wind_to(doing.at)
            await self._does(doing)
        await self._wind_to(end)

    async def _wind_to(self, end: datetime) -> None:
        while True:
            await self._tick()
            now = self.clock.now()
            if now >= end:
                return
            coming = [at for at, _ in await self.bot.ahead() if at > now]
            self.clock.set(min([end, now + STEP, *(max(at, now + MINUTE) for at in coming[:1])]))

    async def _tick(self) -> None:
        await self.bot.call_roll()
        await self.bot.tick()
        sat = await self.witness.seen(self._rounds)
        if sat:
            self._rounds = max(each.round for each in sat)
            self.witness.drawn(sat)
        await self.bot.deliver()
        await self.witness.look()

    async def _does(self, doing: Doing) -> None:
        if doing.what == "restart":
            self.bot = await _bot(self.database, self.clock, self.witness)
        elif doing.what == "news":
            await self._news(doing)
        elif doing.what == "gone":
            await self._goes(doing)
        elif doing.what in LINES:
            await self._types(doing)
        elif doing.what == "anything":
            await self._presses_anything(doing)
        else:
            await self._presses(doing)

    async def _types(self, doing: Doing) -> None:
        line, means = LINES[doing.what]
        n, who = doing.n % len(CIRCLES), self.witness.circles[doing.who][doing.n % len(CIRCLES)]
        today = self.clock.now().date()
        first = today + timedelta(days=2 + doing.n % 5)
        last = today + timedelta(days=9 + doing.n % 9)
        until = last + timedelta(days=1)
        text = line.format(circle=CIRCLES[n], until=until, first=first, last=last)
        coming = await self._coming(n)
        self._is_there(doing, about_lunch=text.startswith("/lunch"))
        answer = said(await self.says(f"P{doing.who}", text))
        if not answer.startswith(means):
            return
        if doing.what.startswith("standup"):
            who = self.witness.standups[doing.who]
        match doing.what.removeprefix("standup "):
            case "join" if not who.inside:
                who.leave()
                who.inside = True
            case "leave":
                who.leave()
            case "pause":
                who.away = None, None
            case "pause for" | "away":
                who.away = None, until
            case "pause range":
                who.away = first, until
            case "resume" | "back":
                who.away = None
            case "skip" if coming is not None:
                who.skips.add(coming)
                who.coming.discard(coming)
            case "unskip" if coming is not None:
                who.skips.discard(coming)
                who.coming.add(coming)
        if "A round is on" in answer:
            self.witness.late.add((doing.who, n + 1, self.witness.periods[n + 1]))

    async def _presses(self, doing: Doing) -> None:
        """One of the buttons of the last message that has it, at one's table or alone."""
        labels = PRESSES[doing.what]
        label = labels[doing.n % len(labels)]
        for key, message in reversed(self.witness.read_by(doing.who, mine=doing.what != "date")):
            if label in [each.label for each in message.controls if isinstance(each, Button)]:
                self._is_there(doing)
                answer = await self.presses(f"P{doing.who}", message, label)
                await self._pressed(doing, key, label, answer)
                return

    async def _presses_anything(self, doing: Doing) -> None:
        """Any button that changes nothing about where they are to sit; forms are filled in."""
        found = [
            (key, message, control)
            for key, message in self.witness.read_by(doing.who, mine=True)[-12:]
            for control in message.controls
            if not isinstance(control, LinkButton) and control.action not in SEATING
        ]
        if not found:
            return
        key, message, control = found[doing.n % len(found)]
        self._is_there(doing, about_lunch=not control.action.startswith("checkins."))
        if isinstance(control, Select):
            label, options = control.prompt, control.options
            choice = options[doing.n % len(options)].value
            answer = await self.presses(f"P{doing.who}", message, label, choice=choice)
        else:
            label = control.label
            answer = await self.presses(f"P{doing.who}", message, label)
        await self._pressed(doing, key, label, answer)

    async def _pressed(self, doing: Doing, key: str, label: str, answer: Answer) -> None:
        kind, number, *_ = key.split(":")
        theirs = kind == "pairing" and not said(answer).startswith(NOT_YOURS)
        if theirs and (label == CANT or await self.witness.sits(doing.who, int(number))):
            self.witness.pressed.add(int(number))
        if isinstance(answer, Open):
            form = answer.form
            values = {each.name: _filled(each, doing.n) for each in form.fields}
            answer = await self.sends(f"P{doing.who}", answer, values)
        self.witness.counts[f"{type(answer).__name__} to {label}"] += 1
        text = said(answer)
        if label == "Pause" and text.startswith("You are away"):
            (n,) = (n for n, name in enumerate(CIRCLES) if f"away from {name}" in text)
            self.witness.circles[doing.who][n].away = None, None
        if kind != "circle":
            return
        standing = self.witness.circles[doing.who][int(number) - 1]
        if ":coming:" in key:
            period = date.fromisoformat(key.split(":")[3])
            if label == "Not this time" and text.startswith("You sit out"):
                standing.skips.add(period)
                standing.coming.discard(period)
            elif label == "I'm in" and "You are in" in text:
                standing.skips.discard(period)
                standing.coming.add(period)
        elif ":silence:" in key and label != "Pause" and text.startswith(GOES_ON):
            standing.away, standing.asks = None, label == "Ask me each time"

    async def _news(self, doing: Doing) -> None:
        """Something that nobody asked for, to one of a circle."""
        n = doing.n % len(CIRCLES)
        if self.witness.circles[doing.who][n].inside:
            key = f"news:{n + 1}:{doing.at.isoformat()}:{doing.n}"
            words = Message(body=((Words(f"News {doing.n}"),),))
            to, now = Direct(f"p{doing.who}"), self.clock.now()
            told = Delivery(key, 1, "stage", "town", to, words, now)
            async with self.database.write() as tx:
                await outbox.put(tx, [replace(told, programme=f"circle:{n + 1}")])

    async def _goes(self, doing: Doing) -> None:
        """They leave the place altogether, and may come back by joining."""
        await self.bot.handle(
            Request("stage", "town", self.person(f"P{doing.who}"), f"gone-{doing}", "members.gone")
        )
        for standing in self._all_of(doing.who):
            standing.gone = True

    def _is_there(self, doing: Doing, *, about_lunch: bool = True) -> None:
        """Whoever does anything is back in the place; what is about lunch ends a silence."""
        for standing in self._all_of(doing.who):
            standing.gone = False
            if about_lunch:
                standing.silent = None

    def _all_of(self, who: int) -> list[Standing]:
        return [*self.witness.circles[who], self.witness.standups[who]]

    async def _coming(self, n: int) -> date | None:
        async with self.database.read() as tx:
            circle = await circles.with_id(tx, 1, n + 1)
            assert circle is not None
            return circle.next_period


async def village(folder: Path, start: datetime, people: int) -> Village:
    """Two circles, the second of which asks before each round, and a check-in; nobody in it yet."""
    await (await migrated(folder / "town.db")).close()
    database = await Inline.open(f"sqlite+aiosqlite:///{folder / 'town.db'}")
    clock = SetClock(start)
    witness = Witness(clock=clock, database=database)
    witness.circles = {who: [Standing() for _ in CIRCLES] for who in range(people)}
    witness.standups = {who: Standing() for who in range(people)}
    there = Village(await _bot(database, clock, witness), witness, clock, database)
    there.witness = witness
    await there.says("Olga", "/lunch status")
    async with database.write() as tx:
        await tx.run(community.update().values(lot_secret=b"the same each time"))
    await there.opens(name="Harbour", construct="every week on Tuesday at 12:00 in tables of 2")
    await there.opens(name="Quay", construct="every week on Thursday at 16:00 in tables of 3")
    await there.says("Olga", "/circle settings consent ask Quay", organises=True)
    await makes(there, STANDUP)
    for who in range(2):
        await there.says(f"P{who}", f"/lunch avoid <@p{1 - who}>")
    return there


def _filled(field: Field, n: int) -> Value:
    """What somebody writes into a field: days, mostly, as most forms of lunches ask for one."""
    if isinstance(field, ChoiceField):
        return field.options[n % len(field.options)].value
    if isinstance(field, ChoicesField):
        return tuple(each.value for each in field.options[: n % 3])
    return WHEN[n % len(WHEN)]


async def _bot(database: object, clock: SetClock, witness: Witness) -> Bot:
    assert isinstance(database, Inline)
    bot = Bot(database, clock, rng=Random(1), patience=Patience(at_once=1_000_000))
    bot.platforms["stage"] = witness
    await bot.recover()
    return bot
