"""Who may do what: a row for every action, and a column for everybody who could try.

A circle of the town was made by Cleo, who does not manage the place any more. Ann and Ben are in
it. Olga manages the town. Zoe manages another community, in which she has a circle of her own.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import routes
from bot.audit.store import audit
from bot.chat.action import Key, carry
from bot.chat.answer import Answer, Choices, Invalid, Open
from bot.chat.request import Person, Request, Value, Where
from bot.checkins.model import Enrolment
from bot.checkins.store import answers, asks, checkins, enrolments, prompts, responses
from bot.checkins.store.responses import Response
from bot.circles.store import again, circles, dates, outcomes, rounds
from bot.circles.store.circles import circle as circle_rows
from bot.database import metadata
from bot.lunches.store import promises, times
from bot.members import communities
from bot.members import store as members
from bot.seasons.model import Group, check_in_of
from bot.seasons.store import seasons
from bot.texts.catalogue import Say
from tests.bot.checkins.made import STANDUP, own
from tests.stage import Stage
from tests.town import CHARTER, MONDAY, Town, said
from tests.town import town as opened

SAY = Say("en", MONDAY.date())
STALE = str(SAY.label("stale.control"))
OURS, THEIRS = "1", "2"  # the circles of the town and of the other community
NEXT = "2026-11-17"
TODAY, BEFORE, SECOND = "2026-11-16", "2026-11-13", "3"  # of check-ins; the second of the town's
FORM: Mapping[str, Value] = CHARTER | {"name": "Quay lunch"}


@dataclass(frozen=True, slots=True)
class Row:
    """What an action needs to be done, and who may do it."""

    may: frozenset[str]
    state: tuple[str, ...] = (OURS,)
    values: Mapping[str, Value] | None = None

    def in_other(self) -> tuple[str, ...]:
        """The same state in the other community, naming its circle."""
        return (THEIRS, *self.state[1:]) if self.state else ()


EVERYBODY = frozenset({"olga", "cleo", "ann", "sam", "former"})
MANAGES = frozenset({"olga"})
LOOKS_AFTER = frozenset({"olga", "cleo"})
TAKES_PART = frozenset({"ann", "cleo"})

MATRIX = {
    # looking
    "circles.complete": Row(EVERYBODY, (), {"typed": "har"}),
    "circles.complete_key": Row(EVERYBODY, (), {"typed": ""}),
    "circles.list": Row(EVERYBODY, ()),
    "circles.show": Row(EVERYBODY),
    "members.forget": Row(EVERYBODY, ()),
    "members.forgotten": Row(EVERYBODY, ()),
    "lunch.help": Row(EVERYBODY, ()),
    "circle.help": Row(EVERYBODY, ()),
    # about oneself
    "circles.status": Row(EVERYBODY, ()),
    "circles.next": Row(EVERYBODY, ()),
    "circles.history": Row(EVERYBODY, ()),
    "circles.join": Row(EVERYBODY),
    "circles.join_instead": Row(EVERYBODY),
    "circles.skip": Row(TAKES_PART),
    "circles.unskip": Row(TAKES_PART),
    "circles.answered": Row(TAKES_PART, (OURS, NEXT, "no")),
    "circles.pause": Row(TAKES_PART),
    "circles.resume": Row(TAKES_PART),
    "circles.leave": Row(TAKES_PART),
    # about one's table
    "circles.outcome": Row(TAKES_PART, (OURS, "met")),
    "circles.change": Row(TAKES_PART),
    "circles.reason": Row(TAKES_PART, (OURS, "no_time")),
    "circles.decline": Row(TAKES_PART),
    "lunches.cant": Row(TAKES_PART),
    "lunches.not_now": Row(TAKES_PART),
    "lunches.stay": Row(TAKES_PART),
    "lunches.ask_me": Row(TAKES_PART),
    "circles.why": Row(TAKES_PART),
    "circles.avoid": Row(EVERYBODY, (), {"person": "<@ben>"}),
    "circles.unavoid": Row(EVERYBODY, (), {"person": "<@ben>"}),
    "lunches.date": Row(TAKES_PART),
    "lunches.dated": Row(TAKES_PART, (OURS,), {"when": ""}),
    "lunches.suggest": Row(TAKES_PART),
    "lunches.off": Row(TAKES_PART, (OURS, "0")),
    "lunches.choose": Row(TAKES_PART, (OURS, "1")),
    "lunches.other_times": Row(TAKES_PART, (OURS, "1")),
    "lunches.again": Row(EVERYBODY, ()),
    "lunches.ask_again": Row(TAKES_PART),
    "lunches.wish": Row(TAKES_PART),
    "lunches.unwish": Row(frozenset({"ann"}), ("1",)),
    "lunches.promises": Row(EVERYBODY, ()),
    "lunches.one_promise": Row(frozenset({"ann"}), ("1",)),
    "lunches.promise": Row(EVERYBODY, ()),
    "lunches.promised": Row(EVERYBODY, (), {"text": "Send the guide", "day": "Friday"}),
    "lunches.closed": Row(frozenset({"ann"}), ("1", "done")),
    "members.ask_zone": Row(EVERYBODY, ()),
    "members.zone": Row(EVERYBODY, (), {"zone": "Lisbon"}),
    "members.about": Row(EVERYBODY, ()),
    "members.told": Row(EVERYBODY, (), {"team": "Ops", "asks": "Rust, sailing"}),
    "members.prefer": Row(EVERYBODY, ()),
    "members.preferred": Row(
        EVERYBODY, (), {"medium": ("video",), "place": "Porto", "hours": "12-14"}
    ),
    # making circles
    "circles.create": Row(MANAGES, ()),
    "circles.created": Row(MANAGES, (), FORM),
    # looking after one
    "circles.preview": Row(LOOKS_AFTER),
    "circles.simulate": Row(LOOKS_AFTER),
    "circles.holidays": Row(LOOKS_AFTER),
    "circles.kept_holidays": Row(LOOKS_AFTER, values={"days": "24 Dec", "holidays": "skip"}),
    "circles.stats": Row(LOOKS_AFTER),
    "circles.starters": Row(LOOKS_AFTER),
    "circles.ask_starters": Row(LOOKS_AFTER),
    "circles.add_starters": Row(LOOKS_AFTER, values={"starters": "What do you build?"}),
    "circles.take_out_starter": Row(LOOKS_AFTER, values={"choice": "1"}),
    "circles.run": Row(LOOKS_AFTER),
    "circles.edit": Row(LOOKS_AFTER),
    "circles.edited": Row(LOOKS_AFTER, values=CHARTER | {"conversation": "Anything"}),
    "circles.settings": Row(LOOKS_AFTER, values={"key": "size", "value": "3"}),
    "circles.invite": Row(LOOKS_AFTER),
    "circles.post": Row(LOOKS_AFTER),
    "circles.draw": Row(LOOKS_AFTER, (OURS, NEXT)),
    "circles.publish": Row(LOOKS_AFTER, (OURS, NEXT, "tables", "people", "19a")),
    "circles.pause_circle": Row(LOOKS_AFTER),
    "circles.resume_circle": Row(LOOKS_AFTER),
    "circles.archive": Row(LOOKS_AFTER),
    "circles.archived": Row(LOOKS_AFTER),
}
MATRIX |= {
    # check-ins: looking
    "checkins.complete": Row(EVERYBODY, (), {"typed": "sta"}),
    "checkins.complete_key": Row(EVERYBODY, (), {"typed": ""}),
    "checkins.list": Row(EVERYBODY, ()),
    "checkins.show": Row(EVERYBODY),
    "checkins.read": Row(EVERYBODY, (OURS, BEFORE)),
    "checkin.help": Row(EVERYBODY, ()),
    # about oneself
    "checkins.status": Row(EVERYBODY, ()),
    "checkins.mine": Row(EVERYBODY, ()),
    "checkins.join_instead": Row(EVERYBODY),
    "checkins.join": Row(EVERYBODY),
    "checkins.answer": Row(TAKES_PART, (OURS, TODAY)),
    "checkins.answered": Row(TAKES_PART, (OURS, TODAY, "0"), {"q1": "a", "q2": "b", "q3": ""}),
    "checkins.chosen": Row(TAKES_PART, (SECOND, TODAY, "1")),
    "checkins.not_now": Row(TAKES_PART, (OURS, TODAY), {"choice": "skip"}),
    "checkins.skip": Row(TAKES_PART, (OURS, TODAY)),
    "checkins.ask_away": Row(TAKES_PART),
    "checkins.away": Row(TAKES_PART, values={"until": "6 Jan"}),
    "checkins.back": Row(TAKES_PART),
    "checkins.times": Row(TAKES_PART),
    "checkins.timed": Row(TAKES_PART, values={"at": "8:00", "days": ("1",), "reminders": "2"}),
    "checkins.thread": Row(TAKES_PART),
    "checkins.leave": Row(TAKES_PART),
    "checkins.asks": Row(EVERYBODY, ()),
    "checkins.offer": Row(frozenset({"cleo"}), (OURS, "yes")),
    "checkins.settle": Row(frozenset({"ann"}), (OURS, "helped")),
    "checkins.feed": Row(TAKES_PART, ("4",)),
    # making and looking after them
    "checkins.create": Row(MANAGES, ()),
    "checkins.created": Row(MANAGES, (), dict(STANDUP) | {"name": "Quay standup"}),
    "checkins.preview": Row(LOOKS_AFTER),
    "checkins.results": Row(LOOKS_AFTER),
    "checkins.edit": Row(LOOKS_AFTER),
    "checkins.edited": Row(LOOKS_AFTER, values=dict(STANDUP) | {"questions": "How are you?"}),
    "checkins.settings": Row(LOOKS_AFTER, values={"key": "deadline", "value": "6"}),
    "checkins.invite": Row(LOOKS_AFTER),
    "checkins.post": Row(LOOKS_AFTER),
    "checkins.run": Row(LOOKS_AFTER),
    "checkins.ask_now": Row(LOOKS_AFTER, (OURS, TODAY)),
    "checkins.pause": Row(LOOKS_AFTER),
    "checkins.resume": Row(LOOKS_AFTER),
    "checkins.archive": Row(LOOKS_AFTER),
    "checkins.archived": Row(LOOKS_AFTER),
}
SEASON: Mapping[str, Value] = {
    "size": "4",
    "weeks": "8",
    "pack": "learning",
    "when": "every Friday at 15:00",
    "starts": "2026-12-01",
}
MATRIX |= {
    # seasons; the ids are those of the first one, and of its group
    "seasons.ask": Row(LOOKS_AFTER),
    "seasons.created": Row(LOOKS_AFTER, values=SEASON),
    "seasons.stop": Row(LOOKS_AFTER),
    "seasons.reopen": Row(LOOKS_AFTER),
    "seasons.join": Row(TAKES_PART),
    "seasons.join_instead": Row(TAKES_PART),
    "seasons.leave": Row(TAKES_PART),
    "seasons.go_on": Row(TAKES_PART),
}
ACTIONS = [*routes.READS, *routes.WRITES]
ABOUT_A_CIRCLE = [action for action, row in MATRIX.items() if row.state]
_AGAIN = {"circles.archived": "circles.resume_circle", "checkins.archived": "checkins.resume"}
_BUILT: list[bytes] = []  # the database of this world, made once
_EVENTS = count(1)


async def _build(town: Town) -> None:
    await town.opens("Cleo")
    await town.joins("Cleo", "Ann", "Ben", "Gus")
    await town.says("Former", "/circle settings size 2", organises=True)
    await town.says("Former", "/circle settings programmes 5", organises=True)
    async with town.database.write() as tx:
        at = await communities.workspace_named(tx, "stage", "town")
        assert at is not None
        await members.accounts_gone(tx, at, ["gus"], MONDAY)
    zoe = Person("zoe", "Zoe", organises=True)
    await ask(town, zoe, "circles.created", values=CHARTER, workspace="city")
    await ask(town, zoe, "circles.join", values={"text": ""}, workspace="city")
    async with town.database.write() as tx:  # a table in each: Cleo's and Ann's, and Zoe's
        for circle_id, people in ((1, (1, 2)), (2, (5,))):
            period = date(2026, 11, 10)
            round_id = await rounds.add(tx, circle_id, period, "drawn", MONDAY - timedelta(days=6))
            await rounds.seat_all(tx, round_id, [(people, people[0])])
        laid = await outcomes.table(tx, 1, 1)
        assert laid is not None
        await outcomes.keep(tx, 1, laid, "met")
        await again.wish(tx, 1, 2, [1])  # Ann would like another lunch with Cleo
        await promises.add(tx, 2, "Send the guide", date(2026, 11, 20), MONDAY + timedelta(days=4))
        await dates.set_date(tx, 1, MONDAY + timedelta(days=1), MONDAY)
        await times.offer(tx, 1, [MONDAY + timedelta(days=n) for n in (1, 2, 3)])
    await _build_check_ins(town, zoe)
    await _build_seasons(town, zoe)
    await town.bot.deliver()


async def _build_check_ins(town: Town, zoe: Person) -> None:
    """Two in the town, made by Cleo as well, and one of Zoe's; Ann has answered on Friday."""
    cleo = Person("cleo", "Cleo", organises=True, zone="UTC")
    await ask(town, cleo, "checkins.created", values=STANDUP)
    await ask(town, zoe, "checkins.created", values=STANDUP, workspace="city")
    await ask(town, cleo, "checkins.created", values=own("Are you well? [yes/no]", name="Health"))
    wishes = dict(STANDUP) | {"pack": "ask_and_offer", "name": "Wishes"}
    await ask(town, cleo, "checkins.created", values=wishes)
    await ask(town, zoe, "checkins.join", workspace="city")
    for name in ("cleo", "ann", "ben", "gus"):
        for check_in in (OURS, SECOND, "4"):
            carried = await sealed(town, "checkins.join", (check_in,))
            await ask(town, Person(name, name.title(), zone="UTC"), carried=carried)
    day, ann = date.fromisoformat(BEFORE), 2
    async with town.database.write() as tx:
        asked = await prompts.open_on(tx, 1, day, 1, MONDAY)
        await prompts.close(tx, asked.id)
        await responses.keep(tx, Response(asked.id, ann, "answered", MONDAY, answered_at=MONDAY))
        await answers.save(tx, asked.id, ann, {1: "Wrote the guide"})
        wished = await prompts.open_on(tx, 4, day, 1, MONDAY)
        for member in (1, ann):
            done = Response(wished.id, member, "answered", MONDAY, answered_at=MONDAY)
            await responses.keep(tx, done)
            await answers.save(tx, wished.id, member, {1: "Rust", 2: "Sailing"})
        asked_for = await asks.note(tx, (wished.id, ann, 1), 4, "Rust", MONDAY)
        assert asked_for is not None
        await asks.call(tx, asked_for, [1])
        at = await communities.workspace_named(tx, "stage", "town")
        assert at is not None
        await members.accounts_gone(tx, at, ["gus"], MONDAY)


async def _build_seasons(town: Town, zoe: Person) -> None:
    """One that Cleo asks about and one of Zoe's, each with a group: of Cleo and Ann, and of Zoe."""
    cleo = Person("cleo", "Cleo", organises=True, zone="UTC")
    await ask(town, cleo, "seasons.created", values=SEASON)
    await ask(town, zoe, "seasons.created", values=SEASON, workspace="city")
    async with town.database.write() as tx:
        for season_id, people in ((1, (1, 2)), (2, (5,))):
            season = await seasons.with_id(tx, season_id, season_id)
            assert season is not None
            circle = await circles.with_id(tx, season.community, season.circle)
            assert circle is not None
            made = check_in_of(season, circle, f"group {season_id}")
            made = replace(made, id=await checkins.create(tx, made, season.community, MONDAY))
            for person in people:
                one = Enrolment(0, made.id, person, "UTC")
                await enrolments.enrol(tx, one, "seasons.join", 1, MONDAY)
                await seasons.say_yes(tx, season_id, person)
            group = Group(0, season_id, 1, made.id, "running", season.starts_at + season.length)
            group = replace(group, id=await seasons.add_group(tx, group))
            await seasons.seat(tx, group, people)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Town]:
    """The town, and the other community on the same platform."""
    if not _BUILT:
        async with opened(tmp_path) as there:
            await _build(there)
        _BUILT.append((tmp_path / "town.db").read_bytes())
    (tmp_path / "town.db").write_bytes(_BUILT[0])
    async with opened(tmp_path, Stage()) as there:
        yield there


async def ask(
    town: Town,
    person: Person,
    action: str = "",
    *,
    carried: str = "",
    values: Mapping[str, Value] | None = None,
    workspace: str = "town",
) -> Answer:
    """Somebody does something."""
    return await town.bot.handle(
        Request(
            "stage",
            workspace,
            person,
            f"matrix-{next(_EVENTS)}",
            action,
            values or {},
            Where("lunch"),
            carried,
        )
    )


async def sealed(
    town: Town, action: str, state: tuple[str, ...], *, workspace: str = "town", person: str = ""
) -> str:
    """What a button of this action carries in a message of that community."""
    async with town.database.read() as tx:
        at = await communities.workspace_named(tx, "stage", workspace)
        assert at is not None
        community = await communities.with_id(tx, at.community)
        assert community is not None
    key = Key(community.secrets[0], community.id, town.clock.now().date(), person)
    return carry(action, state, key)


async def rows(town: Town, *, without: tuple[str, ...] = ("inbox", "audit")) -> dict[str, object]:
    """Everything that is stored."""
    async with town.database.read() as tx:
        return {
            table.name: [dict(row) for row in await tx.all(select(table))]
            for table in metadata.sorted_tables
            if table.name not in without
        }


async def refusals(town: Town, workspace: str) -> int:
    """How many controls were refused there, by the audit log."""
    async with town.database.read() as tx:
        at = await communities.workspace_named(tx, "stage", workspace)
        assert at is not None
        of = (audit.c.community_id == at.community, audit.c.action == "refused")
        return len(await tx.all(select(audit).where(*of)))


def somebody(name: str) -> Person:
    """Only Olga manages the town at this moment."""
    return Person(name, name.title(), organises=name == "olga", zone="UTC")


def done(answer: Answer) -> bool:
    """Whether it is more than a refusal: a form, a list, an answer with a title."""
    if isinstance(answer, Open | Choices | Invalid):
        return True
    return bool(answer.message.title) or "I am posting it" in said(answer)


def test_every_action_has_its_row() -> None:
    """A new action can't be added without saying who may do it."""
    assert set(MATRIX) == set(ACTIONS)
    assert set(routes.READS).isdisjoint(routes.WRITES)


@pytest.mark.parametrize("action", ACTIONS)
async def test_who_may(world: Town, action: str) -> None:
    """Whoever may not is refused and changes nothing; whoever may is not refused."""
    row = MATRIX[action]
    carried = await sealed(world, action, row.state)
    before = await rows(world)
    for name in sorted(EVERYBODY - row.may):
        answer = await ask(world, somebody(name), carried=carried, values=row.values)
        assert not done(answer), f"{name}: {said(answer)}"
        assert await rows(world) == before, name
    for name in sorted(row.may):
        answer = await ask(world, somebody(name), carried=carried, values=row.values)
        assert done(answer), f"{name}: {said(answer)}"
        if again := _AGAIN.get(action):  # so that there is something to end for the next one
            once_more = await sealed(world, again, row.state)
            await ask(world, somebody("olga"), carried=once_more)


@pytest.mark.parametrize("action", routes.READS)
async def test_reading_writes_nothing(world: Town, action: str) -> None:
    """What only looks leaves every table as it is, for strangers, too."""
    row = MATRIX[action]
    before = await rows(world, without=())
    for name in sorted(row.may):
        carried = await sealed(world, action, row.state)
        await ask(world, somebody(name), carried=carried, values=row.values)
        if not row.state:
            await ask(world, somebody(name), action, values=row.values)
    assert await rows(world, without=()) == before


@pytest.mark.parametrize("action", routes.WRITES)
async def test_nobody_acts_for_somebody_else(world: Town, action: str) -> None:
    """Whatever Ann does, no row about Ben or about how he takes part is another one after it."""
    row = MATRIX[action]
    before = await rows(world)
    await ask(
        world, somebody("ann"), carried=await sealed(world, action, row.state), values=row.values
    )
    after = await rows(world)
    about = {"enrolment": "member_id", "member": "id", "account": "member_id"}
    about |= dict.fromkeys(("member_tag", "check_in_enrolment", "response", "answer"), "member_id")
    for table, key in about.items():
        assert _of(before, table, key, 3) == _of(after, table, key, 3)


def _of(stored: dict[str, object], table: str, key: str, value: int) -> list[object]:
    found = stored[table]
    assert isinstance(found, list)
    return [row for row in found if row[key] == value]


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_control_of_one_community_is_nothing_in_another(world: Town, action: str) -> None:
    """Pressed elsewhere, a button of the town is stale, whoever presses it there."""
    row = MATRIX[action]
    before = await rows(world)
    refused = await refusals(world, "city")
    carried = await sealed(world, action, row.state)
    zoe = Person("zoe", "Zoe", organises=True)
    answer = await ask(world, zoe, carried=carried, values=row.values, workspace="city")
    assert said(answer) == STALE
    assert await rows(world) == before
    assert await refusals(world, "city") == refused + 1


@pytest.mark.parametrize("way", ["a button", "a choice"])
@pytest.mark.parametrize("action", ABOUT_A_CIRCLE)
async def test_no_row_of_another_community_is_within_reach(
    world: Town, action: str, way: str
) -> None:
    """Even a sound control of her own community gives Zoe nothing with the town's ids in it."""
    row = MATRIX[action]
    before = await rows(world)
    state = row.state if way == "a button" else row.state[1:]
    values = {**(row.values or {}), **({"choice": OURS} if way == "a choice" else {})}
    carried = await sealed(world, action, state, workspace="city")
    zoe = Person("zoe", "Zoe", organises=True)
    answer = await ask(world, zoe, carried=carried, values=values, workspace="city")
    assert not done(answer), said(answer)
    assert await rows(world) == before

    carried = await sealed(world, action, row.in_other(), workspace="city")
    await ask(world, zoe, carried=carried, values=row.values, workspace="city")
    after = await rows(world)
    assert _of(before, "circle", "community_id", 1) == _of(after, "circle", "community_id", 1)
    assert _of(before, "enrolment", "circle_id", 1) == _of(after, "enrolment", "circle_id", 1)
    for table, key in (("check_in", "community_id"), ("check_in_enrolment", "check_in_id")):
        assert _of(before, table, key, 1) == _of(after, table, key, 1)
    assert _of(before, "prompt", "check_in_id", 1) == _of(after, "prompt", "check_in_id", 1)


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_private_control_is_its_owners(world: Town, action: str) -> None:
    """What stands in a message to Olga is stale in Ann's hands."""
    row = MATRIX[action]
    before = await rows(world)
    carried = await sealed(world, action, row.state, person="olga")
    answer = await ask(world, somebody("ann"), carried=carried, values=row.values)
    assert said(answer) == STALE
    assert await rows(world) == before


@pytest.mark.parametrize("name", ["gus", "sam", "zoe"])
@pytest.mark.parametrize("action", ACTIONS)
async def test_in_a_direct_conversation_only_those_who_are_there(
    world: Town, action: str, name: str
) -> None:
    """Anybody can write to a bot: whoever left, or never was there, presses in vain."""
    row = MATRIX[action]
    before = await rows(world)
    carried = await sealed(world, action, row.state)
    person = Person(name, name.title(), organises=True)
    answer = await ask(world, person, carried=carried, values=row.values, workspace="")
    assert said(answer) == STALE
    assert await rows(world) == before


async def test_a_direct_conversation_finds_its_community_by_the_button(world: Town) -> None:
    """Discord names no server there: the button says which, and the person has to be in it."""
    carried = await sealed(world, "circles.skip", (OURS,), person="ann")
    answer = await ask(world, somebody("ann"), carried=carried, workspace="")
    assert "You sit out one round" in said(answer)


async def test_who_manages_the_place_is_asked_each_time(world: Town) -> None:
    """The right to run circles is never remembered: it is what the platform says at this moment."""
    carried = await sealed(world, "circles.invite", (OURS,))
    for organises in (True, False, True, False):
        person = Person("pat", "Pat", organises=organises)
        assert done(await ask(world, person, carried=carried)) is organises


async def test_what_a_platform_tells_can_not_be_pressed_or_typed(world: Town) -> None:
    """The events that platforms send have no way in for people."""
    before = await rows(world)
    for action in routes.EVENTS:
        carried = await sealed(world, action, ())
        assert said(await ask(world, somebody("olga"), carried=carried)) == STALE
    assert await rows(world) == before
    typed = {verb.action for command in world.bot.commands for verb in command.verbs}
    assert typed.isdisjoint(routes.EVENTS)


async def test_what_an_organiser_does_is_written_down(world: Town) -> None:
    """Whoever asks later finds who changed a circle, and nobody's words."""
    async with world.database.read() as tx:
        already = len(await tx.all(select(audit)))
    for action in ("circles.settings", "circles.invite", "circles.draw", "circles.archived"):
        row = MATRIX[action]
        carried = await sealed(world, action, row.state)
        await ask(world, somebody("olga"), carried=carried, values=row.values)
    async with world.database.read() as tx:
        noted = (await tx.all(select(audit).order_by(audit.c.id)))[already:]
    assert [row["actor"] for row in noted] == ["olga"] * 4
    assert {row["subject"] for row in noted} == {"circle:1"}
    assert [row["action"] for row in noted] == [
        "circles.settings:size",
        "circles.invite",
        "circles.draw",
        "circles.archive",
    ]


async def test_an_archived_circle_is_over_for_old_buttons(world: Town) -> None:
    """An old Join button of a circle that has ended puts nobody into it, while others go on."""
    await world.opens(name="Quay lunch")
    join = await sealed(world, "circles.join", (OURS,))
    skip = await sealed(world, "circles.skip", (OURS,))
    leave = await sealed(world, "circles.leave", (OURS,))
    await ask(world, somebody("olga"), carried=await sealed(world, "circles.archived", (OURS,)))
    async with world.database.read() as tx:
        row = await tx.first(select(circle_rows.c.state).where(circle_rows.c.id == 1))
        assert row is not None
        assert row["state"] == "archived"
    before = await rows(world)
    for name, carried in (("sam", join), ("ann", join), ("ann", skip)):
        answer = await ask(world, somebody(name), carried=carried)
        assert said(answer) == str(SAY.label("circle.gone"))
    assert await rows(world) == before
    assert "You have left" in said(await ask(world, somebody("ann"), carried=leave))
