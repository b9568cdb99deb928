"""Every text is used, every text that is used is there, and all of them keep to the wording rules.

The code is read as it stands: `say("key")` and `say.label("key")` name a key, f-strings name all
keys that they could make, and the tables in `routes` and `settings` name the rest.
"""

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import bot
from bot import routes
from bot.chat import limits
from bot.checkins import packs, typed
from bot.checkins import settings as of_check_ins
from bot.checkins.given import Wrong
from bot.checkins.questions import Audience, Kind, Role
from bot.circles import outcome, starters, wishes
from bot.circles.settings import SETTINGS
from bot.lunches import calendars, slots
from bot.members import about, lines
from bot.schedules import spans
from bot.schedules.phrases import Reason
from bot.texts.catalogue import LANGUAGES, catalogue

ROOT = Path(bot.__file__).parent
SOURCES = sorted(ROOT.rglob("*.py"))
HOLE = re.compile(r"\{(\w+)\}")
ENGLISH = catalogue("en")

# Keys that are made from parts, and all that the parts can be.
MADE = {
    "weekday.{}": [str(day) for day in range(7)],
    "nth.{}": ["1", "2", "3", "4", "_1"],
    "unclear.{}": list(get_args(Reason)),
    "command.{}": list(routes.VERBS),
    "verb.{}.{}": [f"{name}.{verb}" for name, verbs in routes.VERBS.items() for verb in verbs],
    "parameter.{}": sorted(
        {each for verbs in routes.VERBS.values() for _, some in verbs.values() for each in some}
    ),
    "help.{}": list(routes.VERBS),
    "help.{}_title": list(routes.VERBS),
    "field.{}": ["container", "construct", "conversation", "community"],
    "hint.{}": ["container", "construct", "conversation", "community"],
    "state.{}": ["active", "paused", "archived"],
    "key.{}": sorted({each.name for each in (*SETTINGS, *of_check_ins.SETTINGS)}),
    "{}_about.{}": [
        *(f"circle_about.{each.name}" for each in SETTINGS),
        *(f"checkin_about.{each.name}" for each in of_check_ins.SETTINGS),
    ],
    "pack.{}": [each.name for each in packs.PACKS],
    "audience.{}": list(get_args(Audience)),
    "audience_lunch.{}": ["channel", "members"],
    "lunches.{}": ["show", "hide"],
    "feed.{}": list(lines.ROLES),
    "audience_short.{}": list(get_args(Audience)),
    "audience_some.{}": list(get_args(Audience)),
    "kind.{}": sorted(set(get_args(Kind)) - {"scale", "choice", "choices"}),
    "kind_role.{}": sorted(set(get_args(Role)) - {"", "outcome"}),
    "outcome.{}": ["done", "partly", "not", "dropped"],
    "ask_state.{}": ["open", "seen"],
    "answer.{}": ["yes", "no"],
    "reminders.{}": ["0", "1", "2"],
    "wrong.{}": sorted(set(get_args(Wrong)) - {"too_long"}),
    "unclear.line_{}": list(get_args(typed.Reason)),
    "wish_takes.{}": sorted({wishes.takes(name) for name in wishes.NAMES}),
    "wish.{}": ["off", "must", "prefer"]
    + [f"{how}_{what}" for how in ("must", "prefer") for what in ("different", "same")],
    "told.{}": [*about.SHOWABLE, "hours"],
    "times.{}": ["sent", "there", "none", "no_more", "past", "not_all", "no_date", "ended"],
    "no_time.{}": list(get_args(slots.Why)),
    "when.{}": ["no_day", "no_time"],
    "calendar.{}": list(calendars.CALENDARS),
    "not_hours.{}": list(get_args(spans.Reason)),
    "option.{}": [option for each in SETTINGS for option in each.options],
    "choice.{}_{}": [f"{each.name}_{option}" for each in SETTINGS for option in each.options],
    "{}.on": ["skip", "unskip"],
    "{}.several": ["skip", "unskip"],
    "choice.holidays_{}": ["move", "skip"],
    "why.{}": ["too_few", "away", "cant", "unreachable", "alone"],
    "no_seat.{}": ["alone", "over", "late"],
    "why.seated_{}": ["again", "late"],
    "starter.{}": list(starters.every()),
    "starters_wrong.{}": list(get_args(starters.Wrong)),
    "depth.{}": list(starters.DEPTHS),
    "topic.{}": list(starters.topics()),
    "table.{}": list(lines.ROLES),
    "season.no_{}": ["company", "place", "more"],
    "pick.{}": ["circle", "checkin", "season"],
    "common.{}": ["department", "team", "place"],
    "told_hint.{}": list(about.WORK),
    "medium.{}": list(about.MEDIA),
    "button.{}": [*outcome.OUTCOMES, *outcome.REASONS],
    "settled.{}": list(outcome.OUTCOMES),
    "believed.{}": ["met", "some_met"],
    **{
        f"{{}}{each}": ["circle", "checkin"]
        for each in (
            ".gone",
            ".none_yet",
            ".choose",
            ".which",
            ".not_yours",
            ".unknown",
            "_archive.body",
            "_create.not_organiser",
            "_create.where",
            "_error.name_empty",
            "_error.name_taken",
            "_setting.channel",
            "_settings.foot",
            "_understood.foot",
        )
    },
    "button.end_{}": ["circle", "checkin"],
    "now_{}.title": ["paused", "archived"],
    "{}_{}.body": [
        f"{kind}_{now}" for kind in ("circle", "checkin") for now in ("paused", "archived")
    ],
    "{}.title": ["skip", "unskip"],
}


UNLISTED: set[str] = set()


def _named(node: ast.expr) -> Iterator[str]:
    """The keys that an argument of `say` can name."""
    match node:
        case ast.Constant(value=str() as key):
            yield key
        case ast.IfExp(body=one, orelse=other):
            yield from _named(one)
            yield from _named(other)
        case ast.JoinedStr(values=parts):
            texts = [part.value if isinstance(part, ast.Constant) else "{}" for part in parts]
            shape = "".join(str(text) for text in texts)
            if shape not in MADE:
                UNLISTED.add(shape)
            yield from (_filled(shape, made) for made in MADE.get(shape, []))
        case ast.Call(func=ast.Attribute(value=ast.JoinedStr() as inner)):
            yield from _named(inner)  # f"nth.{nth}".replace(…)


def _filled(shape: str, made: str) -> str:
    before, _, after = shape.partition("{}")
    return before + made + after.rpartition("{}")[2]


def _uses() -> dict[str, set[frozenset[str]]]:
    """Each key that the code names, with the holes that it fills there."""
    uses: dict[str, set[frozenset[str]]] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and node.args and _is_say(node.func)):
                continue
            for key in _named(node.args[0]):
                uses.setdefault(key, set()).add(frozenset(each.arg or "" for each in node.keywords))
    return uses


def _is_say(function: ast.expr) -> bool:
    """`say`, `turn.say`, `self._say()`, and `.label` of any of these."""
    if isinstance(function, ast.Attribute) and function.attr == "label":
        return _is_say(function.value)
    if isinstance(function, ast.Call):
        return _is_say(function.func)
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("say", "_say")


def _passed() -> set[str]:
    """Keys that are handed on before they are said: plain strings that are keys, anywhere else."""
    return {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in ENGLISH
    }


USES = _uses()


def _texts(language: str) -> Iterator[tuple[str, str]]:
    for key, said in catalogue(language).items():
        for text in (said,) if isinstance(said, str) else said:
            yield key, text


def _holes(said: str | tuple[str, ...]) -> set[str]:
    texts = (said,) if isinstance(said, str) else said
    return {hole for text in texts for hole in HOLE.findall(text)}


def test_every_way_of_making_a_key_is_listed() -> None:
    """A key that is put together from parts stands in `MADE`, with all that the parts can be."""
    assert not UNLISTED


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_is_said_is_there(language: str) -> None:
    """Nobody ever reads a key in place of words."""
    assert set(USES) - set(catalogue(language)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_there_that_nobody_says(language: str) -> None:
    """A text that is used no more goes."""
    assert set(catalogue(language)) - set(USES) - _passed() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_fills_every_hole_and_no_other(language: str) -> None:
    """A text's holes are what the code has for it; a plural needs its number."""
    for key in sorted(set(USES) & set(catalogue(language))):
        said, ways = catalogue(language)[key], USES[key]
        needed = _holes(said) | (set() if isinstance(said, str) else {"n"})
        for filled in ways:
            assert needed <= filled, f"{key}: {sorted(needed - filled)} stays open"
            may = needed | {"n"} | ({"fragment"} if key.startswith("unclear.") else set())
            assert filled <= may, f"{key}: {sorted(filled - may)} goes nowhere"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same(language: str) -> None:
    """Each language has the keys of English, each with the same holes, and plurals where it has."""
    own = catalogue(language)
    assert set(own) == set(ENGLISH)
    for key, said in own.items():
        assert _holes(said) == _holes(ENGLISH[key]), key
        assert isinstance(said, str) == isinstance(ENGLISH[key], str), key


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_has_its_sentence(reason: str) -> None:
    """Whatever a line about a schedule or a day stumbles over, the person reads why."""
    (text,) = (text for key, text in _texts("en") if key == f"unclear.{reason}")
    assert text.endswith((".", "?"))


FORBIDDEN = re.compile(r"\b(?:please|oops|successfully|users?|match(?:es|ed)?|engagement)\b", re.I)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tone(language: str) -> None:
    """No exclamation mark, no emoji, none of the words that the product does without."""
    for key, text in _texts(language):
        assert "!" not in text, key
        assert not FORBIDDEN.search(text), key
        assert not any(unicodedata.category(letter) in ("So", "Cs", "Co") for letter in text), key
        assert text == unicodedata.normalize("NFC", text), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_length_of_what_controls_show(language: str) -> None:
    """A button's own words take at most 34 characters, a field's and a form's what fits."""
    for key, text in _texts(language):
        own = HOLE.sub("", text)
        if key.startswith("button."):
            assert len(own) <= 34, key
        elif key.endswith(".form"):
            assert len(own) <= limits.FORM_TITLE, key
        elif key.startswith("field."):
            assert len(own) <= limits.FIELD_LABEL, key
        elif key.startswith(("command.", "verb.", "parameter.")):
            assert len(own) <= limits.COMMAND_TEXT, key
        elif key.startswith("hint."):
            assert len(own) <= limits.FIELD_HINT, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentence_case(language: str) -> None:
    """Titles and buttons are written like sentences: no second word has a capital of its own."""
    names = {"Tablemates", "Join", "Berlin", "I", "Monday", "UTC"}
    for key, text in _texts(language):
        if key.startswith(("button.", "field.", "fact.")) or key.endswith((".title", ".form")):
            capitals = re.findall(r"(?<=[a-z] )[A-Z]\w*", HOLE.sub("", text))
            assert set(capitals) <= names, key


def test_nothing_that_is_seen_is_written_in_code() -> None:
    """Words are made by the catalogue alone: nothing else in the core makes `Words`."""
    for path in SOURCES:
        if path.is_relative_to(ROOT / "chat") or path.name == "catalogue.py":
            continue
        calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
        makers = {getattr(call.func, "id", "") for call in calls}
        assert "Words" not in makers, path.name
