"""Check-ins of the make-believe town, and what people do about them."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.chat.answer import Answer, Open
from bot.chat.message import Message
from bot.chat.request import Value
from tests.town import Town, said

STANDUP: Mapping[str, Value] = {
    "name": "Standup",
    "purpose": "So that we know what everybody is at",
    "pack": "standup",
    "questions": "",
    "when": "every weekday at 9:30",
}
DONE = {"q1": "Wrote the harbour guide", "q2": "Print it", "q3": ""}


def own(*lines: str, **more: str) -> dict[str, Value]:
    """The form of a check-in with questions of its own."""
    return {**STANDUP, "pack": "own", "questions": "\n".join(lines), **more}


async def makes(town: Town, form: Mapping[str, Value] = STANDUP, by: str = "Olga") -> Answer:
    """An organiser makes a check-in."""
    opened = await town.says(by, "/checkin create", organises=True)
    answer = await town.sends(by, opened, form, organises=True)
    assert "is ready" in said(answer), said(answer)
    return answer


async def joins(town: Town, *names: str, checkin: str = "") -> None:
    """People join, each by their own word."""
    for name in names:
        answer = await town.says(name, f"/checkin join {checkin}".strip())
        assert "You are in" in said(answer), said(answer)


async def lives(town: Town, name: str, zone: str) -> None:
    """Somebody says where they live."""
    answer = await town.says(name, f"/lunch zone {zone}")
    assert "I keep" in said(answer), said(answer)


def latest(town: Town, name: str) -> Message:
    """The last message in somebody's direct conversation, as it stands."""
    return town.stage.to_person(name.casefold())[-1]


async def answers(
    town: Town, name: str, values: Mapping[str, Value] = DONE, *, message: Message | None = None
) -> Answer:
    """Somebody presses *Answer* in their last prompt, fills in the form and sends it."""
    opened = await town.presses(name, message or latest(town, name), "Answer", channel=None)
    assert isinstance(opened, Open), said(opened)
    return await town.sends(name, opened, values, channel=None)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
