"""What people on the page do: asked of the bot, and its answer shown to whoever may see it."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from markupsafe import Markup

from adapters.playground import commands, inbound, render
from adapters.playground.ahead import Ahead
from adapters.playground.filling import Forms
from adapters.playground.page import Page
from adapters.playground.people import Somebody
from adapters.playground.render import Reader
from adapters.playground.view import Screen, View
from adapters.playground.world import Room, Said, World, direct
from bot.chat.answer import Answer, Choices, Invalid, Open, Replace, Reply, Settle
from bot.chat.command import Command
from bot.chat.message import File, LinkButton, Message
from bot.chat.request import Request
from bot.clock import SetClock

_log = logging.getLogger(__name__)
_FARTHEST = timedelta(days=400)
_A_MOMENT = timedelta(seconds=1)
_JUST_NOW = timedelta(minutes=10)  # a page may offer a moment that came while it was looked at


class Impossible(ValueError):
    """Nobody could do this on the page as it is drawn."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an act leads to, beside the page drawn anew."""

    focus: str = ""  # the element that is looked at next
    says: str = ""  # what a screen reader hears
    sheet: str = ""  # a form that opens
    view: View | None = None  # what the page shows from now on
    notice: str = ""  # a sentence of the page itself, above the command box
    instead: str = ""  # the line that was probably meant


class Game:
    """The one game that is played in this process."""

    def __init__(
        self,
        *,
        world: World,
        town: tuple[Somebody, ...],
        commands: tuple[Command, ...],
        handle: Callable[[Request], Awaitable[Answer]],
        clock: SetClock,
        wind: Callable[[datetime], Awaitable[None]],
        ahead: Callable[[], Awaitable[Ahead]],
        start_over: Callable[[], Awaitable[None]],
    ) -> None:
        self.born = token_hex(4)
        self.version = 0
        self.news = asyncio.Event()
        self.town = {person.id: person for person in town}
        self._host = next(person for person in town if person.organises)
        self._world = world
        self._page = Page(world, town, commands, self.born)
        self._commands = commands
        self._handle = handle
        self._clock = clock
        self._wind = wind
        self._ahead = ahead
        self._start_over = start_over
        self._forms = Forms()
        self._trail: deque[str] = deque(maxlen=100)
        self._turn = asyncio.Lock()  # one winding of the clock at a time
        self.note(f"Ready: {len(town)} pretend people, no token, no network.")

    # ---- drawing

    def view(self, query: Mapping[str, str]) -> View:
        """The view that an address asks for."""
        return self._page.view(query)

    async def whole(self, view: View) -> str:
        """The complete page."""
        version, ahead = self.version, await self._ahead()
        return self._page.whole(view, self._clock.now(), ahead, tuple(self._trail), version)

    async def body(self, view: View) -> str:
        """What of the page can change."""
        return self._page.body(view, self._clock.now(), await self._ahead(), tuple(self._trail))

    def tell(self) -> None:
        """Something changed: every page that is open draws itself anew."""
        self.version += 1
        self.news.set()
        self.news = asyncio.Event()

    def note(self, line: str) -> None:
        """For the line behind the scenes, newest first."""
        at = render.moment(self._clock.now(), self._host.zone)
        self._trail.appendleft(f"{at}  {line}")

    # ---- what people do

    async def say(self, screen: Screen, line: str) -> Done:
        """Type a line: a command for the bot, or words for whoever is there."""
        who, place = self._at(screen)
        line = inbound.clean(line).strip()
        if not line:
            raise Impossible("nothing was said")
        if not line.startswith("/"):
            return self._chat(who, place, line)
        found = commands.called(self._commands, line)
        if not found:
            word, near = line.split()[0], commands.nearest(self._commands, line)
            known = " and ".join(f"/{command.name}" for command in self._commands)
            asks = "Did you mean this?" if near else f"There is {known}."
            return Done(
                notice=f"There is no {word[:40]} here. {asks}",
                instead=near and near + line[len(word) :],
            )
        command, rest = found
        request = inbound.line(command, rest, who, place, token_hex(8))
        answer = await self._done(request)
        self._take(request.action)
        return self.show(answer, who, place, used=line, typed=True)

    def _chat(self, who: Somebody, place: str, words: str) -> Done:
        self._world.say(place, self._clock.now(), words, author=who.id)
        if place in self._world.rooms:
            self._world.take("hello")
        self.tell()
        if place == direct(who.id):
            return Done(notice="The bot only listens to commands. Type / to see them.")
        return Done(says=f"{who.first} said it.")

    async def press(
        self, screen: Screen, message: str, carried: str, choice: str | None = None
    ) -> Done:
        """Press a button of a message, or choose in its select."""
        who, _ = self._at(screen)
        said = self._world.named(message)
        if said is None or said not in self._world.seen_by(who.id, said.place):
            raise Impossible("no such message for this person")
        place = said.place  # the page may have been turned since
        controls = said.what.controls if isinstance(said.what, Message) else ()
        for control in controls:
            if not isinstance(control, LinkButton) and carried == control.carried:
                request = inbound.press(carried, who, place, token_hex(8), choice)
                answer = await self._done(request, control.action)
                self._take(control.action)
                return self.show(answer, who, place, pressed=said)
        return Done(notice="That was settled a moment ago. The message says how.")

    async def send(self, person: str, token: str, sent: Mapping[str, object]) -> Done:
        """Send the form that this person has before them."""
        filling = self._forms.of(person, token)
        if filling is None:
            return Done(notice="This form has lapsed. Open it once more.")
        who, form = self.town[person], filling.form
        values, missing = inbound.filled(form, sent)
        if missing:
            return Done(sheet=self._forms.again(self._reader(person), filling, values, missing))
        request = inbound.send(form, values, who, filling.place, token_hex(8))
        answer = await self._done(request, form.action)
        self._take(form.action)
        self._forms.close(person)
        return self.show(answer, who, filling.place, used=filling.used, pressed=filling.pressed)

    async def complete(self, screen: Screen, line: str) -> tuple[Markup, bool]:
        """The list above the box for what is being typed, and whether its first line is meant."""
        who, place = self._at(screen)
        line = inbound.clean(line)
        offers = commands.offers(self._commands, line)
        if offers:
            drawn = (render.offer(one.line, one.shown, one.more, one.says) for one in offers)
            return Markup().join(drawn), line.rstrip() not in {one.shown for one in offers}
        asked = commands.asked(self._commands, line)
        if not asked:
            return Markup(), False
        action = asked.parameter.complete
        request = inbound.complete(action, asked.words, who, place, token_hex(8))
        answer = await self._handle(request)
        if not isinstance(answer, Choices):
            return Markup(), False
        return render.choices(answer, asked.before), False

    async def wind(self, view: View, to: datetime) -> Done:
        """Let time pass until then: all that is due on the way happens.

        Whoever got a table looks at it.
        """
        async with self._turn:
            now = self._clock.now()
            if not now - _JUST_NOW <= to <= now + _FARTHEST:
                raise Impossible("the clock does not go there")
            before = self._world.count()
            try:
                await self._wind(to)
            finally:
                self._world.wind(self._clock.now())
            new = self._world.count() - before
        day, time = (
            show(self._clock.now(), self._host.zone) for show in (render.day, render.clock)
        )
        messages = f"{new or 'No'} new message{'' if new == 1 else 's'}"
        self.note(f"the clock was wound here: {messages}")
        self.tell()
        says = f"It is now {day}, {time}. {messages}."
        return Done(says=says, focus="moment-main", view=self._page.catch_up(view))

    async def again(self) -> Done:
        """Start over: an empty world, and a bot that is as new."""
        async with self._turn:
            self._clock.set(self._world.began or self._clock.now())
            self._world.clear()
            self._forms.clear()
            self._trail.clear()
            await self._start_over()
            self._world.wind(self._clock.now())
            self._page.begin()
            self.note("Started over.")
        self.tell()
        return Done(says="The playground is as new.", view=self._page.view({}))

    async def _done(self, request: Request, action: str = "") -> Answer:
        """What somebody does on the page takes a moment, so that of two things one comes later."""
        self._clock.set(self._clock.now() + _A_MOMENT)
        return await self.ask(request, action)

    def _take(self, action: str) -> None:
        if step := render.step(action):
            self._world.take(step)

    # ---- what the bot does

    async def ask(self, request: Request, action: str = "") -> Answer:
        """Hand it to the bot. What goes wrong inside is logged, and the page says so."""
        action = request.action or action
        try:
            answer = await self._handle(request)
        except Exception:
            _log.exception("%s failed", action)
            self.note(f"{action} failed; the terminal says why")
            self.tell()
            raise
        self.note(f"{action} from {request.person.name} → {type(answer).__name__}")
        return answer

    def show(
        self,
        answer: Answer,
        who: Somebody,
        place: str,
        *,
        used: str = "",
        pressed: Said | None = None,
        typed: bool = False,
    ) -> Done:
        """Let this person see what the bot answered."""
        match answer:
            case Open(form=form) | Invalid(form=form):
                errors = answer.errors if isinstance(answer, Invalid) else ()
                reader, came = self._reader(who.id), {"place": place, "used": used}
                return Done(sheet=self._forms.open(reader, form, errors, pressed=pressed, **came))
            case Choices():
                return Done()
            case Replace(message=message) if pressed and (
                pressed.only == who.id or pressed.place == direct(who.id)
            ):
                self._world.change(pressed, message)
                shown = pressed.id
            case Settle(message=message, aside=aside) if pressed:
                self._world.change(pressed, message)
                shown = pressed.id
                if aside:
                    shown = self._world.say(place, self._clock.now(), aside, only=who.id).id
            case Reply(message=message) | Replace(message=message) | Settle(message=message):
                now = self._clock.now()
                shown = self._world.say(place, now, message, only=who.id, used=used).id
        self.tell()
        if typed:
            return Done(says=render.heard(message, self._reader(who.id)))
        return Done(focus=f"{shown}-{who.id}")

    def arrived(self, said: Said) -> None:
        """The bot said something by itself."""
        room = self._world.rooms.get(said.place)
        where = f"the table of {self._names(room)}" if room else f"#{said.place}"
        if said.place.startswith(direct("")):
            where = self.town[said.place.removeprefix(direct(""))].first
        self.note(f"a message was carried to {where}")
        self.tell()

    def seated(self, room: Room) -> None:
        """A table has its conversation."""
        self._world.take("wind")
        self.note(f"a table was opened for {self._names(room)}")
        self.tell()

    def begin(self) -> None:
        """The page opens: what was said until now is nothing new."""
        self._world.wind(self._clock.now())
        self._page.begin()

    def file(self, message: str) -> File | None:
        """The file that this message is."""
        said = self._world.named(message)
        return said.what if said and isinstance(said.what, File) else None

    def _names(self, room: Room) -> str:
        there = [self.town[person].first for person in room.people if person in self.town]
        return " and ".join(there)

    def _reader(self, person: str) -> Reader:
        return self._page.reader(person, self._page.view({}))

    def _at(self, screen: Screen) -> tuple[Somebody, str]:
        """Who acts, and where."""
        who = self.town.get(screen.person)
        if who is None:
            raise Impossible("nobody of that name is here")
        place = self._page.place(screen)
        if not self._world.inside(who.id, place):
            raise Impossible("they are not in that place")
        return who, place
