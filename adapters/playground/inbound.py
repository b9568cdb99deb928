"""What somebody on the page did, as a request: the same value that every other platform makes."""

from collections.abc import Mapping
from dataclasses import replace

from adapters.playground import world
from adapters.playground.people import Somebody
from bot.chat.command import Command, typed
from bot.chat.form import ChoiceField, ChoicesField, Field, Form, TextField
from bot.chat.request import Person, Request, Value, Where

PLATFORM = WORKSPACE = "playground"
LINE = 3000  # the most characters that the command box takes


def person(somebody: Somebody) -> Person:
    """Who they are for the bot."""
    return Person(somebody.id, somebody.name, organises=somebody.organises, zone=somebody.zone)


def where(place: str) -> Where:
    """A direct conversation names no channel; tables and the channel do."""
    return Where() if place.startswith(world.direct("")) else Where(channel=place)


def line(command: Command, rest: str, who: Somebody, place: str, event: str) -> Request:
    """A command that was typed; `rest` is what followed its name."""
    action, values = typed(command, rest)
    return _request(who, place, event, action=action, values=values)


def press(
    carried: str, who: Somebody, place: str, event: str, choice: str | None = None
) -> Request:
    """A button was pressed, or something chosen in a select."""
    values: dict[str, Value] = {} if choice is None else {"choice": choice}
    return _request(who, place, event, carried=carried, values=values)


def send(form: Form, values: Mapping[str, Value], who: Somebody, place: str, event: str) -> Request:
    """A form was sent."""
    return _request(who, place, event, carried=form.carried, values=values)


def complete(
    action: str, words: Mapping[str, str], who: Somebody, place: str, event: str
) -> Request:
    """What could come next is asked for; `words` has what is being typed under `typed`."""
    return _request(who, place, event, action=action, values=words)


def _request(
    who: Somebody,
    place: str,
    event: str,
    *,
    action: str = "",
    values: Mapping[str, Value],
    carried: str = "",
) -> Request:
    return Request(
        platform=PLATFORM,
        workspace=WORKSPACE,
        person=person(who),
        event=event,
        action=action,
        values=values,
        where=where(place),
        carried=carried,
    )


def clean(words: str) -> str:
    """As text that can be kept and shown: no half characters, nothing endless."""
    return words[:LINE].encode("utf-8", "replace").decode()


def filled(form: Form, sent: Mapping[str, object]) -> tuple[dict[str, Value], tuple[str, ...]]:
    """What was filled in, under the fields' own names, and the fields that were left out.

    Values that the form does not offer are as good as none.
    """
    values: dict[str, Value] = {}
    missing = []
    for field in form.fields:
        given = sent.get(field.name)
        match field:
            case TextField():
                text = clean(given)[: field.most] if isinstance(given, str) else ""
                values[field.name] = text.replace("\r\n", "\n").strip()
            case ChoiceField(options=options):
                known = isinstance(given, str) and given in {option.value for option in options}
                values[field.name] = str(given) if known else ""
            case ChoicesField(options=options):
                asked = given if isinstance(given, list) else [given]
                values[field.name] = tuple(
                    option.value for option in options if option.value in asked
                )
        if field.required and not values[field.name]:
            missing.append(field.name)
    return values, tuple(missing)


def refilled(form: Form, values: Mapping[str, Value]) -> Form:
    """The same form with these values in its fields."""

    def text(name: str) -> str:
        value = values.get(name, "")
        return value if isinstance(value, str) else ""

    fields: list[Field] = []
    for field in form.fields:
        match field:
            case TextField() | ChoiceField():
                fields.append(replace(field, value=text(field.name)))
            case ChoicesField():
                value = values.get(field.name, ())
                fields.append(replace(field, values=value if isinstance(value, tuple) else ()))
    return replace(form, fields=tuple(fields))
