"""The messages and forms of check-ins and seasons, as every adapter is given them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.chat.action import Key, seal, seal_answer
from bot.chat.answer import Open
from bot.chat.form import Form
from bot.chat.message import Message
from bot.checkins import digest, forms, messages
from bot.checkins.anonymity import Result
from bot.checkins.model import CheckIn
from bot.checkins.packs import questions_of
from bot.checkins.store.answers import Said
from bot.checkins.store.prompts import Prompt
from bot.checkins.typed import read
from bot.schedules.schedule import Weekly
from bot.seasons import messages as of_seasons
from bot.seasons.model import Season, for_the_group
from bot.texts.catalogue import Say
from tests.bot.circles.made import CIRCLE

SAY = Say("en", date(2026, 11, 16), "")
KEY = Key(b"a make-believe secret", 1, date(2026, 11, 16), "")
ROUGH = "*Stand* <up> & @everyone"
DAY, DUE = date(2026, 11, 16), datetime(2026, 11, 16, 17, 30, tzinfo=UTC)
STANDUP = CheckIn(
    id=4,
    community=1,
    platform="stage",
    workspace="town",
    channel="crew",
    name=ROUGH,
    state="active",
    creator=1,
    rule=Weekly((0, 1, 2, 3, 4)),
    at=time(9, 30),
    purpose="So that we know what everybody is at",
    when="every weekday at 9:30",
    questions=tuple(questions_of(SAY, "standup")),
)
MOOD = replace(STANDUP, name="Mood", questions=read("How are you? [mood]"))
PROMISES = replace(STANDUP, name="Promises", questions=tuple(questions_of(SAY, "accountability")))
WISHES = replace(STANDUP, name="Wishes", questions=tuple(questions_of(SAY, "ask_and_offer")))
LONG = read(
    "How are you? [mood] (anonymous)\nHow far? [scale 0-10]\nWhich? [choices: tea, coffee]\n"
    "Ready? [yes/no]\nUntil when? [date] (members)\nWhat else? if 2 is low (organisers)"
)
ANSWERS = {1: "Wrote the *guide*\nand <printed> it", 2: "Bind it"}
DONE = Prompt(9, 4, DAY, 1, True, DUE, 0, 0)
SEASON = Season(
    id=3,
    community=1,
    circle=7,
    creator=1,
    number=2,
    size=4,
    weeks=8,
    questions=tuple(for_the_group(each) for each in PROMISES.questions),
    rule=Weekly((0,)),
    at=time(9, 30),
    when="every Monday at 9:30",
    state="asking",
    starts_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
)


def _digest() -> Message:
    said = [
        Said(1, ROUGH, 1, ANSWERS[1]),
        Said(2, "Ben", 1, "Rested", date(2026, 11, 17)),
        Said(1, ROUGH, 2, ANSWERS[2]),
    ]
    counts = {"answered": 2, "asked": 1}
    (page,) = digest.pages(SAY, STANDUP, DONE, STANDUP.questions, said, {}, counts, ["Cem"])
    return page


def _results() -> Message:
    results = {1: Result(9, "3.5"), 2: Result()}
    asked = read("How are you? [mood] (anonymous)\nWhy? (anonymous)")
    (page,) = digest.pages(SAY, MOOD, DONE, asked, [], results, {"answered": 9})
    return page


_ANSWERED = messages.answered(SAY, STANDUP, DAY, STANDUP.questions, ANSWERS, DUE)
_LATE = messages.answered(
    SAY, WISHES, DAY, WISHES.questions, {1: "Rust"}, DUE, late=True, shows=True
)

MESSAGES: Mapping[str, Message] = {
    name: seal(message, KEY)
    for name, message in {
        "hello": messages.hello(SAY, STANDUP),
        "invitation": messages.invitation(SAY, MOOD, 3),
        "welcome": messages.welcome(SAY, STANDUP, DUE),
        "prompt": messages.prompt(SAY, STANDUP, DAY, STANDUP.questions, DUE, missed=2),
        "prompt_promise": messages.prompt(
            SAY, PROMISES, DAY, PROMISES.questions, DUE, promise="Two pages, `really`"
        ),
        "prompt_mood": messages.prompt(SAY, MOOD, DAY, MOOD.questions, DUE),
        "prompt_scale": messages.prompt(SAY, MOOD, DAY, LONG[1:2], DUE),
        "reminder": messages.reminder(SAY, STANDUP, DAY, STANDUP.questions, DUE),
        "reminder_over": messages.reminded(SAY, _ANSWERED),
        "go_on": messages.go_on(SAY, STANDUP, DAY, LONG, 5),
        "answered": _ANSWERED,
        "answered_late": _LATE,
        "skipped": messages.skipped(SAY, STANDUP, DAY),
        "digest": _digest(),
        "digest_anonymous": _results(),
        "closed_to_us": messages.closed_to_us(SAY, STANDUP, "100000000000000001"),
        "not_posted": messages.not_posted(SAY, STANDUP, "not_in_channel"),
        "season": of_seasons.invitation(SAY, CIRCLE, SEASON),
        "season_group": of_seasons.hello(
            SAY, PROMISES, ("100000000000000001", "100000000000000002"), DUE, again=False
        ),
        "season_farewell": of_seasons.farewell(
            SAY, PROMISES, 1, 8, 21, {"done": 9, "partly": 3, "not": 1, "dropped": 0}
        ),
    }.items()
}


def _sealed(form: Form) -> Form:
    opened = seal_answer(Open(form), KEY)
    assert isinstance(opened, Open)
    return opened.form


FORMS: Mapping[str, Form] = {
    "form_standup": _sealed(
        forms.of_answers(
            SAY, STANDUP, DAY, STANDUP.questions, (1, 2, 3), 0, ANSWERS, "", at_lunch=True
        )
    ),
    "form_kinds": _sealed(
        forms.of_answers(SAY, STANDUP, DAY, LONG, (2, 3, 4, 5), 1, {2: "7", 3: "tea"}, "")
    ),
    "form_promise": _sealed(
        forms.of_answers(SAY, PROMISES, DAY, PROMISES.questions, (1, 2), 0, {}, "Two pages")
    ),
    "form_times": _sealed(forms.of_times(SAY, STANDUP, (0, 1, 2), (0, 2), "09:30", 1, True)),
    "form_check_in": _sealed(forms.of_check_in(SAY, {})),
    "form_season": _sealed(of_seasons.form(SAY, CIRCLE, {}, date(2026, 11, 23))),
}
