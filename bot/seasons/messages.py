"""What the messages of a season consist of, and its form."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.chat.form import ChoiceField, Form, TextField
from bot.chat.message import Block, Button, Facts, Message, Option
from bot.chat.text import Quote, Text
from bot.checkins import wording
from bot.checkins.model import CheckIn
from bot.circles import wording as of_circles
from bot.circles.model import Circle
from bot.members.model import shorten
from bot.seasons.model import LENGTH, PACKS_OF, SIZE, SIZES, WEEKS, Group, Season, check_in_of
from bot.texts.catalogue import Label, Say

WHEN = 300  # characters of when a season asks
_NAME = 25  # characters of a circle's name in the name of a group's check-in


def form(say: Say, circle: Circle, values: dict[str, str], day: date) -> Form:
    """The one form of a season, `day` being when it begins unless the organiser says otherwise."""
    sizes = tuple(Option(say.label("people.n", n=n), str(n)) for n in SIZES)
    weeks = tuple(Option(say.label("weeks.n", n=n), str(n)) for n in WEEKS)
    packs = tuple(Option(say.label(f"pack.{each}"), each) for each in PACKS_OF)
    usual = {
        "size": str(SIZE),
        "weeks": str(LENGTH),
        "pack": "accountability",
        "when": str(say.label("season.when_usual")),
        "starts": day.isoformat(),
    } | values
    fields = (
        ChoiceField("size", say.label("field.group_size"), sizes, value=usual["size"]),
        ChoiceField("weeks", say.label("field.weeks"), weeks, value=usual["weeks"]),
        ChoiceField("pack", say.label("field.pack"), packs, value=usual["pack"]),
        TextField(
            "when",
            say.label("field.when"),
            hint=say.label("hint.when"),
            value=usual["when"],
            most=WHEN,
        ),
        TextField(
            "starts",
            say.label("field.starts"),
            hint=say.label("hint.starts"),
            value=usual["starts"],
            most=60,
        ),
    )
    state = (str(circle.id),)
    return Form(say.label("season.form"), say.label("form.save"), "seasons.created", fields, state)


def name(say: Say, circle: Circle, season: Season, group: int) -> Label:
    """What the check-in and the conversation of a group are called."""
    short = Quote(shorten(circle.name, _NAME))
    return say.label("season.group", circle=short, season=season.number, group=group)


def invitation(say: Say, circle: Circle, season: Season) -> Message:
    """In the circle's channel: what a season is, and who would like to take part."""
    return Message(
        say("season.title", circle=Quote(circle.name)),
        (say("season.body"), Facts(about(say, circle, season))),
        (Button(say.label("button.season_yes"), "seasons.join", (str(season.id),), "main"),),
        say("season.foot"),
    )


def about(say: Say, circle: Circle, season: Season) -> tuple[tuple[Text, Text], ...]:
    """What a season is, in a few lines."""
    plan = check_in_of(season, circle, circle.name)
    asks = say.listed([(Quote(each.text),) for each in season.questions])
    groups = say("season.groups", people=say("people.n", n=season.size))
    return (
        (say("fact.groups"), groups),
        (say("fact.begins"), say("moment", at=season.starts_at)),
        (say("fact.lasts"), say("weeks.n", n=season.weeks)),
        (say("fact.asks"), asks),
        (say("fact.when"), wording.rhythm(say, plan)),
    )


def status(say: Say, circle: Circle, season: Season, people: int, groups: int) -> Message:
    """How the season of a circle stands, for its organiser: never what was said in it."""
    if season.state == "asking":
        said = say("season.asking", n=people)
        label = say.label("button.call_off")
    else:
        said = say("season.running", n=groups)
        label = say.label("button.end_season")
    return Message(
        say("season.title", circle=Quote(circle.name)),
        (said, Facts(about(say, circle, season))),
        (Button(label, "seasons.stop", (str(season.id),), "danger"),),
        say("season.private"),
    )


def hello(
    say: Say, check_in: CheckIn, people: Sequence[str], until: datetime, *, again: bool
) -> Message:
    """What a group reads first in its conversation: who they are, until when, and what comes."""
    everybody = of_circles.mentioned(say, people)
    body: list[Block] = [say("group.again" if again else "group.hello", everybody=everybody)]
    asks = say.listed([(Quote(each.text),) for each in check_in.questions])
    rows = (
        (say("fact.until"), say("moment", at=until)),
        (say("fact.asks"), asks),
        (say("fact.when"), wording.rhythm(say, check_in)),
    )
    body += [Facts(rows), say("group.digest")]
    leave = Button(say.label("button.leave"), "checkins.leave", (str(check_in.id),))
    return Message((wording.name(check_in),), tuple(body), (leave,), say("group.foot"))


def farewell(
    say: Say, check_in: CheckIn, group: int, weeks: int, answers: int, kept: Mapping[str, int]
) -> Message:
    """What a group reads at its end: what came of it, for all of them together."""
    body: list[Block] = [say("group.over", n=weeks, answers=answers)]
    promises = sum(kept.values())
    if promises:
        came = say("group.kept", n=promises, done=kept["done"], partly=kept["partly"])
        body.append(came)
    again = Button(say.label("button.go_on"), "seasons.go_on", (str(group),), "main")
    return Message((wording.name(check_in),), tuple(body), (again,), say("group.over_foot"))


def alone(say: Say, check_in: CheckIn, circle: Circle) -> Message:
    """Tells the last one of a group plainly that the others have left."""
    body = say("group.alone", circle=Quote(circle.name))
    return Message((wording.name(check_in),), (body,))


def no_season(say: Say, circle: Circle, what: str) -> Message:
    """Tells whoever said yes that there will be no season, or no place in it, and why."""
    return Message(say("season.title", circle=Quote(circle.name)), (say(f"season.no_{what}"),))


def begun(say: Say, circle: Circle, groups: int, left: int) -> Message:
    """Tells the organiser that the groups are drawn, or that too few said yes."""
    said = say("season.begun", n=groups) if groups else say("season.too_few")
    if groups and left:
        said += say("season.left_over", n=left)
    again = Button(say.label("button.season_again"), "seasons.ask", (str(circle.id),))
    return Message(
        say("season.title", circle=Quote(circle.name)), (said,), () if groups else (again,)
    )


def ended(say: Say, circle: Circle, groups: int) -> Message:
    """Tells the organiser that the season is over, with the way to another."""
    again = Button(say.label("button.season_again"), "seasons.ask", (str(circle.id),), "main")
    body = say("season.ended", n=groups)
    return Message(say("season.title", circle=Quote(circle.name)), (body,), (again,))


def left_out(say: Say, check_in: CheckIn, group: Group, names: Sequence[str]) -> Message:
    """Tells the organiser who is not in their group's conversation, with the remedy."""
    state = (str(group.id), str(group.openings))
    again = Button(say.label("button.again"), "seasons.reopen", state, "main")
    who = of_circles.names(say, names)
    return Message((wording.name(check_in),), (say("group.left_out", who=who),), (again,))


def not_opened(say: Say, check_in: CheckIn, group: int, reason: str) -> Message:
    """Tells the organiser that a group has no conversation, with the remedy."""
    again = Button(say.label("button.again"), "seasons.reopen", (str(group),), "main")
    body = say("group.not_opened", reason=Quote(shorten(reason, 200)))
    return Message((wording.name(check_in),), (body,), (again,))
