"""The forms that people have before them, until each is sent, closed or replaced by another."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex

from markupsafe import Markup

from adapters.playground import inbound, sheet
from adapters.playground.render import Reader
from adapters.playground.world import Said
from bot.chat.form import Errors, Form
from bot.chat.request import Value


@dataclass(frozen=True, slots=True)
class Filling:
    """A form that somebody has before them, and where it came from."""

    token: str
    form: Form
    place: str
    used: str
    pressed: Said | None


class Forms:
    """One form for each person at a time, as on the platforms. Kept in memory only."""

    def __init__(self) -> None:
        self._open: dict[str, Filling] = {}

    def open(
        self,
        reader: Reader,
        form: Form,
        errors: Errors,
        *,
        place: str,
        used: str,
        pressed: Said | None,
    ) -> Markup:
        """Put it before this person, in place of any other."""
        filling = Filling(token_hex(8), form, place, used, pressed)
        self._open[reader.who.id] = filling
        return sheet.form(form, errors, (), filling.token, reader)

    def of(self, person: str, token: str) -> Filling | None:
        """What this person has before them, if it is still the one with this token."""
        filling = self._open.get(person)
        return filling if filling and filling.token == token else None

    def again(
        self,
        reader: Reader,
        filling: Filling,
        values: Mapping[str, Value],
        missing: tuple[str, ...],
    ) -> Markup:
        """The same form, filled in, for what is missing."""
        form = inbound.refilled(filling.form, values)
        return sheet.form(form, (), missing, filling.token, reader)

    def close(self, person: str) -> None:
        """It was sent."""
        self._open.pop(person, None)

    def clear(self) -> None:
        """Nobody has one any more."""
        self._open.clear()
