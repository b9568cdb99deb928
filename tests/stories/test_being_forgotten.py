"""Somebody asks to be forgotten: what is theirs goes, and what is others' past loses their name."""

from sqlalchemy import select

from bot.chat.message import Message
from bot.chat.platform import Edit
from bot.circles.store.rounds import round_
from bot.database import STAYS, metadata
from bot.forgetting.store import names
from tests.bot.checkins.made import answers, joins, makes
from tests.town import Town, said

GOES = {
    "answer.member_id",
    "ask.member_id",
    "ask_helper.member_id",
    "avoided.member_id",
    "check_in_enrolment.member_id",
    "enrolment.member_id",
    "line_reader.member_id",
    "lunch_sign.member_id",
    "member_line.member_id",
    "member_tag.member_id",
    "promise.member_id",
    "publication.by_id",
    "response.member_id",
    "season_member.member_id",
    "table_again.member_id",
    "table_again.other_id",
    "table_answer.member_id",
    "table_declined.member_id",
    "table_sign.member_id",
    "time_choice.member_id",
    "unasked.member_id",
    "waiting.member_id",
    "silence.member_id",
    "let_down.member_id",
}
"""What is deleted. A table that is new has to say which it is: here, or `STAYS` in its column."""


async def everything(town: Town) -> str:
    """All that the database holds."""
    found = []
    async with town.database.read() as tx:
        for table in metadata.sorted_tables:
            found += [f"{table.name}: {dict(row)}" for row in await tx.all(select(table))]
    return "\n".join(found)


async def forgets(town: Town, name: str) -> str:
    """Somebody asks for it, and means it."""
    asked = await town.says(name, "/lunch forget")
    assert "It can't be undone" in said(asked)
    return said(await town.presses(name, asked, "Forget me"))


async def lived(town: Town) -> None:
    """Zebedee takes part in all there is, with three others; two rounds and a check-in later."""
    await town.opens()
    await town.joins("Zebedee", "Ben", "Cem", "Dora")
    await makes(town)
    await joins(town, "Zebedee", "Ben")
    form = await town.says("Zebedee", "/lunch about")
    await town.sends("Zebedee", form, {"asks": "zither lessons", "shown": ("asks",)})
    await town.says("Zebedee", "/lunch avoid @dora")
    await town.says("Cem", "/lunch avoid @zebedee")
    await town.wind(hours=2)
    await answers(town, "Zebedee", {"q1": "Built a zeppelin", "q2": "Fly it", "q3": ""})
    await answers(town, "Ben")
    await town.wind(days=9)


async def test_nothing_leads_to_them_any_more(town: Town) -> None:
    """In no table of the database is their name, their account, or a word of theirs."""
    await lived(town)
    before = (await everything(town)).casefold()
    assert all(word in before for word in ("zebedee", "zither", "zeppelin"))
    assert "You are forgotten" in await forgets(town, "Zebedee")
    await town.bot.deliver()
    await forgets(town, "Ben")
    after = (await everything(town)).casefold()
    for word in ("zebedee", "zither", "zeppelin"):
        lines = [line for line in after.splitlines() if word in line]
        assert lines == [], word


async def test_what_rounds_were_drawn_from_goes_at_once(town: Town) -> None:
    """Where they sat or were left over; another circle's rounds can still be drawn again."""
    await lived(town)
    on_friday = "every week on Friday at 12:00 in tables of 2"
    await town.opens(name="Quay lunch", construct=on_friday)
    await town.joins("Ben", "Cem", circle="Quay lunch")
    await town.wind(days=3)
    await town.says("Zebedee", "/lunch leave")
    await town.wind(days=7)
    await forgets(town, "Zebedee")
    async with town.database.read() as tx:
        rows = await tx.all(select(round_).where(round_.c.state == "drawn").order_by(round_.c.id))
    kept = [(row["circle_id"], row["inputs"] is not None) for row in rows]
    assert (1, False) in kept
    assert (1, True) in kept, "the round after they left holds nothing of them"
    assert (2, True) in kept


async def test_others_keep_their_past(town: Town) -> None:
    """That they met somebody stays, and whoever comes back is somebody new."""
    await lived(town)
    past = {name: await history(town, name) for name in ("Ben", "Cem", "Dora")}
    (met,) = [name for name, tables in past.items() if "Zebedee" in tables]
    await forgets(town, "Zebedee")
    assert "somebody who left" in await history(town, met)
    assert "Zebedee" not in await history(town, met)
    before = len(town.stage.tables)
    await town.wind(days=14)
    assert len(town.stage.tables) > before
    later = {name for table in town.stage.tables[before:] for name in table}
    assert "zebedee" not in later, "they are in no round any more"
    assert "Nobody yet" in await history(town, "Zebedee"), "they are somebody new"


async def history(town: Town, name: str) -> str:
    """With whom somebody sat."""
    return said(await town.says(name, "/lunch history"))


async def test_their_answers_leave_the_digest(town: Town) -> None:
    """The message in the channel is changed; what the others said stands."""
    await lived(town)
    digest = next(m for m in town.stage.in_channel("lunch") if "zeppelin" in said(m))
    assert "Ben: Wrote the harbour guide" in said(digest)
    await forgets(town, "Zebedee")
    await town.bot.deliver()
    changed = town.stage.in_channel("lunch")
    assert not any("zeppelin" in said(m) or "Zebedee" in said(m) for m in changed)
    assert any("Ben: Wrote the harbour guide" in said(m) for m in changed)


async def test_whoever_sits_with_them_is_told(town: Town) -> None:
    """Their seat is freed like that of anybody who leaves, without their name."""
    await town.opens()
    await town.joins("Zebedee", "Ben")
    await town.wind(days=1, hours=5)
    assert sorted(town.stage.tables[-1]) == ["ben", "zebedee"]
    await forgets(town, "Zebedee")
    await town.wind(minutes=5)
    words = [said(each.payload) for each in town.stage.carried if isinstance(each.payload, Message)]
    assert any("found no other seat for you" in each for each in words)
    changed = [each.payload for each in town.stage.carried if isinstance(each.payload, Edit)]
    assert any("somebody who left" in said(each.message) for each in changed)
    assert not any("Zebedee" in said(each.message) for each in changed)


async def test_a_stranger_has_nothing_to_forget(town: Town) -> None:
    """It says so, and writes nobody down."""
    assert "I know nothing about you" in said(await town.says("Yves", "/lunch forget"))


def test_every_table_has_decided() -> None:
    """Each column that names a member either goes with them or says that it stays."""
    named = {f"{key.parent.table.name}.{key.parent.name}": key.parent for key in names()}
    assert {name for name, column in named.items() if STAYS not in column.info} == GOES
