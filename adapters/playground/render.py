"""What the bot says, as HTML: every span, block, control and field, escaped by construction."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import assert_never
from zoneinfo import ZoneInfo

from markupsafe import Markup

from adapters.playground.people import Somebody
from adapters.playground.world import Room, Said
from bot.chat.answer import Choices
from bot.chat.message import (
    Block,
    Button,
    Control,
    Facts,
    File,
    LinkButton,
    Message,
    Option,
    Select,
)
from bot.chat.text import Link, Mention, Moment, Place, Quote, Span, Text, Words

_STEPS = {"circles.join": "join", "circles.outcome": "met"}


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom it is shown: who they are, whom they may read of, and the tabs they can open."""

    who: Somebody
    town: Mapping[str, Somebody]
    tabs: Mapping[str, str]  # a place's id: the address of the view that shows it

    def name(self, person: str) -> str:
        """The first name of somebody, by their id."""
        return self.town[person].first if person in self.town else "somebody who left"


def step(action: str) -> str:
    """The step of the tour that an action takes, "" for none."""
    return _STEPS.get(action, "")


def clock(at: datetime, zone: str) -> str:
    """The time of day there."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def day(at: datetime, zone: str) -> str:
    """The day there, in full."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{there:%A} {there.day} {there:%B}"


def moment(at: datetime, zone: str) -> str:
    """The day and time there, in short."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{there:%a} {there.day} {there:%b}, {there:%H:%M}"


def plain(text: Text, reader: Reader) -> str:
    """The words alone, as somebody hears them."""
    return "".join(_plain(span, reader) for span in text)


def heard(message: Message, reader: Reader) -> str:
    """What a message says in a line: its title and its first sentence."""
    first = next((block for block in message.body if not isinstance(block, Facts)), ())
    said = [plain(text, reader).partition("\n")[0] for text in (message.title, first) if text]
    return ". ".join(words.rstrip(".") for words in said) + "."


def said(one: Said, reader: Reader) -> Markup:
    """One message as this reader sees it."""
    author = reader.town.get(one.author)
    if isinstance(one.what, str):
        inner = Markup('<p class="words">{}</p>').format(_quote(one.what))
    elif isinstance(one.what, File):
        inner = file(one.what, one.id)
    else:
        inner = message(one.what, reader, private=bool(one.only), used=one.used)
    return Markup(
        '<article class="msg{secret}" id="{id}-{who}" data-message="{id}" tabindex="-1">'
        '{face}<p class="by"><b>{by}</b> {app} <time datetime="{at}">{time}</time></p>'
        '<div class="what">{inner}</div></article>'
    ).format(
        secret=" secret" if one.only and not one.place.startswith("bot-") else "",
        id=one.id,
        who=reader.who.id,
        face=face(author) if one.author else _BOT_FACE,
        by="Tablemates" if not one.author else reader.name(one.author),
        app=Markup('<span class="app">app</span>') if not one.author else "",
        at=one.at.isoformat(),
        time=clock(one.at, reader.who.zone),
        inner=inner,
    )


def message(what: Message, reader: Reader, *, private: bool = False, used: str = "") -> Markup:
    """A message of the bot's, in its card."""
    parts = [_LOCK] if private else []
    if what.title:
        parts.append(Markup("<h3>{}</h3>").format(text(what.title, reader)))
    parts += [_block(block, reader) for block in what.body]
    if what.controls:
        controls = Markup("").join(_control(control) for control in what.controls)
        parts.append(Markup('<div class="acts">{}</div>').format(controls))
    if what.foot:
        parts.append(Markup('<p class="foot">{}</p>').format(text(what.foot, reader)))
    if used:
        parts.append(Markup('<p class="foot">You used <code>{}</code></p>').format(used))
    return Markup('<div class="card">{}</div>').format(Markup("").join(parts))


def file(what: File, said: str) -> Markup:
    """A file, as a link that keeps it; `said` is the id of the message that it is."""
    return Markup(
        '<div class="card"><a class="btn" href="/file/{}" download="{}">{}</a></div>'
    ).format(said, what.name, what.name)


def text(spans: Text, reader: Reader) -> Markup:
    """A line of text."""
    return Markup("").join(_span(span, reader) for span in _joined(spans))


def _joined(spans: Text) -> Iterator[Span]:
    """Code that stands together is one piece: a command and its word."""
    for code, group in groupby(spans, lambda span: isinstance(span, Words) and span.code):
        if code:
            yield Words("".join(one.text for one in group if isinstance(one, Words)), code=True)
        else:
            yield from group


def _span(span: Span, reader: Reader) -> Markup:
    match span:
        case Words(text=words, bold=bold, italic=italic, code=code):
            style = _BOLD if bold else _ITALIC if italic else _CODE if code else Markup("{}")
            return style.format(words)
        case Quote(text=words):
            return _quote(words)
        case Mention(user=user):
            me = " me" if user == reader.who.id else ""
            return Markup('<span class="at{}">{}</span>').format(me, reader.name(user))
        case Place(channel=channel):
            return _place(channel, reader)
        case Moment(at=at):
            return Markup('<time datetime="{}">{}</time>').format(
                at.isoformat(), moment(at, reader.who.zone)
            )
        case Link(url=url, label=label):
            return Markup('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>').format(
                url, label
            )
        case _:
            assert_never(span)


def _plain(span: Span, reader: Reader) -> str:
    match span:
        case Words(text=words) | Quote(text=words):
            return words
        case Mention(user=user):
            return reader.name(user)
        case Place(channel=channel):
            return _label(channel)
        case Moment(at=at):
            return moment(at, reader.who.zone)
        case Link(label=label):
            return label
        case _:
            assert_never(span)


def _quote(words: str) -> Markup:
    # Isolated, so that a word written from right to left can't turn ours around.
    return Markup("<bdi>{}</bdi>").format(words)


def _label(channel: str) -> str:
    return "your table" if channel.startswith("table-") else f"#{channel}"


def _place(channel: str, reader: Reader) -> Markup:
    if channel not in reader.tabs:
        return Markup('<span class="at">{}</span>').format(_label(channel))
    return Markup('<a class="at" data-go href="{}">{}</a>').format(
        reader.tabs[channel], _label(channel)
    )


def _block(block: Block, reader: Reader) -> Markup:
    if isinstance(block, Facts):
        rows = Markup("").join(
            Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(
                text(label, reader), text(value, reader)
            )
            for label, value in block.rows
        )
        return Markup('<dl class="facts">{}</dl>').format(rows)
    alone = len(block) == 1 and isinstance(block[0], Quote)
    return Markup('<p class="{}">{}</p>').format(
        "words quote" if alone else "words", text(block, reader)
    )


def _control(control: Control) -> Markup:
    match control:
        case Button(label=label, action=action, style=style, carried=carried):
            return Markup(
                '<button class="btn {}" type="button" data-carried="{}" data-step="{}">{}</button>'
            ).format(style, carried, step(action), label)
        case LinkButton(label=label, url=url):
            return Markup(
                '<a class="btn" href="{}" rel="noopener noreferrer" target="_blank">{}</a>'
            ).format(url, label)
        case Select(prompt=prompt, carried=carried):
            return Markup(
                '<select aria-label="{}" data-carried="{}" autocomplete="off">'
                '<option value="">{}</option>{}</select>'
            ).format(prompt, carried, prompt, options(control.options, ""))
        case _:
            assert_never(control)


def options(what: tuple[Option, ...], chosen: str) -> Markup:
    """The options of a select."""
    return Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            option.value, Markup(" selected") if option.value == chosen else "", option.label
        )
        for option in what
    )


def choices(what: Choices, before: str) -> Markup:
    """Completions for the list above the command box."""
    return Markup("").join(
        offer(f"{before}{option.label}", option.label, "", "") for option in what.options
    )


def offer(line: str, shown: str, more: str, says: str) -> Markup:
    """One line of the list above the command box."""
    return Markup('<li role="option" data-take="{}"><b>{}{}</b>{}</li>').format(
        line, shown, Markup(" <span>{}</span>").format(more) if more else "", says
    )


def face(person: Somebody | None) -> Markup:
    """Somebody's face: their first letter on their colour."""
    return Markup('<span class="face hue-{}" aria-hidden="true">{}</span>').format(
        person.hue if person else 0, person.first[0] if person else "?"
    )


def table(room: Room, reader: Reader) -> Markup:
    """A table seen from above, everybody at it."""
    count = len(room.people)
    start = math.pi if count % 2 == 0 else -math.pi / 2
    chairs = []
    for at, person in enumerate(room.people):
        angle = start + 2 * math.pi * at / count
        chairs.append(
            Markup(
                '<circle class="hue-{}" cx="{x}" cy="{y}" r="{r}"/><text x="{x}" y="{y}">{}</text>'
            ).format(
                reader.town[person].hue if person in reader.town else 0,
                reader.name(person)[0].upper(),
                x=round(34 + 23 * math.cos(angle), 1),
                y=round(34 + 23 * math.sin(angle), 1),
                r=11 if count < 6 else 9,
            )
        )
    return Markup(
        '<svg class="top{}" viewBox="{}" aria-hidden="true">'
        '<circle class="board" cx="34" cy="34" r="11"/>{}</svg>'
    ).format(
        " pair" if count == 2 else "",
        "-1 19 70 30" if count == 2 else "-1 -1 70 70",
        Markup("").join(chairs),
    )


_BOT_FACE = Markup(
    '<span class="face bot" aria-hidden="true"><svg><use href="#i-table"/></svg></span>'
)
_LOCK = Markup('<p class="lock"><svg aria-hidden="true"><use href="#i-lock"/></svg>{}</p>').format(
    "Only you can see this"
)
_BOLD, _ITALIC, _CODE = Markup("<b>{}</b>"), Markup("<i>{}</i>"), Markup("<code>{}</code>")
