"""Our messages and forms, as Slack shows them: pure functions from values to payloads.

Running text is rich text, whose elements are data: what somebody wrote is a text element and needs
no escaping, because nothing in it is ever read as markup. Only the fallback for notifications and
the foot are markup of Slack's, and there `&`, `<` and `>` are escaped.
"""

import json
from collections.abc import Callable, Iterable
from datetime import UTC
from typing import Any, assert_never

from bot.chat.form import ChoiceField, ChoicesField, Errors, Form, TextField
from bot.chat.message import Button, Control, Facts, File, LinkButton, Message, Option, Select
from bot.chat.text import Link, Mention, Moment, Place, Quote, Text, Words

Json = dict[str, Any]
_STYLE = {"main": "primary", "danger": "danger"}
_WHEN = "{date_short_pretty}, {time}"


def message(shown: Message) -> Json:
    """`blocks`, and the `text` that stands in for them in notifications."""
    blocks = [*_title(shown.title), *_body(shown.body), *_controls(shown.controls)]
    return {"text": fallback(shown), "blocks": [*blocks, *_foot(shown.foot)]}


def fallback(shown: Message) -> str:
    """Title, first paragraph, and what is asked, for notifications and screen readers."""
    parts = [_marked(shown.title)]
    if shown.body:
        first = shown.body[0]
        rows = first.rows if isinstance(first, Facts) else ()
        parts += [f"{_marked(label)}: {_marked(value)}" for label, value in rows]
        parts += [] if isinstance(first, Facts) else [_marked(first)]
    parts += [f"[{_asked(control)}]" for control in shown.controls]
    return "\n".join(part for part in parts if part.strip())


def file(shown: File, name: str) -> Json:
    """A file that was uploaded, `name` being what Slack calls it."""
    return {"files": [{"id": name, "title": shown.name}]}


def view(form: Form, channel: str) -> Json:
    """A modal, which remembers the channel that it was opened from."""
    return {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": json.dumps({"carried": form.carried, "channel": channel}),
        "title": _plain(form.title),
        "submit": _plain(form.submit),
        "blocks": [_field(field) for field in form.fields],
    }


def errors(wrong: Errors) -> dict[str, str]:
    """What is wrong, by block: a field's block bears the field's name. Shown as plain text."""
    return {name: literal(why) for name, why in wrong}


def errors_told(form: Form, wrong: Errors) -> Message:
    """The same as a message, for when the form has closed already."""
    labels = {field.name: field.label for field in form.fields}
    rows = tuple(((Words(labels.get(name, name)),), why) for name, why in wrong)
    return Message(body=(Facts(rows),))


def literal(text: Text) -> str:
    """A text where Slack reads no markup at all."""
    return _flat(text, lambda words: words, markup=False)


def _title(title: Text) -> Iterable[Json]:
    if all(isinstance(span, Words | Quote) for span in title):
        words = " ".join(literal(title).split())
        return [{"type": "header", "text": _plain(words)}] if words else []
    return [_rich(_elements(title, bold=True))]


def _body(body: tuple[Text | Facts, ...]) -> Iterable[Json]:
    """One block for all of it: a message has room for fifty, and a preview for more paragraphs."""
    found: list[Json] = []
    for block in body:
        elements = _rows(block) if isinstance(block, Facts) else _elements(block)
        if found and elements:
            found.append(_text("\n\n"))
        found += elements
    return [_rich(found)] if found else []


def _rows(facts: Facts) -> list[Json]:
    found: list[Json] = []
    for label, value in facts.rows:
        found += [_text("\n")] if found else []
        found += [*_elements(label, bold=True), _text("  "), *_elements(value)]
    return found


def _elements(text: Text, *, bold: bool = False) -> list[Json]:
    found = []
    for span in text:
        match span:
            case Words(text=words):
                style = {"bold": bold or span.bold, "italic": span.italic, "code": span.code}
                element = _text(words, **style)
            case Quote(text=words):
                element = _text(words, bold=bold)
            case Mention(user=user):
                element = {"type": "user", "user_id": user}
            case Place(channel=channel):
                element = {"type": "channel", "channel_id": channel}
            case Moment():
                element = {
                    "type": "date",
                    "timestamp": int(span.at.timestamp()),
                    "format": _WHEN,
                    "fallback": _universal(span),
                }
            case Link(url=url, label=label):
                element = {"type": "link", "url": url, "text": label}
            case _:
                assert_never(span)
        if element.get("text") != "":  # Slack refuses a text element with nothing in it
            found.append(element)
    return found


def _controls(controls: tuple[Control, ...]) -> Iterable[Json]:
    """In their order: each select in a block of its own, which carries for it; buttons in a row."""
    row: list[Json] = []
    for index, control in enumerate(controls):
        if not isinstance(control, Select):
            row.append(_button(control, index))
            continue
        if row:
            yield {"type": "actions", "elements": row}
        row = []
        yield _select(control, index)
    if row:
        yield {"type": "actions", "elements": row}


def _button(control: Button | LinkButton, index: int) -> Json:
    match control:
        case Button():
            button = {
                "type": "button",
                "action_id": f"{control.action}:{index}",
                "text": _plain(control.label),
                "value": control.carried,
            }
            style = _STYLE.get(control.style)
            return button | ({"style": style} if style else {})
        case LinkButton():
            return {
                "type": "button",
                "action_id": f"link:{index}",
                "text": _plain(control.label),
                "url": control.url,
            }
        case _:
            assert_never(control)


def _select(select: Select, index: int) -> Json:
    return {
        "type": "actions",
        "block_id": select.carried,
        "elements": [
            {
                "type": "static_select",
                "action_id": f"{select.action}:{index}",
                "placeholder": _plain(select.prompt),
                "options": _options(select.options),
            }
        ],
    }


def _foot(foot: Text) -> Iterable[Json]:
    """Small and grey where it can be: beside somebody's words only what needs no markup."""
    if not foot:
        return []
    if not any(isinstance(span, Quote) for span in foot):
        small = {"type": "mrkdwn", "text": _marked(foot)}
    elif all(isinstance(span, Words | Quote) for span in foot):
        small = _plain(literal(foot))
    else:
        return [_rich(_elements(foot))]
    return [{"type": "context", "elements": [small]}]


def _field(field: TextField | ChoiceField | ChoicesField) -> Json:
    block = {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label),
        "optional": not field.required,
    }
    if field.hint:
        block["hint"] = _plain(field.hint)
    match field:
        case TextField():
            element: Json = {
                "type": "plain_text_input",
                "multiline": field.long,
                "max_length": field.most,
            }
            if field.value:
                element["initial_value"] = field.value
        case ChoiceField():
            element = {"type": "static_select", "options": _options(field.options)}
            if chosen := [option for option in field.options if option.value == field.value]:
                element["initial_option"] = _options(chosen)[0]
        case ChoicesField():
            element = {"type": "checkboxes", "options": _options(field.options)}
            if chosen := [option for option in field.options if option.value in field.values]:
                element["initial_options"] = _options(chosen)
        case _:
            assert_never(field)
    return block | {"element": element | {"action_id": field.name}}


def _options(options: Iterable[Option]) -> list[Json]:
    return [{"text": _plain(option.label), "value": option.value} for option in options]


def _marked(text: Text) -> str:
    """A text in Slack's own markup, whatever could be read as such escaped."""
    return _flat(text, _escaped, markup=True)


def _flat(text: Text, escape: Callable[[str], str], *, markup: bool) -> str:
    found = []
    for span in text:
        match span:
            case Words(text=words):
                mark = "*" * span.bold + "_" * span.italic + "`" * span.code if markup else ""
                found.append(f"{mark}{escape(words)}{mark[::-1]}")
            case Quote(text=words):
                found.append(escape(words))
            case Mention(user=user):
                found.append(f"<@{user}>" if markup else f"@{user}")
            case Place(channel=channel):
                found.append(f"<#{channel}>" if markup else f"#{channel}")
            case Moment():
                at, when = int(span.at.timestamp()), _universal(span)
                found.append(f"<!date^{at}^{_WHEN}|{when}>" if markup else when)
            case Link(url=url, label=label):
                found.append(f"<{url}|{escape(label)}>" if markup else f"{label} ({url})")
            case _:
                assert_never(span)
    return "".join(found)


def _asked(control: Control) -> str:
    return _escaped(control.prompt if isinstance(control, Select) else control.label)


def _universal(moment: Moment) -> str:
    return moment.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(words: str) -> Json:
    """Shown as it is; with `emoji` off, `:smile:` is no picture either."""
    return {"type": "plain_text", "text": words, "emoji": False}


def _text(words: str, **style: bool) -> Json:
    wanted = {name: True for name, on in style.items() if on}
    return {"type": "text", "text": words} | ({"style": wanted} if wanted else {})


def _rich(elements: list[Json]) -> Json:
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "elements": [section]}
