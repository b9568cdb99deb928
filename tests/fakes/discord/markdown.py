"""Reads a text as Discord's own apps do, so that a test can see what became of somebody's words.

The rules are tried in this order at every place, the first that fits wins; what fits none is text.
They are written down from how the apps behave, and know nothing of how the bot escapes.
"""

import re
from dataclasses import dataclass

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("escape", re.compile(r"\\([^0-9A-Za-z\s])")),
    ("heading", re.compile(r"(?:^|(?<=\n))[ \t]*(?:#{1,3}|-#)[ \t]+[^\n]+")),
    ("quote", re.compile(r"(?:^|(?<=\n))[ \t]*>(?:>>)?[ \t][^\n]*")),
    ("list", re.compile(r"(?:^|(?<=\n))[ \t]*(?:[-*+]|\d+\.)[ \t]+\S")),
    ("block", re.compile(r"```[\s\S]+?```")),
    ("link", re.compile(r"\[[^\[\]]*(?:\\.[^\[\]]*)*\]\(<?\s*[^\s)]+[^)]*\)")),
    ("mention", re.compile(r"<@[!&]?\d+>|@everyone|@here")),
    ("channel", re.compile(r"<#\d+>|<id:\w+>")),
    ("command", re.compile(r"</[^:>]+:\d+>")),
    ("moment", re.compile(r"<t:-?\d+(?::[tTdDfFR])?>")),
    ("emoji", re.compile(r"<a?:\w+:\d+>|:(?!\d\d:)[^\s:]+:")),  # no emoji is called 00 to 99
    ("address", re.compile(r"<?(?:https?|steam|discord)://[^\s<]+")),
    ("mail", re.compile(r"<(?:mailto:|tel:|sms:)?[^\s>]+@[^\s>]+>|<\+\d+>")),
    ("bold", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    (
        "italic",
        re.compile(r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\])|[^\s*\\])+?)\*(?!\*)"),
    ),
    ("italic", re.compile(r"(?<!\w)_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)")),
    ("strike", re.compile(r"~~([\s\S]+?)~~(?!_)")),
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|")),
    ("code", re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")),
)
_NOTHING = "\u200b\u2060"  # what the apps draw as nothing


@dataclass(frozen=True)
class Drawn:
    """A text as it is drawn, and what in it is more than text: (kind, source)."""

    text: str
    marks: tuple[tuple[str, str], ...]


def drawn(source: str) -> Drawn:
    """How Discord's apps draw it. Marks of emphasis are drawn as what is in them."""
    text, marks = _read(source)
    return Drawn("".join(one for one in text if one not in _NOTHING), tuple(marks))


def _read(source: str) -> tuple[str, list[tuple[str, str]]]:
    text, marks, at = "", [], 0
    while at < len(source):
        for kind, rule in _RULES:
            found = rule.match(source, at)
            if found is None:
                continue
            if kind == "escape":
                text += found[1]
            else:
                marks.append((kind, found[0]))
                inner = found[found.re.groups] if found.re.groups else found[0]
                if kind in ("bold", "underline", "italic", "strike", "spoiler"):
                    inside, more = _read(inner)
                    text, marks = text + inside, marks + more
                else:
                    text += inner
            at = found.end()
            break
        else:
            text += source[at]
            at += 1
    return text, marks


def pings(source: str, allowed: dict[str, object]) -> list[str]:
    """Whom the server calls: it reads no markdown, and takes a mention wherever it stands."""
    parse, users = allowed.get("parse", []), allowed.get("users", [])
    assert isinstance(parse, list)
    assert isinstance(users, list)
    found = [
        user
        for user in re.findall(r"<@!?(\d+)>", source)
        if "users" in parse or user in users or int(user) in users
    ]
    if "everyone" in parse:
        found += re.findall(r"@(everyone|here)", source)
    if "roles" in parse:
        found += re.findall(r"<@&(\d+)>", source)
    return list(dict.fromkeys(found))
