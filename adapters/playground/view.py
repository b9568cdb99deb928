"""What the page shows: up to four people's screens, the tab open in each, and the one in use.

It rides in the page's address, so that each view can be kept, sent on, and read without script.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from adapters.playground.people import Somebody

SCREENS = 4
_FIRST = ("hana", "amara", "ben", "ines")
BOT = "bot"


@dataclass(frozen=True, slots=True)
class Screen:
    """One person's screen. The tab is `bot`, a channel's id or a table's id."""

    person: str
    tab: str


@dataclass(frozen=True, slots=True)
class View:
    """The screens from left to right, and whose is in use: on a phone the only one that shows."""

    screens: tuple[Screen, ...]
    using: str

    def of(self, person: str) -> Screen | None:
        """This person's screen, if it is shown."""
        return next((screen for screen in self.screens if screen.person == person), None)

    def use(self, person: str) -> "View":
        """The same, with this person's screen in use."""
        return replace(self, using=person)

    def seat(self, person: str, tab: str) -> "View":
        """The same, with this person's screen in use, in place of the one in use if need be."""
        if self.of(person):
            return self.use(person)
        screens = (
            Screen(person, tab) if screen.person == self.using else screen
            for screen in self.screens
        )
        return View(tuple(screens), person)

    def turn(self, person: str, tab: str) -> "View":
        """The same, with this tab open on this person's screen, which is in use."""
        screens = (
            Screen(person, tab) if screen.person == person else screen for screen in self.screens
        )
        return View(tuple(screens), person)

    def query(self) -> str:
        """As the page's address has it after the question mark."""
        at = ",".join(f"{screen.person}.{screen.tab}" for screen in self.screens)
        return urlencode({"at": at, "on": self.using}, safe=",.")


def first(people: Iterable[Somebody], lunch: str) -> View:
    """What a newcomer sees: Hana before the circle's invitation, and three others."""
    there = [person.id for person in people]
    chosen = [person for person in _FIRST if person in there]
    chosen += [person for person in there if person not in chosen]
    screens = (Screen(person, lunch if person == "hana" else BOT) for person in chosen[:SCREENS])
    return View(tuple(screens), chosen[0])


def read(query: Mapping[str, str], usual: View, tabs: Mapping[str, Iterable[str]]) -> View:
    """The view that an address asks for; whatever it can't have is left out.

    `tabs` gives each person's tabs. An address that asks for nobody shows the usual view.
    """
    screens: dict[str, Screen] = {}
    for asked in query.get("at", "")[:400].split(","):
        person, _, tab = asked.partition(".")
        if person in tabs and len(screens) < SCREENS:
            screens.setdefault(person, Screen(person, tab if tab in tabs[person] else BOT))
    if not screens:
        return usual
    using = query.get("on", "")
    return View(tuple(screens.values()), using if using in screens else next(iter(screens)))
