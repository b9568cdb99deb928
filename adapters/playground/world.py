"""What there is in the playground: who said what where, the tables, and where the clock stands.

All of it is one file of JSON lines that only ever grows until somebody starts over. Reading it
again from the top gives the same world, and a last line that a crash cut off is left out.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.chat import wire
from bot.chat.message import File, Message
from bot.chat.platform import Opening

LUNCH = "lunch"
_BOT = "bot-"


def direct(person: str) -> str:
    """The place where this person and the bot talk."""
    return _BOT + person


@dataclass(frozen=True, slots=True)
class Said:
    """Something said in a place, by a person or (author "") by the bot."""

    id: str
    place: str
    at: datetime
    author: str
    what: Message | File | str
    only: str = ""  # the one person who sees it; "" for everybody who is there
    used: str = ""  # the line that asked for it


@dataclass(frozen=True, slots=True)
class Room:
    """A table's conversation."""

    id: str
    people: tuple[str, ...]
    at: datetime
    open: bool = True


class World:
    """Everything that was said, kept in a file.

    What is done under a `key` that was used before is done once: the first receipt comes back.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._empty()
        self._read()

    def _empty(self) -> None:
        self._said: dict[str, Said] = {}
        self._places: dict[str, list[str]] = {}
        self._receipts: dict[str, str] = {}
        self.rooms: dict[str, Room] = {}
        self.steps: frozenset[str] = frozenset()
        self.clock: datetime | None = None
        self.began: datetime | None = None  # where the clock stood first

    def clear(self) -> None:
        """Nothing was ever said."""
        self._file.unlink(missing_ok=True)
        self._empty()

    def receipt(self, key: str) -> str | None:
        """What came of the delivery with this key, if it was carried before."""
        return self._receipts.get(key)

    def named(self, message: str) -> Said | None:
        """The message with this id."""
        return self._said.get(message)

    def inside(self, person: str, place: str) -> bool:
        """Whether this person can be in this place."""
        if place in self.rooms:
            return person in self.rooms[place].people
        return place in (LUNCH, direct(person))

    def count(self) -> int:
        """How many messages there are."""
        return len(self._said)

    def seen_by(self, person: str, place: str) -> list[Said]:
        """What this person sees there, oldest first."""
        if not self.inside(person, place):
            return []
        there = (self._said[said] for said in self._places.get(place, ()))
        return [said for said in there if said.only in ("", person)]

    def tables_of(self, person: str) -> list[Room]:
        """The tables at which this person sits or sat, the one first that was set or grew last."""
        return [room for room in reversed(self.rooms.values()) if person in room.people]

    def say(
        self,
        place: str,
        at: datetime,
        what: Message | File | str,
        *,
        author: str = "",
        only: str = "",
        used: str = "",
        key: str = "",
    ) -> Said:
        """Say it there."""
        if key in self._receipts:
            return self._said[self._receipts[key]]
        said = Said(f"m{len(self._said) + 1}", place, at, author, what, only, used)
        kept = {"words": what} if isinstance(what, str) else {"message": wire.dump(what)}
        self._write(
            {
                "did": "say",
                "id": said.id,
                "place": place,
                "at": at.isoformat(),
                "author": author,
                "only": only,
                "used": used,
                "key": key,
                **kept,
            }
        )
        return self._said[said.id]

    def change(self, said: Said, what: Message) -> None:
        """This message becomes another one."""
        self._write({"did": "change", "id": said.id, "message": wire.dump(what)})

    def open(self, opening: Opening, at: datetime, key: str) -> Room:
        """Open a table's conversation."""
        if key in self._receipts:
            return self.rooms[self._receipts[key]]
        room = f"table-{len(self.rooms) + 1}"
        people = " ".join(opening.people)
        self._write({"did": "open", "id": room, "at": at.isoformat(), "people": people, "key": key})
        return self.rooms[room]

    def add(self, room: str, people: tuple[str, ...], key: str) -> Room:
        """These people sit at that table, too."""
        if key not in self._receipts:
            self._write({"did": "add", "id": room, "people": " ".join(people), "key": key})
        return self.rooms[room]

    def close(self, room: str, key: str) -> None:
        """Put a table's conversation away; what was said there stays."""
        if key not in self._receipts:
            self._write({"did": "close", "id": room, "key": key})

    def wind(self, at: datetime) -> None:
        """The clock stands here now."""
        self._write({"did": "wind", "at": at.isoformat()})

    def take(self, step: str) -> None:
        """A step of the tour was taken."""
        if step not in self.steps:
            self._write({"did": "take", "step": step})

    def _write(self, line: Mapping[str, object]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self._apply(line)

    def _read(self) -> None:
        if not self._file.exists():
            return
        whole = self._file.read_bytes()
        kept = whole[: whole.rfind(b"\n") + 1]
        if kept != whole:
            self._file.write_bytes(kept)
        for number, line in enumerate(kept.decode().split("\n")[:-1], start=1):
            try:
                self._apply(json.loads(line))
            except (KeyError, TypeError, ValueError) as wrong:
                raise ValueError(f"{self._file}, line {number}, is not of this world") from wrong

    def _apply(self, line: Mapping[str, object]) -> None:
        def text(name: str) -> str:
            return str(line[name])

        match line["did"]:
            case "say":
                at = datetime.fromisoformat(text("at"))
                self.clock = max(self.clock, at) if self.clock else None
                self._said[text("id")] = Said(
                    text("id"),
                    text("place"),
                    at,
                    text("author"),
                    text("words") if "words" in line else _shown(text("message")),
                    text("only"),
                    text("used"),
                )
                self._places.setdefault(text("place"), []).append(text("id"))
            case "change":
                said = self._said[text("id")]
                self._said[said.id] = replace(said, what=_shown(text("message")))
            case "open":
                people = tuple(text("people").split())
                at = datetime.fromisoformat(text("at"))
                self.rooms[text("id")] = Room(text("id"), people, at)
            case "add":
                room = self.rooms.pop(text("id"))  # it is the newest now, for whoever sits there
                people = tuple(dict.fromkeys((*room.people, *text("people").split())))
                self.rooms[room.id] = replace(room, people=people)
            case "close":
                self.rooms[text("id")] = replace(self.rooms[text("id")], open=False)
            case "wind":
                self.clock = datetime.fromisoformat(text("at"))
                self.began = self.began or self.clock
            case "take":
                self.steps |= {text("step")}
            case other:
                raise ValueError(f"{other!r} can't be done here")
        if line.get("key"):
            self._receipts[text("key")] = text("id")


def _shown(kept: str) -> Message | File:
    shown = wire.load(kept)
    if not isinstance(shown, Message | File):
        raise ValueError("neither a message nor a file")
    return shown
