"""The page as a whole: the clock, the seats, the tour and the screens, drawn from page.html."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from adapters.playground import render, view
from adapters.playground.ahead import Ahead, Coming, coming
from adapters.playground.people import Somebody
from adapters.playground.render import Reader
from adapters.playground.seen import Seen
from adapters.playground.view import Screen, View
from adapters.playground.world import LUNCH, Room, Said, World, direct
from bot.chat.command import Command
from bot.chat.message import Message

_SHOWN = 80  # messages of a place that the page shows: the newest
_CHIPS = ("/lunch status", "/lunch next", "/lunch help")
_CHIPS_TO_ORGANISE = ("/circle show", "/circle preview", "/circle help")


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in the row of seats."""

    who: Somebody
    face: Markup
    href: str
    shown: bool
    using: bool
    fresh: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the tabs of a screen."""

    id: str
    label: str
    href: str
    open: bool
    fresh: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One person's screen."""

    who: Somebody
    face: Markup
    there: str
    using: bool
    use: str
    tab: str
    tabs: tuple[Tab, ...]
    room: Room | None
    others: tuple[Tab, ...]  # the person's other tables
    table: Markup
    names: str
    log: Markup
    chips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the tour. `href` shows where it is done, `reach` or `fill` how."""

    name: str
    label: str
    done: bool
    href: str
    reach: str = ""
    fill: str = ""


def _rooms(world: World, person: str) -> list[str]:
    return [room.id for room in world.tables_of(person)]


class Page:
    """Draws it. What it needs of the moment is handed in."""

    def __init__(
        self, world: World, town: Sequence[Somebody], commands: Iterable[Command], born: str
    ) -> None:
        self._world = world
        self.town: Mapping[str, Somebody] = {person.id: person for person in town}
        self._lines = {f"/{one.name} {verb.name}" for one in commands for verb in one.verbs}
        self.seen = Seen(world, self.town)
        self._host = next(person for person in town if person.organises)
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals["born"] = born
        self._page = environment.get_template("page.html")

    def view(self, query: Mapping[str, str]) -> View:
        """The view that an address asks for."""
        tabs = {person: (view.BOT, LUNCH, *_rooms(self._world, person)) for person in self.town}
        return view.read(query, view.first(self.town.values(), LUNCH), tabs)

    def begin(self) -> None:
        """All that is there by now is nothing new to anybody."""
        self.seen = Seen(self._world, self.town)

    def catch_up(self, now: View) -> View:
        """The same screens, each turned to a table that its person has not looked at yet."""
        using = now.using
        for screen in now.screens:
            rooms = _rooms(self._world, screen.person)
            new = [room for room in rooms if self.seen.fresh(screen.person, room)]
            now = now.turn(screen.person, new[0]) if new else now
        return now.use(using)

    def place(self, screen: Screen) -> str:
        """The place that a tab shows."""
        return direct(screen.person) if screen.tab == view.BOT else screen.tab

    def reader(self, person: str, now: View) -> Reader:
        """Whoever sits there, with the ways from this view to what they can open."""
        places = (LUNCH, *_rooms(self._world, person))
        hrefs = {place: _href(now.turn(person, place)) for place in places}
        return Reader(self.town[person], self.town, hrefs)

    def whole(
        self, now: View, at: datetime, ahead: Ahead, trail: Sequence[str], version: int
    ) -> str:
        """The complete page; `version` says to its script what it shows."""
        return self._page.render(self._facts(now, at, ahead, trail), version=version)

    def body(self, now: View, at: datetime, ahead: Ahead, trail: Sequence[str]) -> str:
        """All of it that can change."""
        context = self._page.new_context(self._facts(now, at, ahead, trail))
        return "".join(self._page.blocks["body"](context))

    def _facts(
        self, now: View, at: datetime, ahead: Ahead, trail: Sequence[str]
    ) -> dict[str, object]:
        for screen in now.screens:
            self.seen.look(screen.person, self.place(screen))
        moments = coming(at, self._host.zone, ahead, self.reader(self._host.id, now))
        tour = self._tour(now, moments)
        return {
            "now": at,
            "time": render.clock(at, self._host.zone),
            "day": render.day(at, self._host.zone),
            "short": render.moment(at, self._host.zone).partition(",")[0],
            "city": self._host.city,
            "coming": moments,
            "seats": [self._seat(person, now) for person in self.town.values()],
            "tour": tour,
            "next": next((step for step in tour if not step.done), None),
            "columns": [self._column(screen, now, at) for screen in now.screens],
            "trail": trail,
        }

    def _seat(self, who: Somebody, now: View) -> Seat:
        screen = now.of(who.id)
        places = (direct(who.id), LUNCH, *_rooms(self._world, who.id))
        new = [place for place in places if self.seen.fresh(who.id, place)]
        tab = (view.BOT if new[0] == direct(who.id) else new[0]) if new else view.BOT
        return Seat(
            who=who,
            face=render.face(who),
            href=_href(now.seat(who.id, tab)),
            shown=screen is not None,
            using=now.using == who.id,
            fresh=bool(new),
        )

    def _column(self, screen: Screen, now: View, at: datetime) -> Column:
        who, place = self.town[screen.person], self.place(screen)
        reader = self.reader(who.id, now)
        rooms = self._world.tables_of(who.id)
        room = self._world.rooms.get(place)
        said = self._world.seen_by(who.id, place)
        said = (_once(said) if place == direct(who.id) else said)[-_SHOWN:]
        chips = _CHIPS_TO_ORGANISE if who.organises else _CHIPS
        return Column(
            who=who,
            face=render.face(who),
            there=f"{who.city}, {at.astimezone(ZoneInfo(who.zone)):%a %H:%M}",
            using=now.using == who.id,
            use=_href(now.use(who.id)),
            tab=screen.tab,
            tabs=self._tabs(screen, now, rooms),
            room=room,
            others=tuple(self._other(one, reader, now) for one in rooms if room and one != room),
            table=render.table(room, reader) if room else Markup(),
            names=_names([reader.name(one) for one in room.people]) if room else "",
            log=_log(said, reader),
            chips=tuple(line for line in chips if line in self._lines) if not said else (),
        )

    def _tabs(self, screen: Screen, now: View, rooms: Sequence[Room]) -> tuple[Tab, ...]:
        person = screen.person
        fresh = self.seen.fresh

        def tab(name: str, label: str, to: str, *, new: bool) -> Tab:
            selected = screen.tab == to or (name == "table" and screen.tab.startswith("table-"))
            return Tab(name, label, _href(now.turn(person, to)), selected, new)

        tabs = [
            tab("bot", "Bot", view.BOT, new=fresh(person, direct(person))),
            tab("lunch", f"#{LUNCH}", LUNCH, new=fresh(person, LUNCH)),
        ]
        if rooms:
            new = [room.id for room in rooms if fresh(person, room.id)]
            to = [*new, rooms[0].id][0]
            tabs.append(tab("table", "Table", to, new=bool(new)))
        return tuple(tabs)

    def _other(self, room: Room, reader: Reader, now: View) -> Tab:
        names = _names([reader.name(one) for one in room.people if one != reader.who.id])
        label = f"{names}, {render.moment(room.at, reader.who.zone).partition(',')[0]}"
        new = self.seen.fresh(reader.who.id, room.id)
        return Tab(room.id, label, _href(now.turn(reader.who.id, room.id)), open=False, fresh=new)

    def _tour(self, now: View, moments: Sequence[Coming]) -> tuple[Step, ...]:
        newcomer = "hana" if "hana" in self.town else now.using
        tables = _rooms(self._world, newcomer) or _rooms(self._world, now.using)
        sitting = newcomer if _rooms(self._world, newcomer) else now.using
        main = next((one for one in moments if one.main), None)
        day = f"{main.at.astimezone(ZoneInfo(self._host.zone)):%A}" if main else "the next round"
        seated = now.seat(newcomer, LUNCH).turn(newcomer, LUNCH)
        table = now.seat(sitting, tables[0]).turn(sitting, tables[0]) if tables else now
        done = self._world.steps
        return (
            Step(
                "join",
                f"Join as {self.town[newcomer].first}",
                "join" in done,
                _href(seated),
                reach="[data-step=join]",
                fill="/lunch join",
            ),
            Step(
                "wind",
                "Wind the clock" if "wind" in done else f"Wind to {day}",
                "wind" in done,
                _href(now),
                reach=".moment.main",
            ),
            Step(
                "hello",
                "Say hello at the table",
                "hello" in done,
                _href(table),
                reach=".line" if tables else ".moment.main",
            ),
            Step(
                "met",
                "Say you met",
                "met" in done,
                _href(table),
                reach=".moment.main, .main[data-step=met]",  # until they are asked, time is to pass
            ),
        )


def _href(to: View) -> str:
    return f"/?{to.query()}"


def _once(said: Sequence[Said]) -> list[Said]:
    """Without a private answer to a press that a message there has become, too, word for word."""
    open_to_all = {_words(one) for one in said if isinstance(one.what, Message) and not one.only}
    return [one for one in said if not one.only or one.used or _words(one) not in open_to_all]


def _words(said: Said) -> tuple[object, ...]:
    what = said.what
    return (what.title, what.body, what.foot) if isinstance(what, Message) else (what,)


def _names(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _log(said: Iterable[Said], reader: Reader) -> Markup:
    found, today = Markup(), ""
    for one in said:
        day = render.day(one.at, reader.who.zone)
        if day != today:
            found += Markup('<p class="day" id="day-{}-{}">{}</p>').format(
                one.id, reader.who.id, day
            )
        today = day
        found += render.said(one, reader)
    return found
