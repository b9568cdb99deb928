"""The phrases that say how a circle meets, as patterns; `construct` reads them in this order.

Each is linear in the length of the line: no repetition stands inside another.
"""

import re
from typing import Literal

from bot.schedules.vocabulary import DAY, NUMBER, ORDINAL

Reason = Literal[
    "am_or_pm",  # "at 5": in the morning or in the afternoon?
    "ambiguous",  # people mean two things by "biweekly" with two days, and by "every third Friday"
    "ambiguous_date",  # "6/1": in January or in June?
    "bad_time",  # 24:00, 25:00, 12:60, midnight
    "cron",  # cron's own language
    "day_of_month",  # "on the 15th": a schedule has weekdays
    "days_apart",  # "every other day": a schedule has weekdays
    "empty",
    "fifth",  # most months have no fifth Monday
    "has_time",  # a day was asked for and a time named
    "left_over",  # words that mean nothing here
    "long_range",  # of more than a year
    "no_day",
    "no_nth",  # "monthly on Monday": on which of them?
    "no_such_day",  # 30 February
    "no_time",  # "on Tuesday at", and there it ends
    "number",  # a number that could be anything
    "numeric_day",  # "on 2": weekdays are words
    "past",
    "reversed",  # "24 Dec to 20 Dec"
    "size_range",  # tables have 2 to 8 places
    "too_far",  # more than five years from now
    "too_long",
    "too_often",  # more than once a day
    "too_rare",  # less than once in twelve weeks or months
    "too_short",  # minutes and hours, where days are meant
    "two_days",  # "first Monday and Tuesday of the month"
    "two_rhythms",
    "two_sizes",
    "two_times",
    "two_zones",
    "unknown_zone",
    "wrong_weekday",  # "Monday 6 January", when that is a Wednesday
]


def words(pattern: str) -> re.Pattern[str]:
    """A pattern of whole words, whatever their capitals."""
    return re.compile(rf"(?<![\w.:])(?:{pattern})(?!\w)", re.IGNORECASE)


_EACH = "(?:every|each|per|an?)"
_MORE_THAN_DAILY = (
    "hourly|minutely|half[- ]hourly|(?:every|each|per|once an?)"
    rf" (?:{NUMBER} |half an? |half |other |single )?(?:hours?|minutes?|mins?|seconds)"
    rf"|(?:twice|several times|{NUMBER} times) (?:a day|per day|every day|each day|daily)"
)

NEVER: list[tuple[Reason, re.Pattern[str]]] = [
    ("cron", re.compile(r"\*|\bcron|\brrule|freq=|@[a-z]+ly\b|^(?:[0-9,/-]+ ){3}", re.IGNORECASE)),
    ("too_often", words(_MORE_THAN_DAILY)),
    ("too_rare", words(rf"yearly|annually|{_EACH} (?:{NUMBER} |other )?years?")),
    ("days_apart", words(rf"every (?:other|alternate|{ORDINAL}|{NUMBER}) days?")),
    ("ambiguous", words("(?:bi|semi)-?monthly|semi-?weekly|twice (?:a|per) (?:week|month)")),
    ("bad_time", words("midnight")),
]

# How many to a table.
SIZES = {"pairs": 2, "twos": 2, "duos": 2, "trios": 3, "triples": 3, "threes": 3, "fours": 4}
SIZES |= {"quartets": 4, "foursomes": 4, "fives": 5, "sixes": 6, "sevens": 7, "eights": 8}
_TABLES = "(?:tables?|groups?|teams?)"
_PEOPLE = "(?:people|persons?|members)"
SIZE = words(
    rf"(?:in |as )?(?:(?P<word>{'|'.join(SIZES)}|pair|trio)"
    r"|(?P<one_to_one>(?:1[:-]1|1[ -]?on[ -]?1|one[ -](?:on|to)[ -]one)s?))"
    rf"|(?:in |as |at )?(?:{_TABLES} of|(?:table |group )?size:?) (?P<of>{NUMBER})(?![.,:]?[0-9])"
    rf"(?: ?(?:-|or|to) ?(?P<or>{NUMBER}))?(?: {_PEOPLE})?(?: each)?"
    rf"|(?P<people>{NUMBER})[ -]{_PEOPLE}(?: {_TABLES}| at a table| (?:a|per) table| each)?"
    rf"|(?P<at>{NUMBER}) (?:at a|at each|a|per|to a) (?:table|group)"
)

# Which of a month's weekdays.
NTH = words(
    rf"(?:on )?(?P<every>every |each )?(?:the )?"
    rf"(?P<nth>{ORDINAL}(?:(?:,? and |, ?| ?[&+/] ?)(?:the )?{ORDINAL})*) (?P<day>{DAY})"
)
ORDINALS = words(ORDINAL)
OF_MONTHS = words("monthly|months?|quarterly|quarters?")

# Every how many weeks or months.
_NTH_TURN = "other|alternate|second|2nd|third|3rd|fourth|4th|sixth|6th"
_UNIT = "(?P<unit>week|fortnight|month|quarter)s?"
RHYTHM = words(
    r"(?P<adverb>weekly|fortnightly|bi-?weekly|monthly|quarterly)"
    rf"|(?:once |of |in |on )?(?:every|each|once in)[ -](?P<n>{_NTH_TURN}|{NUMBER})[ -]{_UNIT}"
    rf"|(?:on )?alternat(?:e|ing) (?P<alternate>week|month)s?"
    rf"|(?:once |of |in )?{_EACH} (?P<one>week|fortnight|month|quarter)"
    r"|(?:of|in) the (?P<of_the>month|quarter)"
    rf"|(?:on )?(?P<every_other>(?:every|each)[ -](?:other|alternate)|alternate)(?=[ -]{DAY}(?!\w))"
)

# On which days.
DAYS = words(
    rf"(?P<daily>daily|every ?day|each day|(?:once )?(?:a|per) day)"
    r"|(?P<weekdays>(?:every |each |all |on )?(?:week ?days?|work(?:ing)? ?days?|business days?))"
    r"|(?P<weekend>(?:every |each |on )?(?:the )?weekends?)"
    rf"|(?P<first>{DAY})(?: ?(?:-|to|through|thru) ?(?P<last>{DAY}))?(?:'s)?"
)

# Where the clock hangs.
OFFSET = words(r"(?:utc|gmt) ?[+-] ?[0-9]{1,2}(?::?[0-9]{2})?")
ZONE_KEY = re.compile(r"(?<![\w/])[A-Z_]{3,}(?:/[A-Z][\w+-]+){1,2}(?![\w/])", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\(([^()\n0-9]+)\)")
PLACE = re.compile(r"(?:in )?(?P<name>.+?)(?P<time> time)?", re.IGNORECASE)
# Everyday words that are places too, and one that is a slip away from "pairs": each is a zone only
# in brackets, or with "time" after it.
NOT_ALONE = {"christmas", "easter", "la", "midway", "nice", "paris", "reunion", "wake"}

# At what time.
NOON = words("(?:at )?(?:12 )?(?:noon|midday)|(?:at )?lunch ?time|at lunch")
CLOCK = re.compile(
    r"(?:(?<!\w)(?P<before>at|on|day|dow|weekday|@) ?)?"
    r"(?P<clock>(?<!\w)[+-]?[0-9][\w:.]*(?: ?(?:[ap]m|[ap]\.m\.?|o'clock|uhr|hrs|h)(?!\w))?)",
    re.IGNORECASE,
)
HOUR = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2}))?"
    r" ?(?:(?P<half>[ap])\.?m\.?|(?P<clock>o'clock|uhr|hrs|h))?",
    re.IGNORECASE,
)
FOUR_DIGITS = re.compile(r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<half>)(?P<clock>)")

# Words that change nothing about when, where and with how many.
FILLER = words(
    "a|and|as|by|each|every|for|gather|in|local|lunch|lunches|meet|meets|meeting|meetings|of|on|once"
    "|our|please|random|randomly|sharp|the|time|together|we"
)
