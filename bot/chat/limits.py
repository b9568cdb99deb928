"""What both platforms can show: the smaller of the two numbers, with its source.

Checked when a message or a form is made, so that no delivery fails of its own length later.
Lengths count the worst that escaping can do to somebody's words on either platform.
"""

import re

from bot.chat.text import Link, Mention, Moment, Place, Quote, Text, Words

TITLE = 150  # Slack: header block, plain text
PARAGRAPH = 3000  # Slack: section block, text
FACTS = 10  # Slack: section block, fields
FACT = 2000  # Slack: section block, a field's text
MESSAGE = 3900  # Discord: 4,000 over all text displays of a message, less what joins them
MENTIONS = 100  # Discord: allowed_mentions.users
BUTTONS = 5  # Discord: an action row
BUTTON = 75  # Slack: button text (Discord: 80)
OPTIONS = 25  # Discord: string select, and choices of a command's option
OPTION = 75  # Slack: option text (Discord: 100)
OPTION_VALUE = 100  # Discord: select option value (Slack: 150)
PLACEHOLDER = 100  # Discord: text input placeholder (Slack: 150)
CARRIED = 100  # Discord: custom_id (Slack: 2,000 in a button's value)
FORM_TITLE = 24  # Slack: view title (Discord: 45)
SUBMIT = 24  # Slack: view submit
FIELDS = 5  # Discord: components of a modal
FIELD_LABEL = 45  # Discord: label
FIELD_HINT = 100  # Discord: label description
FIELD_TEXT = 3000  # Slack: plain text input (Discord: 4,000)
FIELD_OPTIONS = 10  # Discord: checkbox group and radio group
COMMAND_NAME = 32  # Discord: command and option names
COMMAND_TEXT = 100  # Discord: command and option descriptions
VERBS = 25  # Discord: sub-commands of a command
TABLE_NAME = 100  # Discord: thread name
FILE_NAME = 100  # ours: both platforms take more
FILE = 100_000  # bytes; ours: both platforms take some millions


class TooLong(ValueError):
    """Something of ours does not fit; the text says what, how long, and the limit."""


def fits(what: str, length: int, most: int) -> None:
    """Raise `TooLong` when `length` is over `most`."""
    if length > most:
        raise TooLong(f"{what}: {length} where {most} fit")


def length(text: Text) -> int:
    """The most characters that the text can take up on either platform."""
    return sum(_span(span) for span in text)


def quoted(words: str) -> int:
    """The most characters that somebody's words can take up once they are escaped."""
    return len(words) + sum(_MORE[character] for character in _SPECIAL.findall(words))


_MORE = {"&": 4, "<": 3, ">": 3} | dict.fromkeys("\\*_~`|#-[]()@:\n.+!/", 1)
_SPECIAL = re.compile(f"[{re.escape(''.join(_MORE))}]")
_MENTION = 25  # <@ and a snowflake of 19 digits and >, or Slack's escaped form, with room
_MOMENT = 80  # Slack: <!date^…^{date_short_pretty}, {time}|fallback>


def _span(span: Words | Quote | Mention | Place | Moment | Link) -> int:
    match span:
        case Words(text=text):
            return quoted(text) + 4
        case Quote(text=text):
            return quoted(text) + 2
        case Mention() | Place():
            return _MENTION
        case Moment():
            return _MOMENT
        case Link(url=url, label=label):
            return len(url) + len(label) + 4
