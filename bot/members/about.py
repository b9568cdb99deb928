"""What a member says about themselves, for the drawing to mind: their work, and how to meet."""

from collections.abc import Mapping

from bot.chat.answer import Answer, Invalid, Open, Refusal, Reply
from bot.chat.form import ChoicesField, Form, TextField
from bot.chat.message import Facts, Message, Option
from bot.chat.text import Quote, Text
from bot.members import tags as tag_rows
from bot.members.actions import here
from bot.members.model import clean
from bot.schedules import spans
from bot.schedules.spans import NotHours, Span, understand_hours
from bot.turn import Turn

WORK = ("department", "team", "asks", "offers")
SHOWABLE = (*WORK, "medium", "place")  # at one's tables, where they agreed to it
MEDIA = ("person", "video", "phone", "text")
LINE = 100  # characters of a line
TOPICS = 5  # asks, and offers
SEVERAL = "same_day"  # the tag of those who want two lunches on one day, if it comes to that
_LISTS = ("asks", "offers")


async def about(turn: Turn) -> Answer:
    """Open the form about one's work, as it was filled in last."""
    say, tags = turn.say, await _tags(turn)
    showing = ChoicesField(
        "shown",
        say.label("told.shown"),
        tuple(Option(say.label(f"told.{name}"), name) for name in SHOWABLE),
        hint=say.label("told_hint.shown"),
        values=tuple(name for name in SHOWABLE if name in tags.get("shown", ())),
    )
    fields = tuple(
        TextField(
            name,
            say.label(f"told.{name}"),
            hint=say.label(f"told_hint.{name}"),
            value=", ".join(sorted(tags.get(name, ()))),
            required=False,
            most=LINE + TOPICS,  # the blanks that are put between topics
        )
        for name in WORK
    )
    return Open(
        Form(say.label("told.form"), say.label("form.save"), "members.told", (*fields, showing))
    )


async def told(turn: Turn) -> Answer:
    """Keep what the form says; an empty line takes back what was said before."""
    said = {name: _values(turn, name) for name in WORK}
    chosen = turn.request.values.get("shown", ())
    showing = tuple(name for name in SHOWABLE if name in chosen)
    member = (await here(turn)).member
    await tag_rows.put(turn.tx, member.id, {**said, "shown": showing})
    return _kept(turn, said, showing)


async def prefer(turn: Turn) -> Answer:
    """Open the form about how, where and when one likes to meet."""
    tags = await _tags(turn)
    media, place = tags.get("medium", frozenset()), ", ".join(tags.get("place", ()))
    suits = ", ".join(str(span) for span in hours(tags))
    return Open(_preferences(turn, media, place, suits, wants_several(tags)))


async def preferred(turn: Turn) -> Answer:
    """Keep how, where and when they like to meet, or say which hours are not understood."""
    chosen = turn.request.values.get("medium", ())
    media = (chosen,) if isinstance(chosen, str) else chosen
    if not set(media) <= set(MEDIA):
        raise Refusal(turn.say("told.unknown_medium"))
    typed = turn.request.value("hours")
    try:
        suits = tuple(str(span) for span in understand_hours(typed))
    except NotHours as wrong:
        why = turn.say(f"not_hours.{wrong.reason}", fragment=Quote(clean(wrong.fragment, 40)))
        place = clean(turn.request.value("place"), LINE)
        kept = clean(typed, spans.LONGEST)
        form = _preferences(turn, frozenset(media), place, kept, bool(_several(turn)))
        return Invalid(form, (("hours", why),))
    where = _values(turn, "place")
    said = {"medium": media, "place": where, "hours": suits, SEVERAL: _several(turn)}
    await tag_rows.put(turn.tx, (await here(turn)).member.id, said)
    showing = (await _tags(turn)).get("shown", ())
    return _kept(turn, said, tuple(name for name in SHOWABLE if name in showing))


def hours(tags: Mapping[str, frozenset[str]]) -> tuple[Span, ...]:
    """The hours at which lunch suits a member, of all that they told; none for any hour."""
    return tuple(sorted(spans.kept(each) for each in tags.get("hours", ())))


def wants_several(tags: Mapping[str, frozenset[str]]) -> bool:
    """Whether a member wants a table in each of their circles, though two meet on one day."""
    return bool(tags.get(SEVERAL))


def _preferences(turn: Turn, chosen: frozenset[str], place: str, suits: str, several: bool) -> Form:
    say = turn.say
    media = tuple(Option(say.label(f"medium.{each}"), each) for each in MEDIA)
    fields = (
        ChoicesField(
            "medium",
            say.label("told.medium"),
            media,
            hint=say.label("told_hint.medium"),
            values=tuple(each for each in MEDIA if each in chosen),
        ),
        TextField(
            "place",
            say.label("told.place"),
            hint=say.label("told_hint.place"),
            value=place,
            required=False,
            most=LINE,
        ),
        TextField(
            "hours",
            say.label("told.hours"),
            hint=say.label("told_hint.hours"),
            value=suits,
            required=False,
            most=spans.LONGEST,
        ),
        ChoicesField(
            SEVERAL,
            say.label("told.same_day"),
            (Option(say.label("told.same_day_yes"), "yes"),),
            hint=say.label("told_hint.same_day"),
            values=("yes",) if several else (),
        ),
    )
    return Form(say.label("prefer.form"), say.label("form.save"), "members.preferred", fields)


def shown(tags: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """What a member agreed to show at their tables, of all that they told."""
    agreed = tags.get("shown", frozenset())
    return {name: values for name, values in tags.items() if name in agreed and name in SHOWABLE}


async def _tags(turn: Turn) -> Mapping[str, frozenset[str]]:
    member = (await here(turn)).member
    return (await tag_rows.of(turn.tx, [member.id])).get(member.id, {})


def _several(turn: Turn) -> tuple[str, ...]:
    return ("yes",) if "yes" in turn.request.values.get(SEVERAL, ()) else ()


def _values(turn: Turn, name: str) -> tuple[str, ...]:
    line = clean(turn.request.value(name), LINE)
    parts = line.split(",")[:TOPICS] if name in _LISTS else [line]
    return tuple(value for part in parts if (value := clean(part, LINE)))


def _kept(turn: Turn, said: Mapping[str, tuple[str, ...]], showing: tuple[str, ...]) -> Reply:
    say = turn.say
    rows = tuple((say(f"told.{name}"), _shown(turn, name, values)) for name, values in said.items())
    foot = say("told.foot")
    if showing:
        names = say.listed([say(f"told.{name}") for name in showing])
        foot = say("told.foot_shown", names=names)
    return Reply(Message(say("told.kept"), (Facts(rows),), foot=foot))


def _shown(turn: Turn, name: str, values: tuple[str, ...]) -> Text:
    say = turn.say
    if name == "hours" and not values:
        return say("told.any_hour")
    if name == SEVERAL:
        return say("told.same_day_yes") if values else say("told.same_day_no")
    if name == "medium" and not values:
        return say("told.any_way")
    if not values:
        return say("told.nothing")
    if name == "medium":
        return say.listed([say(f"medium.{value}") for value in values])
    return say.listed([(Quote(value),) for value in values])
