"""The project's list of bad inputs, as far as the core meets them; a table says who meets the rest.

The list is `tests/bad_inputs.json`; its own `note` says how to read it. What it calls a display
name is tried as a member's name, as a circle's name and as a charter's line. A kind that the table
does not name fails the test, and so does a name that is not kept as it is expected to be.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import Bot
from bot.audit.store import audit
from bot.chat import limits
from bot.chat.action import Key, carry
from bot.chat.answer import Answer, Invalid
from bot.chat.message import Message
from bot.chat.request import Person, Request, Where
from bot.chat.text import Quote, Span, Words
from bot.circles.store.enrolments import enrolment
from bot.members import communities
from bot.members.model import NAME, clean, shorten
from bot.members.store import member
from bot.members.tags import tag
from bot.outbox.store import delivery
from bot.texts.catalogue import Say
from tests.town import CHARTER, MONDAY, Town, said

ROOT = Path(__file__).parents[1]
CASES = {
    case["id"]: case
    for case in json.loads(Path(__file__).with_name("bad_inputs.json").read_text())["cases"]
}
HERE = "tests/test_bad_inputs_core.py"
WIRE = "tests/wire/test_bad_inputs.py"

# Where each kind is met. `owed` names the part of the product that does not exist yet; when it
# does, its test takes over. Where a kind has several places, each meets its side of it.
MET = {
    # names and words
    "mention": (HERE, "tests/adapters/slack", "tests/adapters/discord", WIRE),
    "link_spoof": ("owed: profiles", "tests/adapters/slack", "tests/adapters/discord"),
    "markdown": (HERE, "tests/adapters/slack", "tests/adapters/discord", WIRE),
    "echo_error_path": (HERE,),
    "format_string": (HERE, "owed: announcements of an organiser's own"),
    "code_injection": (HERE,),
    "unicode": (HERE, WIRE, "owed: a warning about names that look the same"),
    "empty": (HERE,),
    "reserved": (HERE, "owed: erasure"),
    "xss": (HERE, "tests/adapters/playground"),
    "csv_formula": (HERE, "owed: exports"),
    "size": (HERE, "tests/adapters/slack", "tests/adapters/discord", WIRE, "owed: profiles"),
    "query_injection": (HERE, "owed: the directory"),
    "log_injection_secret": ("tests/adapters/cli", WIRE),
    "ics_injection": ("owed: calendar files",),
    "ssrf": ("owed: links in profiles",),
    # controls, and who may
    "idor": (HERE, "tests/bot/test_access.py", "tests/bot/test_app.py"),
    "authz": (HERE, "tests/bot/test_access.py", "tests/adapters/slack"),
    "wrong_team": (HERE, "tests/bot/test_access.py"),
    "replay": (HERE, "tests/bot/test_app.py"),
    "retry": (HERE,),
    "flood": (HERE, "tests/bot/test_app.py", "owed: check-ins, reminders"),
    "privacy": (HERE, "owed: blocks, anonymous answers, export"),
    # time
    "time": ("tests/bot/schedules", "tests/bot/circles"),
    "time_parse": ("tests/bot/schedules",),
    # the platforms, the disk, the operator
    "sig_malformed": ("owed: requests over HTTP; today everything comes by socket",),
    "discord_sig": ("owed: requests over HTTP; today everything comes by socket",),
    "web": ("tests/adapters/web", "owed: the dashboard"),
    "platform_fault": ("tests/bot/outbox", "tests/adapters/slack", "tests/adapters/discord"),
    "storage_fault": ("tests/bot/test_database.py", "tests/bot/migrations", "tests/adapters/cli"),
    "config": ("tests/bot/test_config.py",),
}


def _family(case: Mapping[str, str]) -> str:
    return case["kind"].partition(".")[0]


def _ids(*families: str, field: str = "") -> list[str]:
    """The cases of these kinds, about one field where it is named."""
    return [
        each
        for each, case in CASES.items()
        if _family(case) in families and (not field or case["field"] == field)
    ]


def test_every_kind_has_its_place() -> None:
    """Whatever is added to the list is met somewhere, or owed by something that is named."""
    assert {_family(case) for case in CASES.values()} == set(MET)
    for places in MET.values():
        for place in places:
            assert place.startswith("owed: ") or ROOT.joinpath(place).exists(), place


# Names

FAMILY = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}"
NAMES = _ids(
    *("mention", "markdown", "format_string", "code_injection", "unicode", "empty", "reserved"),
    *("xss", "csv_formula", "size"),
    field="display_name",
)
UNNAMED = "member #456789"  # of an account whose id ends like this

# As they are kept, where that is not letter by letter as they were typed.
KEPT = {
    "007": "@everyone",
    "025": "<!channel>",
    "045": "# H1 ## H2 -# small",
    "058": "gnp.exe",
    "059": "abc",
    "060": "ab",
    "061": UNNAMED,
    "062": "admin",
    "065": "Z\u0335\u0335\u0335",
    "066": FAMILY * 11 + "…",
    "068": "ab",
    "069": "a[31mred[0m",
    "070": "Bob Admin: you won",
    "071": "Bob X-Injected: 1",
    "073": UNNAMED,
    "074": "abc",
    "075": "a",
    "076": "\u2764\ufe0f\ufe0f\ufe0f",
    "079": "é vs é",
    "080": UNNAMED,
    "081": UNNAMED,
    "082": "a b c",
    "085": "admin",
    "086": "ab",
    "087": UNNAMED,
    "088": UNNAMED,
    "090": UNNAMED,
    "092": UNNAMED,
    "258": "=1+1",
    "268": "=1",
    "270": "=1+1",
    "289": "a" * 79 + "…",
}


def value_of(case_id: str) -> str:
    """The value of a case; a generator's is made."""
    value = CASES[case_id]["value"]
    if value.startswith("<repeat 'a' x "):
        return "a" * int(value.removeprefix("<repeat 'a' x ").removesuffix(">"))
    return str(value)


def kept(case_id: str) -> str:
    """What is kept of it as a name."""
    return KEPT.get(case_id, value_of(case_id))


def spans(message: Message) -> list[Span]:
    """Everything that is said, span by span."""
    return [span for text in message.texts() for span in text]


async def does(town: Town, person: Person, action: str, **values: str) -> Answer:
    """Somebody does something."""
    event = f"{action} {person.id} {town.clock.now()} {values}"
    return await town.bot.handle(
        Request("stage", "town", person, event, action, values, Where("lunch"))
    )


async def at_noon(town: Town) -> None:
    """It is Tuesday, and the round is drawn."""
    town.clock.set(MONDAY + timedelta(days=1, hours=4))
    await town.bot.tick()
    await town.bot.deliver()


@pytest.mark.parametrize("case_id", NAMES)
async def test_a_member_called_like_this(town: Town, case_id: str) -> None:
    """It is kept as the table says, shown as somebody's words, and pings nobody."""
    await town.opens()
    eve = Person("U0123456789", value_of(case_id), zone="UTC")
    assert "You are in" in said(await does(town, eve, "circles.join"))
    await town.joins("Ann")
    async with town.database.read() as tx:
        names = [row["name"] for row in await tx.all(select(member.c.name))]
    assert kept(case_id) in names

    preview = await town.says("Olga", "/circle preview", organises=True)
    await at_noon(town)
    history = await town.says("Ann", "/lunch history")
    (hello,) = town.stage.introductions
    for shown in (hello, preview.message, history.message):  # type: ignore[union-attr]  # replies
        name = shorten(kept(case_id), 30).removesuffix("…")
        assert any(isinstance(span, Quote) and name in span.text for span in spans(shown))
        for span in spans(shown):
            assert (
                not isinstance(span, Words)
                or kept(case_id) not in span.text
                or len(kept(case_id)) < 3
            )
    assert set(hello.mentions()) == {"ann", "U0123456789"}
    for each in town.stage.carried:
        if isinstance(each.payload, Message) and each.payload is not hello:
            assert each.payload.mentions() == ()


@pytest.mark.parametrize("case_id", NAMES)
async def test_a_circle_called_like_this(town: Town, case_id: str) -> None:
    """It becomes a circle's name and line, as somebody's words, or is refused at its field."""
    value = value_of(case_id)
    answer = await town.opens(name=value, conversation=value)
    name = clean(value, limits.FIELD_TEXT)
    if isinstance(answer, Invalid):
        assert not name or len(name) > 50 or limits.quoted(name) > 100
        return
    await town.joins("Ann", "Ben")
    await at_noon(town)
    said_there = [each.payload for each in town.stage.carried if isinstance(each.payload, Message)]
    assert len(said_there) == 3
    for shown in said_there:
        assert any(isinstance(span, Quote) and span.text == name for span in spans(shown))
        assert set(shown.mentions()) <= {"ann", "ben"}
    assert "You are in" in said(await town.says("Cem", f"/lunch join {name}"))


@pytest.mark.parametrize("case_id", _ids("query_injection", "echo_error_path", "mention"))
async def test_typed_as_a_name_that_nobody_knows(town: Town, case_id: str) -> None:
    """What is echoed in a refusal is somebody's words there, too; no needle finds everything."""
    await town.opens()
    typed = value_of(case_id)
    for verb in ("join", "zone", "pause"):
        if verb == "pause":
            await town.joins("Ann")
        answer = await town.says("Ann", f"/lunch {verb} {typed}")
        message = answer.message  # type: ignore[union-attr]  # a reply
        assert message.mentions() == ()
        assert not any(
            isinstance(s, Words) and typed in s.text and len(typed) > 2 for s in spans(message)
        )
        assert len(said(answer)) < 500
    ask = Request("stage", "town", Person("ann", "Ann"), "C", "circles.complete", {"typed": typed})
    assert said(await town.bot.handle(ask)) == ""


@pytest.mark.parametrize("case_id", _ids("size"))
async def test_too_much_of_it(town: Town, case_id: str) -> None:
    """Whatever is too large is refused where it is made or cut where it is kept, never later."""
    field = CASES[case_id]["field"]
    if field in ("announcement.text", "slack.block.text", "discord.embed", "template.text"):
        words = value_of(case_id)
        body = tuple((Words(words[at : at + 2900]),) for at in range(0, len(words), 2900))
        assert len(words) <= limits.MESSAGE or _refused(lambda: Message(body=body))
        assert len(words) <= limits.PARAGRAPH or _refused(lambda: Message(body=((Words(words),),)))
    elif field == "tags.count":
        topics = ",".join("a" for _ in range(1001))
        await does(town, Person("ann", "Ann"), "members.told", asks=topics, offers=topics)
        async with town.database.read() as tx:
            assert len(await tx.all(select(tag))) <= 10
    elif field == "reminder":
        await town.opens()
        await town.joins("Ann")
        far = said(await town.says("Ann", "/lunch pause for 999999999999 years"))
        assert "five years" in far
    else:
        assert len(clean(value_of(case_id))) <= NAME


def _refused(make: Callable[[], object]) -> bool:
    with pytest.raises(limits.TooLong):
        make()
    return True


# Controls


async def _secret(town: Town) -> bytes:
    async with town.database.read() as tx:
        community = await communities.with_id(tx, 1)
        assert community is not None
        return community.secrets[0]


async def sealed(
    town: Town, state: str, *, secret: bytes = b"", day: int = 0, who: str = ""
) -> str:
    """A control of the town that would take somebody out of a circle."""
    made = town.clock.now().date() - timedelta(days=day)
    return carry("circles.leave", (state,), Key(secret or await _secret(town), 1, made, who))


async def _old_key(town: Town) -> str:
    old = await sealed(town, "1")
    for _ in range(2):
        town.clock.set(town.clock.now() + timedelta(days=91))
        await town.bot.tidy()
    secret = await _secret(town)
    assert secret not in old.encode()
    return old


async def _other_tenant(town: Town) -> str:
    await town.says("Zoe", "/lunch", workspace="city")
    return carry("circles.leave", ("1",), Key(await _secret(town), 2, MONDAY.date()))


async def _other_user(town: Town) -> str:
    return await sealed(town, "1", who="ben")


async def _tampered(town: Town) -> str:
    sound = await sealed(town, "1")
    return sound[:-1] + ("A" if sound[-1] != "A" else "B")


async def _expired(town: Town) -> str:
    return await sealed(town, "1", day=91)


# Where the value of a case only describes what to make.
MADE: Mapping[str, Callable[[Town], Awaitable[str]]] = {
    "idor.other_user": _other_user,
    "idor.tampered_mac": _tampered,
    "idor.old_key": _old_key,
    "idor.other_tenant": _other_tenant,
    "idor.expired": _expired,
}
CONTROLS = [
    each for each in _ids("idor") if CASES[each]["kind"] not in ("idor.reused", "idor.empty")
]


async def refusals(town: Town) -> int:
    """How many controls were refused, by the audit log."""
    async with town.database.read() as tx:
        return len(await tx.all(select(audit).where(audit.c.action == "refused")))


@pytest.mark.parametrize("case_id", CONTROLS)
async def test_a_control_that_is_not_theirs(town: Town, case_id: str) -> None:
    """The same words to the letter, whatever was wrong; nothing changes; the audit log knows."""
    await town.opens()
    await town.joins("Ann", "Ben")
    kind = CASES[case_id]["kind"]
    carried = await MADE[kind](town) if kind in MADE else value_of(case_id)
    before = await refusals(town)
    answers = [
        await town.bot.handle(
            Request("stage", "town", Person("ann", "Ann"), f"{case_id} {n}", carried=each)
        )
        for n, each in enumerate((carried, "nothing of ours"))
    ]
    assert answers[0] == answers[1]
    assert "too old, or it was not made for you" in said(answers[0])
    assert await refusals(town) == before + 2
    async with town.database.read() as tx:
        rows = await tx.all(select(enrolment).where(enrolment.c.left_at.is_(None)))
        assert len(rows) == 2


async def test_a_control_that_was_used_already(town: Town) -> None:
    """Pressed again, what is done is done: it says so, and has no second effect."""
    await town.opens()
    await town.joins("Ann", "Ben")
    asked = await town.says("Olga", "/circle run", organises=True)
    for _ in range(3):
        await town.presses("Olga", asked, "Draw now", organises=True)
        await town.wind(minutes=1)
    assert len(town.stage.tables) == 1


@pytest.mark.parametrize("case_id", _ids("idor"))
async def test_a_sound_control_with_an_id_like_this(town: Town, case_id: str) -> None:
    """Even sealed by us, nothing but the id of a row of this community finds a row."""
    await town.opens()
    await town.opens(name="Other")
    asked = await town.says("Ann", "/lunch join")
    choice = value_of(case_id) or "0"
    answer = await town.presses("Ann", asked, "Choose a circle", choice=choice)
    assert "This circle has ended" in said(answer)


# Who may


@pytest.mark.parametrize("case_id", _ids("authz", field="command.name"))
async def test_commands_for_organisers(town: Town, case_id: str) -> None:
    """Asked again at every single command; an organiser of a moment ago is none any more."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.says("Dan", "/circle run", organises=True)
    for line in ("run", "preview", "settings size 3", "archive", "invite", "edit", "pause"):
        answer = said(await town.says("Dan", f"/circle {line}"))
        assert answer.startswith("Only whoever made a circle"), line
    assert "I do not know export" in said(await town.says("Dan", "/circle export"))
    direct = Request("stage", "", Person("dan", "Dan", organises=True), case_id, "circles.run")
    assert "too old, or it was not made for you" in said(await town.bot.handle(direct))


@pytest.mark.parametrize("case_id", _ids("authz", field="command.arg.user"))
async def test_nobody_else_can_be_named(town: Town, case_id: str) -> None:
    """No command acts for another person; whoever types one has named a circle nobody knows.

    Only avoid and unavoid take somebody, for a wish of one's own that changes nothing of theirs.
    """
    await town.opens()
    await town.joins("Ann", "Ben")
    for verb in ("leave", "pause", "skip", "resume"):
        answer = said(await town.says("Ann", f"/lunch {verb} {value_of(case_id)}"))
        assert answer.startswith(("I know no circle called", "I do not", "-1 is over")), answer
        assert "Ben" not in answer
    verbs = [verb for command in town.bot.commands for verb in command.verbs]
    naming = {
        v.name for v in verbs if {"user", "member", "person"} & {p.name for p in v.parameters}
    }
    assert naming == {"avoid", "unavoid"}


# Events, floods, communities


@pytest.mark.parametrize("case_id", _ids("replay", "retry", "wrong_team"))
async def test_the_same_event_again(town: Town, case_id: str) -> None:
    """Whatever comes twice has one effect; and it is looked at only where it comes from."""
    await town.opens()
    first = await town.says("Ann", "/lunch join", event="E1")
    assert await town.says("Ann", "/lunch join", event="E1") == first
    elsewhere = said(await town.says("Ann", "/lunch status", workspace="city"))
    assert "Harbour lunch" not in elsewhere
    async with town.database.read() as tx:
        assert len(await tx.all(select(enrolment))) == 1


async def test_hundreds_of_commands_of_fifty_people(town: Town) -> None:
    """All are answered, and nothing piles up."""
    await town.opens()
    bot = Bot(town.database, town.clock)
    bot.platforms["stage"] = town.stage
    asks = [
        Request("stage", "town", Person(f"p{n % 50}", "Somebody"), f"F{n}", action)
        for n in range(400)
        for action in [("circles.status", "circles.join", "circles.skip", "circles.leave")[n % 4]]
    ]
    answers = await asyncio.gather(*(bot.handle(ask) for ask in asks))
    assert len(answers) == 400
    async with town.database.read() as tx:
        assert len(await tx.all(select(delivery))) <= 2


async def test_one_person_in_two_communities(town: Town) -> None:
    """What somebody is in one community is not visible in the other."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind(days=2)
    await town.says("Ann", "/lunch zone Tokyo")
    for line in ("status", "history", "next"):
        assert "Harbour" not in said(await town.says("Ann", f"/lunch {line}", workspace="city"))
        assert "Ben" not in said(await town.says("Ann", f"/lunch {line}", workspace="city"))
    form = await town.says("Ann", "/lunch zone", workspace="city")
    assert "Tokyo" not in repr(form)


async def test_somebody_who_is_deleted_in_the_middle_of_a_round(town: Town) -> None:
    """Their account is gone before the drawing: nobody waits for them at a table."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    town.stage.left.add("dora")
    await town.wind(days=2)
    assert sorted(p for table in town.stage.tables for p in table) == ["ann", "ben", "cem"]
    assert "dora" not in repr(town.stage.carried)
    assert CHARTER["name"] in said(await town.says("Ann", "/lunch history"))


def test_the_words_for_a_stale_control_are_ours() -> None:
    """They name no reason, since each reason would tell something."""
    words = str(Say("en", MONDAY.date()).label("stale.control"))
    assert "forged" not in words
    assert "another" not in words
