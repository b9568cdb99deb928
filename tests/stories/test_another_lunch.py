"""After a lunch each may say in private that they would like another; it takes both of them."""

import asyncio
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.chat.answer import Answer, Open
from bot.chat.form import ChoicesField
from bot.chat.message import Select
from bot.circles.store import again
from bot.circles.store.rounds import pairing
from bot.members.store import account
from bot.outbox.store import delivery
from tests.town import MONDAY, Town, pressed, said
from tests.town import town as opened

NAMES = [f"P{n}" for n in range(10)]
ASKED = MONDAY + timedelta(days=7, hours=4, minutes=1)  # a day before the second round
MET = "We met"
Tables = list[tuple[str, ...]]


async def met(town: Town, *names: str, size: int = 2) -> tuple[Tables, list[Answer]]:
    """A first round of all these people, whose tables have all met; what they read of it."""
    rhythm = f"every week on Tuesday at 12:00 in tables of {size}"
    await town.opens(construct=rhythm)
    await town.joins(*(names or NAMES))
    await town.wind_to(ASKED)
    tables = list(town.stage.tables)
    settled = [
        await town.presses(table[0].title(), question, MET)
        for question, table in zip(town.stage.questions, tables, strict=True)
    ]
    return tables, settled


def weeks_of(town: Town, *people: str) -> list[int]:
    """In which weeks these sat at one table, the first being 0, with five tables in each."""
    return [n // 5 for n, table in enumerate(town.stage.tables) if set(people) <= set(table)]


async def test_both_say_it_and_they_sit_together_again(town: Town) -> None:
    """In four to eight weeks, although others whom they have not met yet would be there."""
    tables, settled = await met(town)
    one, other = (name.title() for name in tables[0])
    told = said(await town.presses(one, settled[0], "I'd like another"))
    assert f"You would like another with {other}. Where you both say so" in told
    assert "Nobody is told" in told
    assert said(await town.presses(other, settled[0], "I'd like another")) == told.replace(
        f"with {other}", f"with {one}"
    )
    await town.wind(weeks=9)
    first, second, *_ = weeks_of(town, *tables[0])
    assert first == 0
    assert 4 <= second <= 8
    assert second == 4, "the first round after four weeks, where nothing speaks against it"
    for table in tables[1:]:
        assert weeks_of(town, *table)[1:2] in ([], [9]), "nobody else meets again before all have"


async def test_from_four_weeks_on_and_for_half_a_year(town: Town) -> None:
    """Counted from the day of the lunch of which both said it."""
    tables, settled = await met(town)
    for name in tables[0]:
        await town.presses(name.title(), settled[0], "I'd like another")
    day = (MONDAY + timedelta(days=1)).date()
    async with town.database.read() as tx:
        everybody = await tx.all(select(account.c.member_id))
        people = [row["member_id"] for row in everybody]
        wanted = {
            days: len(await again.wanted(tx, people, day + timedelta(days=days)))
            for days in (27, 28, 26 * 7 - 1, 26 * 7)
        }
    assert wanted == {27: 0, 28: 1, 26 * 7 - 1: 1, 26 * 7: 0}


async def test_their_second_lunch_begins_deeper(town: Town) -> None:
    """Who would both like another have met: what they begin with is real then, and not light."""
    tables, settled = await met(town)
    for name in tables[0]:
        await town.presses(name.title(), settled[0], "I'd like another")
    await town.wind(weeks=5)
    async with town.database.read() as tx:
        topics = [row["topic"] for row in await tx.all(select(pairing).order_by(pairing.c.id))]
    both = [n for n, table in enumerate(town.stage.tables) if set(table) == set(tables[0])]
    depths = [topics[n].partition(".")[0] for n in both]
    assert depths[:2] == ["light", "real"]


async def test_one_alone_is_not_enough(town: Town) -> None:
    """Who said it alone meets everybody else first, like anybody."""
    tables, settled = await met(town)
    await town.presses(tables[0][0].title(), settled[0], "I'd like another")
    await town.wind(weeks=5)
    assert weeks_of(town, *tables[0]) == [0]


async def test_it_can_be_taken_back(town: Town) -> None:
    """With a press at once, or later with a word; then it is as if it had never been said."""
    tables, settled = await met(town)
    one, other = (name.title() for name in tables[0])
    for name in (one, other):
        noted = await town.presses(name, settled[0], "I'd like another")
    mine = await town.says(one, "/lunch again")
    assert f"You would like another with {other}" in said(mine)
    assert "[Take one back]" in said(mine)
    chosen = pressed(mine, "Take one back")
    assert isinstance(chosen, Select)
    (option,) = chosen.options
    back = said(await town.presses(one, mine, "Take one back", choice=option.value))
    assert f"You ask no more for another lunch with {other}. Nobody is told" in back
    assert "with nobody" in said(await town.says(one, "/lunch again"))
    assert f"another with {one}" in said(await town.says(other, "/lunch again")), "theirs stays"
    assert "ask no more" in said(await town.presses(other, noted, "Take it back"))
    assert "not asked" in said(await town.presses(other, noted, "Take it back"))
    await town.wind(weeks=5)
    assert weeks_of(town, *tables[0]) == [0]


async def test_at_a_larger_table_each_says_with_whom(town: Town) -> None:
    """Of four people two want to meet again; each picks in a form of their own."""
    names = [f"P{n}" for n in range(20)]
    tables, settled = await met(town, *names, size=4)
    first = [name.title() for name in tables[0]]
    ids = {name: str(n) for n, name in enumerate(["Olga", *names], 1)}
    for name, wished in ((0, [1, 2]), (1, [0]), (2, [3]), (3, [])):
        form = await town.presses(first[name], settled[0], "I'd like another")
        assert said(form).startswith("Another lunch")
        who = tuple(ids[first[each]] for each in wished)
        told = said(await town.sends(first[name], form, {"who": who}))
        assert all(first[each] in told for each in wished)
        assert ("with nobody of this table" in told) == (not wished)
    form = await town.presses(first[0], settled[0], "I'd like another")
    assert isinstance(form, Open)
    (field,) = form.form.fields
    assert isinstance(field, ChoicesField)
    assert field.values == (ids[first[1]], ids[first[2]]), "as it was filled in"
    await town.wind(weeks=5)
    assert any(set(tables[0][:2]) <= set(table) for table in town.stage.tables[20:25])


async def test_once_they_have_met_again_it_is_over(town: Town) -> None:
    """A wish is for one more lunch: after that either says it anew, or goes on to meet others."""
    tables, settled = await met(town)
    for name in tables[0]:
        await town.presses(name.title(), settled[0], "I'd like another")
    await town.wind(weeks=5)
    assert weeks_of(town, *tables[0]) == [0, 4]
    assert "with nobody" in said(await town.says(tables[0][0].title(), "/lunch again"))
    await town.wind(weeks=4)
    assert 8 not in weeks_of(town, *tables[0]), "four weeks later they are like everybody else"


async def test_nobody_goes_without_a_table_for_it(town: Town) -> None:
    """Where a rule leaves people over, whose turn it is comes before what two would like."""
    await town.opens()
    names = ("Sam", "Sue", "Sid", "Dan")
    await town.joins(*names)
    await town.wind_to(ASKED)
    table = next(each for each in town.stage.tables if "dan" in each)
    settled = await town.presses("Dan", town.stage.questions[town.stage.tables.index(table)], MET)
    for name in table:
        await town.presses(name.title(), settled, "I'd like another")
    for name in names:
        form = await town.says(name, "/lunch about")
        await town.sends(name, form, {"department": "Sales" if name[0] == "S" else "Design"})
    await town.says("Olga", "/circle settings department must differ", organises=True)
    await town.wind(weeks=9)
    with_dan = [each for each in town.stage.tables[2:] if "dan" in each]
    assert len(with_dan) == 9
    for n in range(3, 9):
        assert len(set(with_dan[n - 3 : n])) == 3, "each of three in turn"


async def test_it_is_asked_of_tables_that_met(town: Town) -> None:
    """Where it did not happen there is no such button, and an older one says so."""
    tables, settled = await met(town)
    no = await town.presses(tables[0][0].title(), settled[0], "Change")
    gone = await town.presses(tables[0][0].title(), no, "We didn't")
    assert "another" not in said(gone)
    late = said(await town.presses(tables[0][1].title(), settled[0], "I'd like another"))
    assert "Nobody of this table has said that it met" in late
    stranger = tables[1][0].title()
    assert "for the people of that table" in said(
        await town.presses(stranger, settled[0], "I'd like another")
    )


async def test_who_says_it_early_is_asked_in_the_introduction(town: Town) -> None:
    """A table that met and said so at once is not asked again; the way to another is there too."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind(days=2)
    (hello,) = town.stage.introductions
    dated = await town.dates("Ann", hello)
    over = await town.presses("Ben", dated, MET)
    assert "You met" in said(over)
    assert "You would like another with Ben" in said(
        await town.presses("Ann", over, "I'd like another")
    )


EVERYTHING = (
    *("/lunch status", "/lunch next", "/lunch history", "/lunch why", "/lunch again"),
    *("/lunch avoid", "/lunch pass", "/lunch help", "/circle list", "/circle show"),
)
ORGANISES = ("/circle preview", "/circle stats", "/circle settings")


async def test_a_wish_of_one_alone_changes_nothing_that_anybody_else_sees(tmp_path: Path) -> None:
    """The same town lives on twice, with and without it: every word and every moment is the same.

    Compared is all that was delivered to anybody and when, what the other one and the organiser
    read in answer to every command, and the tables of eight more weeks.
    """
    async with opened(tmp_path) as town:
        tables, settled = await met(town)
        one, other = (name.title() for name in tables[0])
        question = town.stage.questions[0]
        await town.database.copy_to(tmp_path / "before.db")
    before = (tmp_path / "before.db").read_bytes()

    async def lived(folder: Path, *, wished: bool, back: bool = False) -> list[object]:
        folder.mkdir()
        (folder / "town.db").write_bytes(before)
        seen: list[object] = []
        async with opened(folder, at=ASKED) as town:
            if wished:
                noted = await town.presses(one, settled[0], "I'd like another", event="wish")
                if back:
                    await town.presses(one, noted, "Take it back", event="back")
            for week in (0, 3, 4, 5, 8):
                await town.wind_to(ASKED + timedelta(weeks=week))
                for n, line in enumerate(EVERYTHING):
                    answer = await town.says(other, line, event=f"{week}-{n}")
                    seen.append(said(answer))
                for n, line in enumerate(ORGANISES):
                    answer = await town.says("Olga", line, organises=True, event=f"o{week}-{n}")
                    seen.append(said(answer))
                seen.append(sorted(town.stage.carried, key=lambda each: each.key))
            seen.append(said(await town.presses(other, question, "We met", event="late")))
            async with town.database.read() as tx:
                rows = await tx.all(select(delivery).order_by(delivery.c.id))
                seen.append([dict(row) for row in rows])
        return seen

    without, wished, back = await asyncio.gather(
        lived(tmp_path / "without", wished=False),
        lived(tmp_path / "with", wished=True),
        lived(tmp_path / "back", wished=True, back=True),
    )
    assert wished == without
    assert back == without
