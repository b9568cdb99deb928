"""Somebody's words, written so that Discord shows them as they were typed and nobody is called."""

import re
import unicodedata

import discord

# A backslash before any of these takes away what it would do, wherever it stands: emphasis, code,
# spoilers, quotes, masked links, mentions, moments, commands, emoji, and the `://` of an address.
# A time of day keeps its colon: no emoji is called by two digits, and it is easier to read.
_ANYWHERE = re.compile(r"[\\*_~`|<>\[\]]|:(?=\S)(?!\d\d(?!\w))")
# These do something at the start of a line only: headings, small print and lists.
_AT_LINE_START = re.compile(r"^(\s*)([#+-])|^(\s*\d+)(\.)", re.MULTILINE)
# Invisible, and they reach beyond the words that they stand in. Half surrogates can't be sent.
_UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ISOLATE, _END = "\u2068", "\u2069"


def literal(words: str) -> str:
    """The words for a place where Discord reads markdown."""
    escaped = _ANYWHERE.sub(r"\\\g<0>", discord.utils.escape_mentions(plain(words)))
    escaped = _AT_LINE_START.sub(
        lambda found: (found[1] or found[3] or "") + "\\" + (found[2] or found[4]), escaped
    )
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words):
        return f"{_ISOLATE}{escaped}{_END}"  # or what follows would be drawn in its direction
    return escaped


def plain(words: str) -> str:
    """The words for a label, where Discord reads no markdown."""
    return _UNSEEN.sub("", words.replace("\r\n", "\n"))
