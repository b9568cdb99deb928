"""Messages, forms and completions as Discord's own components. Pure functions."""

from itertools import groupby
from typing import Any, assert_never

from adapters.discord.literal import literal, plain
from bot.chat.answer import Choices
from bot.chat.form import ChoiceField, ChoicesField, Errors, Field, Form, TextField
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

Json = dict[str, Any]

ACCENT = 0x14664A
PRIVATE = 1 << 6  # message flags: only who asked sees it
_COMPONENTS = 1 << 15  # message flags: the text is in the components
_ROW, _BUTTON, _SELECT, _INPUT, _TEXT, _FILE = 1, 2, 3, 4, 10, 13
_CONTAINER, _LABEL, _CHECKBOXES = 17, 18, 22
_STYLES = {"main": 1, "plain": 2, "danger": 4}
_LINK = 5
_LINE, _LINES = 1, 2  # how much room a text input has
_DISPLAYS = 20  # text displays that fit beside title, foot and controls: 40 components in all
_APART = "\u200b"  # keeps two marks of markdown from being read as one
_IN_LINKS = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20"})


def message(shown: Message, flags: int = 0) -> Json:
    """A message as it is posted. Nobody is pinged but the people whom it mentions."""
    return {
        "flags": _COMPONENTS | flags,
        "components": [{"type": _CONTAINER, "accent_color": ACCENT, "components": _parts(shown)}],
        "allowed_mentions": {"parse": [], "users": list(shown.mentions())},
    }


def file(shown: File) -> Json:
    """A message that is a file and nothing else; its content is posted beside it."""
    return {
        "flags": _COMPONENTS,
        "components": [{"type": _FILE, "file": {"url": f"attachment://{shown.name}"}}],
        "attachments": [{"id": "0", "filename": shown.name}],
        "allowed_mentions": {"parse": []},
    }


def form(opened: Form) -> Json:
    """A form as a modal; every field under its own name."""
    return {
        "custom_id": _sealed(opened.carried),
        "title": plain(opened.title),
        "components": [_labelled(field) for field in opened.fields],
    }


def choices(offered: Choices) -> Json:
    """Completions of what is being typed."""
    return {"choices": [{"name": plain(one.label), "value": one.value} for one in offered.options]}


def reopening(opened: Form, errors: Errors = ()) -> Message:
    """What stands in where a form can't open: which field and why, and a button that opens it.

    Discord shows no errors in a form, and opens no form in answer to a form. All words are the
    form's own.
    """
    labels = {field.name: field.label for field in opened.fields}
    rows = tuple(((Words(labels.get(name, name)),), why) for name, why in errors)
    return Message(
        title=(Words(opened.title),),
        body=(Facts(rows),) if rows else (),
        controls=(Button(opened.title, "", style="main", carried=opened.carried),),
    )


def inline(text: Text) -> str:
    """A text in Discord's markdown."""
    written = ""
    for span in text:
        piece = _span(span)
        apart = written[-1:] in ("*", "`") and piece[:1] in ("*", "`")
        written += _APART + piece if apart else piece
    return written


def _parts(shown: Message) -> list[Json]:
    title, foot = _one_line(inline(shown.title)), _one_line(inline(shown.foot))
    body = [written for block in shown.body if (written := _block(block))]
    if len(body) > _DISPLAYS:
        body = ["\n\n".join(body)]
    parts = [_display(f"### {title}")] if title else []
    parts += [_display(written) for written in body]
    parts += _rows(shown.controls)
    return [*parts, _display(f"-# {foot}")] if foot else parts


def _display(content: str) -> Json:
    return {"type": _TEXT, "content": content}


def _one_line(written: str) -> str:
    """Headings and small print end with their line."""
    return written.replace("\n", " ")


def _block(block: Block) -> str:
    match block:
        case Facts(rows=rows):
            return "\n".join(f"**{_label(label)}** {inline(value)}" for label, value in rows)
        case (Quote(text=text),):
            return f">>> {literal(text)}"  # to the end of its text display, whatever it holds
        case _:
            return inline(block)


def _label(text: Text) -> str:
    """A fact's label, which is bold as a whole."""
    return inline(tuple(Words(one.text) if isinstance(one, Words) else one for one in text))


def _span(span: Span) -> str:
    match span:
        case Words():
            return _words(span)
        case Quote(text=text):
            return literal(text)
        case Mention(user=user):
            return f"<@{user}>" if user.isdecimal() else literal(user)
        case Place(channel=channel):
            return f"<#{channel}>" if channel.isdecimal() else literal(channel)
        case Moment(at=at):
            return f"<t:{int(at.timestamp())}:f>"
        case Link(url=url, label=label):
            return f"[{literal(label)}]({url.translate(_IN_LINKS)})"
        case _:
            assert_never(span)


def _words(words: Words) -> str:
    """Marks stand close to their words: with a blank between they would be shown as they are."""
    inner = words.text.strip()
    if not inner or not (words.bold or words.italic or words.code):
        return literal(words.text)
    if words.code:
        marked = f"`` {inner} ``" if "`" in inner else f"`{inner}`"
    else:
        mark = "**" if words.bold else "*"
        marked = f"{mark}{literal(inner)}{mark}"
    start, end = words.text.split(inner, 1)
    return f"{start}{marked}{end}"


def _rows(controls: tuple[Control, ...]) -> list[Json]:
    """Buttons that follow each other share a row; a select has one of its own."""
    rows = []
    for selects, group in groupby(controls, lambda control: isinstance(control, Select)):
        members = [_control(control) for control in group]
        rows += [[member] for member in members] if selects else [members]
    return [{"type": _ROW, "components": row} for row in rows]


def _control(control: Control) -> Json:
    match control:
        case Button(label=label, style=style, carried=carried):
            shown: Json = {"type": _BUTTON, "style": _STYLES[style], "label": plain(label)}
            return {**shown, "custom_id": _sealed(carried)}
        case LinkButton(label=label, url=url):
            return {"type": _BUTTON, "style": _LINK, "label": plain(label), "url": url}
        case Select(prompt=prompt, options=options, carried=carried):
            shown = {"type": _SELECT, "custom_id": _sealed(carried), "placeholder": plain(prompt)}
            return {**shown, "options": _options(options)}
        case _:
            assert_never(control)


def _labelled(field: Field) -> Json:
    labelled: Json = {"type": _LABEL, "label": plain(field.label)}
    if field.hint:
        labelled["description"] = plain(field.hint)
    return {**labelled, "component": _field(field)}


def _field(field: Field) -> Json:
    match field:
        case TextField():
            shown: Json = {
                "type": _INPUT,
                "custom_id": field.name,
                "style": _LINES if field.long else _LINE,
                "required": field.required,
                "max_length": field.most,
            }
            return {**shown, "value": field.value} if field.value else shown
        case ChoiceField():
            return {
                "type": _SELECT,
                "custom_id": field.name,
                "required": field.required,
                "min_values": int(field.required),
                "max_values": 1,
                "options": _options(field.options, (field.value,)),
            }
        case ChoicesField():
            return {
                "type": _CHECKBOXES,
                "custom_id": field.name,
                "required": field.required,  # Discord takes min_values 0 for required as well
                "min_values": int(field.required),
                "max_values": len(field.options),
                "options": _options(field.options, field.values),
            }
        case _:
            assert_never(field)


def _options(options: tuple[Option, ...], chosen: tuple[str, ...] = ()) -> list[Json]:
    shown: list[Json] = [{"label": plain(one.label), "value": one.value} for one in options]
    for one in shown:
        if one["value"] in chosen:
            one["default"] = True
    return shown


def _sealed(carried: str) -> str:
    if not carried:
        raise ValueError("a control was not sealed")
    return carried
