"""The list of bad inputs over the wire: as names, as answers, and read in a digest by everybody.

The real bot as a process, and every case of the kinds for answers, mentions, markdown, size and
unicode. What can be kept is shown as typed and is nothing but text; what can't is refused with the
reason at its field. Ten cases to a person: two pages of a form.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from adapters.discord.literal import plain
from bot.checkins.given import Read, read
from bot.checkins.questions import Question
from bot.clock import SystemClock
from tests.fakes.discord.markdown import drawn
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.fake import FakeSlack
from tests.wire.running import eventually, running
from tests.wire.test_checkins import the_time_is_over, where_it_is_noon
from tests.wire.words import named

KINDS = ("mention", "markdown", "size", "unicode")
FORM = {
    "name": named("Words"),
    "purpose": "",
    "pack": "own",
    "questions": "\n".join(f"Line {n}?" for n in range(1, 11)),
    "when": "every day at 9:30",
}
FIELD = 3000  # characters that a field of either platform takes
REASONS = {"missing": "An answer goes here.", "too_long": "At most 500 characters fit here."}
_ISOLATES = "\u2068\u2069\u200b\u2060"


def _cases() -> list[str]:
    file = Path(__file__).parents[1] / "bad_inputs.json"
    found: list[str] = []
    for case in json.loads(file.read_text("utf-8"))["cases"]:
        if case["field"] == "checkin.answer" or case["kind"].startswith(KINDS):
            repeat = re.fullmatch(r"<repeat '(.+)' x (\d+)>", case["value"])
            value = repeat[1] * int(repeat[2]) if repeat else case["value"]
            found.append(value[:FIELD])
    assert len(found) > 60
    return found


def _read(value: str) -> Read:
    return read(Question("Line?"), {"q1": value}, "q1", SystemClock().now().date())


def _cut(cases: Sequence[str], size: int) -> list[Sequence[str]]:
    return [cases[start : start + size] for start in range(0, len(cases), size)]


def _page(cases: Sequence[str], first: int) -> dict[str, str]:
    """These cases in the fields of a page, and something harmless in the others."""
    fields = [f"q{n}" for n in range(first, first + 5)]
    return dict.fromkeys(fields, "fine") | dict(zip(fields, cases, strict=False))


CASES = _cases()
KEPT = [each for each in CASES if _read(each).wrong is None]
REFUSED = [each for each in CASES if _read(each).wrong is not None]
TENS = _cut(KEPT, 10)


def _lines(shown: str) -> str:
    """A text as somebody sees it, what draws nothing left out."""
    return "".join(each for each in shown if each not in _ISOLATES)


async def test_on_slack(tmp_path: Path) -> None:
    """No name and no answer is a mention, a link or markup, and each stands in the digest."""
    async with FakeSlack() as slack, running(tmp_path, slack=slack) as bot:
        zone = where_it_is_noon()
        ann = slack.user(named("Ann"), is_admin=True, tz=zone)
        people = [slack.user(CASES[10 * n][:80], tz=zone) for n in range(len(TENS))]
        crew = slack.channel("crew", ann, *people)
        seen = await slack.command(ann, "/checkin", "create", crew)
        assert seen.form is not None
        await slack.submit(seen.form, FORM)
        hello = await eventually(lambda: next(iter(crew.messages), None))
        for person in people:
            assert "You are in" in (await slack.press(person, hello, "Join")).text
        asked = await slack.command(ann, "/checkin", "run", crew)
        assert asked.message is not None
        await slack.press(ann, asked.message, "Ask now")
        for person, ten in zip(people, TENS, strict=True):
            (prompt,) = await eventually(
                lambda who=person: [  # type: ignore[misc]  # a default of a lambda
                    one for one in slack.api.direct(who) if "[Answer]" in one.reading
                ]
            )
            seen = await slack.press(person, prompt, "Answer")
            assert seen.form is not None
            if person is people[0]:
                for five in _cut(REFUSED, 5):
                    refused = await slack.submit(seen.form, _page(five, 1))
                    reasons = [REASONS[str(_read(each).wrong)] for each in five]
                    assert list(refused.errors.values()) == reasons
            seen = await slack.submit(seen.form, _page(ten[:5], 1))
            assert seen.message is not None
            seen = await slack.press(person, seen.message, "Continue (6 of 10)")
            assert seen.form is not None
            assert "noted" in (await slack.submit(seen.form, _page(ten[5:], 6))).text
        await the_time_is_over(bot, tmp_path)
        await eventually(lambda: f"{len(people)} of " in crew.messages[-1].reading)
        pages = crew.messages[1:]
        assert [page.entities for page in pages] == [[]] * len(pages)
        foot = f"{len(people)} of {len(people)} answered."
        assert [line for page in pages for line in page.marked] == [foot]
        digest = "\n".join(page.reading for page in pages)
        assert [each for each in KEPT if _read(each).value not in digest] == []


async def test_on_discord(tmp_path: Path) -> None:
    """The same; and nobody is called, whatever the words are."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord) as bot:
        zone = where_it_is_noon()
        ann = discord.person("ann.kolibri", global_name=named("Ann"), organises=True)
        people = [
            discord.person(f"p{n}.kolibri", global_name=CASES[10 * n][:32])
            for n in range(len(TENS))
        ]
        crew = discord.channel("crew")
        seen = await discord.command(ann, "/checkin", "create", crew)
        assert seen.form is not None
        await discord.submit(seen.form, {**FORM})
        hello = await eventually(lambda: next(iter(crew.messages), None))
        for person in people:
            seen = await discord.command(person, "/lunch", "zone", crew, zone=zone)
            assert "I keep" in seen.text
            assert "You are in" in (await discord.press(person, hello, "Join")).text
        asked = await discord.command(ann, "/checkin", "run", crew)
        assert asked.message is not None
        await discord.press(ann, asked.message, "Ask now")
        for person, ten in zip(people, TENS, strict=True):
            (prompt,) = await eventually(
                lambda who=person: [  # type: ignore[misc]  # a default of a lambda
                    one for one in discord.directs(who) if "Answer" in one.labels
                ]
            )
            seen = await discord.press(person, prompt, "Answer")
            assert seen.form is not None
            if person is people[0]:
                for five in _cut(REFUSED, 5):
                    refused = await discord.submit(seen.form, {**_page(five, 1)})
                    for each in five:
                        assert REASONS[str(_read(each).wrong)] in refused.text
                    seen = await discord.press(person, prompt, "Answer")
                    assert seen.form is not None
            assert seen.form is not None
            seen = await discord.submit(seen.form, {**_page(ten[:5], 1)})
            assert seen.message is not None
            seen = await discord.press(person, seen.message, "Continue (6 of 10)")
            assert seen.form is not None
            assert "noted" in (await discord.submit(seen.form, {**_page(ten[5:], 6)})).text
        await the_time_is_over(bot, tmp_path)
        await discord.connected()
        await eventually(lambda: f"{len(people)} of " in crew.messages[-1].text)
        pages = crew.messages[1:]
        assert [page.pings for page in pages] == [[]] * len(pages)
        parts = [
            drawn(one["content"]) for page in pages for one in page.parts() if "content" in one
        ]
        assert {kind for part in parts for kind, _ in part.marks} <= {"bold", "heading"}
        digest = _lines("\n".join(part.text for part in parts))
        kept = [_lines(plain(_read(each).value)) for each in KEPT]
        assert [each for each in kept if each not in digest] == []
