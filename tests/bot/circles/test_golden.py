"""Every message and every answer about circles, as people read them: a change of wording is a diff.

Each file in `golden` is one of them. `GOLDEN=write` writes them anew, to be read before they stay.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.chat.answer import Answer, Open
from bot.chat.form import ChoicesField, TextField
from bot.chat.message import Message
from bot.chat.platform import Traits
from bot.circles import messages, mishaps, questions
from bot.circles.messages import Ended, Guest, Lots
from bot.pairing.impossible import Impossible
from bot.pairing.seating import Wish
from bot.texts.catalogue import Say
from tests.bot.circles import golden
from tests.bot.circles.made import CIRCLE
from tests.stage import Stage
from tests.town import MONDAY, Town, said
from tests.town import town as opened

SAY = Say("en", MONDAY.date())
DAY = date(2026, 11, 17)
ANN = Guest("ann", "Ann Lee", "Europe/Berlin")
BEN = Guest("ben", "Ben", "Etc/GMT-2")
SHOWS = replace(ANN, told={"team": frozenset({"Quay"}), "place": frozenset({"Hut 3"})})
SAID = replace(
    ANN, told={"working": frozenset({"A harbour *guide*"}), "ask": frozenset({"Binding, in Rust"})}
)
HELPS = replace(BEN, told={"offer": frozenset({"Rust"})})
NEXT = date(2026, 11, 24)
CEM = Guest("cem", "Cem *Öz* <@U1>", None)
LOTS = Lots("0123abcd", "4567cdef")
BARE = replace(
    CIRCLE,
    charter=replace(CIRCLE.charter, conversation="", community=""),
    state="paused",
    next_at=None,
    next_period=None,
)
MANY = [[ANN, BEN], [CEM, ANN, BEN]] * 20
RULE = Wish("different", "team", must=True)

MESSAGES: Mapping[str, Callable[[], Message]] = {
    "opening": lambda: messages.opening(SAY, CIRCLE, "89ab"),
    "opening, later and bare": lambda: messages.opening(SAY, replace(BARE, number=3)),
    "invitation": lambda: messages.invitation(SAY, CIRCLE, 12),
    "invitation, the first": lambda: messages.invitation(SAY, BARE, 1),
    "introduction of two": lambda: messages.introduction(SAY, CIRCLE, [ANN, BEN], "ben"),
    "introduction of three": lambda: messages.introduction(SAY, BARE, [ANN, BEN, CEM], "cem"),
    "announcement": lambda: messages.announcements(SAY, CIRCLE, 3, [[ANN, BEN]], LOTS, named=False)[
        0
    ],
    "announcement, somebody left over": lambda: messages.announcements(
        SAY, CIRCLE, 3, [[ANN, BEN]], LOTS, named=False, left_over=2
    )[0],
    "announcement with names": lambda: messages.announcements(
        SAY, CIRCLE, 3, [[ANN, BEN], [CEM, ANN, BEN]], LOTS, named=True
    )[0],
    "announcement of many, its end": lambda: messages.announcements(
        SAY, CIRCLE, 3, MANY, LOTS, named=True
    )[-1],
    "announcement, after a round": lambda: messages.announcements(
        SAY, CIRCLE, 3, [[ANN, BEN]], LOTS, named=False, before=Ended(8, 5, 3)
    )[0],
    "introduction with all": lambda: messages.introduction(
        SAY, CIRCLE, [SHOWS, BEN], "ben", pairing=4, topic=SAY("starter.light.food.1")
    ),
    "introduction with what they said": lambda: messages.introduction(
        SAY, CIRCLE, [SAID, HELPS], "ben"
    ),
    "introduction, dated": lambda: messages.introduction(
        SAY, CIRCLE, [ANN, BEN], "ben", pairing=4, stands=("scheduled", "Ben")
    ),
    "over": lambda: messages.over(SAY, replace(CIRCLE, number=2), Ended(8, 5, 3)),
    "coming, silence is yes": lambda: questions.coming(SAY, CIRCLE, NEXT, silence=True),
    "coming, silence is no": lambda: questions.coming(SAY, CIRCLE, NEXT, silence=False),
    "asked, two": lambda: questions.asked(SAY, 4, 2),
    "asked, three": lambda: questions.asked(SAY, 4, 3),
    "settled, met": lambda: questions.settled(SAY, 4, "met", "Ann Lee", 2),
    "settled, scheduled": lambda: questions.settled(SAY, 4, "scheduled", "Ann Lee", 2),
    "settled, some met": lambda: questions.settled(SAY, 4, "some_met", "Ann Lee", 2),
    "settled, not met": lambda: questions.settled(SAY, 4, "not_met", "Ann Lee", 2),
    "settled, over": lambda: questions.settled(SAY, 4, "met", "Ann Lee", 2, over=True),
    "settled by nobody": lambda: questions.nobody_said(SAY),
    "why not": lambda: questions.why(SAY, 4),
    "believed": lambda: questions.believed(SAY, "met", "Ann Lee"),
    "left over": lambda: messages.left_over(SAY, CIRCLE, DAY),
    "left over, and had a seat since": lambda: messages.left_over(SAY, CIRCLE, DAY, False),
    "elsewhere that day": lambda: messages.elsewhere(SAY, CIRCLE, DAY),
    "too few, one": lambda: mishaps.too_few(SAY, CIRCLE, DAY, 1, 2),
    "too few, some": lambda: mishaps.too_few(SAY, CIRCLE, DAY, 3, 4),
    "away, one": lambda: mishaps.away(SAY, CIRCLE, 1),
    "away, some": lambda: mishaps.away(SAY, CIRCLE, 3),
    "impossible": lambda: mishaps.impossible(
        SAY, CIRCLE, DAY, [Impossible((RULE,), (1, 2, 3), 2)], {1: "Ann", 2: "Ben", 3: "Cem"}
    ),
    "not posted": lambda: mishaps.not_posted(SAY, CIRCLE, "not_in_channel"),
    "not opened": lambda: messages.not_opened(SAY, CIRCLE, ["ann", "ben"]),
    "in doubt": lambda: mishaps.in_doubt(SAY, CIRCLE),
}

# What is typed, by whom, after which other lines. Olga manages the town.
TYPED: Mapping[str, tuple[str, ...]] = {
    # members
    "lunch join": ("Ann: /lunch join",),
    "lunch join, already in": ("Ann: /lunch join", "Ann: /lunch join Harbour lunch"),
    "lunch join, paused": ("Olga: /circle pause", "Ann: /lunch join"),
    "lunch join, unknown": ("Ann: /lunch join Harbor lunch",),
    "lunch leave": ("Ann: /lunch join", "Ann: /lunch leave"),
    "lunch leave, in none": ("Ann: /lunch leave",),
    "lunch pause": ("Ann: /lunch join", "Ann: /lunch pause"),
    "lunch pause until a day": ("Ann: /lunch join", "Ann: /lunch pause until 2 Dec"),
    "lunch pause, not understood": ("Ann: /lunch join", "Ann: /lunch pause a bit"),
    "lunch resume": ("Ann: /lunch join", "Ann: /lunch pause", "Ann: /lunch resume"),
    "lunch skip": ("Ann: /lunch join", "Ann: /lunch skip"),
    "lunch skip, paused": ("Ann: /lunch join", "Olga: /circle pause", "Ann: /lunch skip"),
    "lunch unskip": ("Ann: /lunch join", "Ann: /lunch skip", "Ann: /lunch unskip"),
    "lunch status, in none": ("Ann: /lunch status",),
    "lunch status": ("Ann: /lunch join", "Ann: /lunch status"),
    "lunch status, away": ("Ann: /lunch join", "Ann: /lunch pause", "Ann: /lunch status"),
    "lunch status, away until": (
        "Ann: /lunch join",
        "Ann: /lunch pause until 2 Dec",
        "Ann: /lunch status",
    ),
    "lunch next": ("Ann: /lunch next",),
    "lunch history, none yet": ("Ann: /lunch history",),
    "lunch zone": ("Ann: /lunch zone Berlin",),
    "lunch zone, unknown": ("Ann: /lunch zone Berln",),
    "lunch zone, asked": ("Ann: /lunch zone",),
    "lunch skip, a day": ("Ann: /lunch join", "Ann: /lunch skip 24 Nov"),
    "lunch pause, later": ("Ann: /lunch join", "Ann: /lunch pause 20 Dec to 6 Jan"),
    "lunch why, none yet": ("Ann: /lunch join", "Ann: /lunch why"),
    "lunch pass": ("Ann: /lunch join", "Ann: /lunch pass"),
    "lunch promises, none": ("Ann: /lunch promises",),
    "lunch again, none": ("Ann: /lunch again",),
    "lunch avoid": ("Ann: /lunch join", "Ann: /lunch avoid <@ben>"),
    "lunch avoid, nobody": ("Ann: /lunch avoid",),
    "lunch unavoid": ("Ann: /lunch unavoid <@ben>",),
    "lunch about": ("Ann: /lunch about",),
    "lunch prefer": ("Ann: /lunch prefer",),
    "lunch help": ("Ann: /lunch help",),
    "lunch help, a slip": ("Ann: /lunch jion",),
    # organisers
    "circle create": ("Olga: /circle create",),
    "circle create, not an organiser": ("Ann: /circle create",),
    "circle list": ("Ann: /lunch join", "Ann: /circle list"),
    "circle show": ("Ann: /circle show",),
    "circle edit": ("Olga: /circle edit",),
    "circle edit, not theirs": ("Ann: /circle edit",),
    "circle settings": ("Olga: /circle settings",),
    "circle settings, one": ("Olga: /circle settings size 3",),
    "circle settings, unknown": ("Olga: /circle settings colour blue",),
    "circle settings, a wish": ("Olga: /circle settings team prefer different 3",),
    "circle preview, nobody": ("Olga: /circle preview",),
    "circle preview": ("Ann: /lunch join", "Ben: /lunch join", "Olga: /circle preview"),
    "circle run": ("Ann: /lunch join", "Ben: /lunch join", "Olga: /circle run"),
    "circle run, too few": ("Ann: /lunch join", "Olga: /circle run"),
    "circle settings, consent": ("Olga: /circle settings consent ask",),
    "circle settings, consent unknown": ("Olga: /circle settings consent perhaps",),
    "circle starters, none": ("Olga: /circle starters",),
    "circle holidays": ("Olga: /circle holidays",),
    "circle stats, none yet": ("Olga: /circle stats",),
    "circle pause": ("Olga: /circle pause",),
    "circle resume": ("Olga: /circle pause", "Olga: /circle resume"),
    "circle archive": ("Olga: /circle archive",),
    "circle invite": ("Olga: /circle invite",),
    "circle help": ("Olga: /circle help",),
}


def read(answer: Answer) -> str:
    """What somebody reads; of a form, its fields, too."""
    if not isinstance(answer, Open):
        return said(answer)
    lines = [answer.form.title]
    for field in answer.form.fields:
        lines += [f"  {field.label}", f"    {field.hint}"]
        match field:
            case TextField(value=value):
                lines.append(f"    = {value}")
            case ChoicesField(options=options):
                lines += [f"    [ ] {option.label}" for option in options]
    return "\n".join([*lines, f"[{answer.form.submit}]"])


@pytest.mark.parametrize("name", MESSAGES)
def test_message(name: str) -> None:
    """It consists of exactly this."""
    golden.matches(name, said(MESSAGES[name]()))


@pytest.mark.parametrize("name", TYPED)
async def test_answer(town: Town, name: str) -> None:
    """It consists of exactly this."""
    await town.opens()
    golden.matches(name, read(await typed(town, *TYPED[name])))


async def typed(town: Town, *lines: str) -> Answer:
    """The answer to the last of these lines."""
    answer: Answer | None = None
    for line in lines:
        name, _, what = line.partition(": ")
        answer = await town.says(name, what, organises=name == "Olga")
    assert answer is not None
    return answer


async def test_answers_to_presses(town: Town) -> None:
    """What a press of each button of an organiser is answered with."""
    created = await town.opens()
    golden.matches("circle created", read(created))
    await town.joins("Ann", "Ben", "Cem")
    asked = await town.says("Olga", "/circle run", organises=True)
    drawn = await town.presses("Olga", asked, "Draw now", organises=True)
    golden.matches("circle run, pressed", read(drawn))
    again = await town.presses("Olga", asked, "Draw now", organises=True)
    golden.matches("circle run, pressed again", read(again))
    await town.wind(minutes=1)
    golden.matches(
        "circle run, soon after", read(await town.says("Olga", "/circle run", organises=True))
    )
    golden.matches("lunch history", read(await town.says("Ann", "/lunch history")))
    asked = await town.says("Olga", "/circle archive", organises=True)
    ended = await town.presses("Olga", asked, "End the circle", organises=True)
    golden.matches("circle archive, pressed", read(ended))
    again = await town.presses("Olga", ended, "Take it up again", organises=True)
    golden.matches("circle archive, taken back", read(again))


async def test_answers_in_several_circles(town: Town) -> None:
    """Where it could be several that are meant, or there are many."""
    for number in range(6):
        await town.opens(name=f"Circle {number}")
    golden.matches("which circle", read(await town.says("Ann", "/lunch join")))
    await town.says("Olga", "/circle settings Circle 0 programmes 6", organises=True)
    for number in range(6):
        await town.says("Ann", f"/lunch join Circle {number}")
    await town.says("Ann", "/lunch skip Circle 1")
    golden.matches("lunch status, several", read(await town.says("Ann", "/lunch status")))
    golden.matches("lunch next, several", read(await town.says("Ann", "/lunch next")))


async def test_answers_elsewhere(tmp_path: Path) -> None:
    """Where nothing is known yet, or it is another place."""
    stage = Stage(Traits(seats=8, under_channel=True))
    async with opened(tmp_path, stage) as town:
        golden.matches("no circle yet", read(await town.says("Ann", "/lunch")))
        create = await town.says("Olga", "/circle create", organises=True, channel=None)
        golden.matches("circle create, in a direct message", read(create))
        create = await town.says("Olga", "/circle create", organises=True, may_post=False)
        golden.matches("circle create, where it may not post", read(create))
        await town.opens()
        joined = await town.says("Ann", "/lunch join", channel="random")
        golden.matches("lunch join, from elsewhere", read(joined))
        town.clock.set(MONDAY + timedelta(days=91))
        stale = await town.presses("Ann", joined, "Leave")
        golden.matches("a stale button", read(stale))


def test_no_file_without_its_message() -> None:
    """A message that is gone takes its file along."""
    pressed = {
        *("circle created", "circle run, pressed", "circle run, pressed again"),
        *("circle run, soon after", "lunch history", "circle archive, pressed"),
        *("circle archive, taken back", "which circle", "lunch status, several"),
        *("lunch next, several", "no circle yet", "circle create, in a direct message"),
        *("circle create, where it may not post", "lunch join, from elsewhere", "a stale button"),
    }
    assert golden.names() == pressed | set(MESSAGES) | set(TYPED)
