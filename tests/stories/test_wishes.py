"""A circle's wishes over what its members say of themselves, and what happens where they clash."""

from tests.town import Town, said


async def tells(town: Town, name: str, **about: str) -> None:
    """Somebody fills in the form about themselves."""
    form = await town.says(name, "/lunch about")
    assert "I keep this for you" in said(await town.sends(name, form, about))


async def sets(town: Town, line: str) -> str:
    """The organiser changes a setting."""
    return said(await town.says("Olga", f"/circle settings {line}", organises=True))


async def test_people_of_different_departments_sit_together(town: Town) -> None:
    """Where a circle says that departments have to differ, every table mixes them."""
    await town.opens()
    await town.joins(*(f"S{n}" for n in range(5)), *(f"D{n}" for n in range(5)))
    for n in range(5):
        await tells(town, f"S{n}", department="Sales")
        await tells(town, f"D{n}", department="design" if n % 2 else "Design")
    assert "have to differ" in await sets(town, "department must differ")
    await town.wind(weeks=3)
    assert len(town.stage.tables) == 15
    assert all(one[0] != other[0] for one, other in town.stage.tables)


async def test_a_rule_that_cant_be_kept_is_told_before_the_round(town: Town) -> None:
    """The organiser hears whom it concerns; who is left over hears it too, and goes first."""
    await town.opens()
    await town.joins("Sam", "Sue", "Sid", "Dan")
    for name, department in (
        ("Sam", "Sales"),
        ("Sue", "Sales"),
        ("Sid", "Sales"),
        ("Dan", "Design"),
    ):
        await tells(town, name, department=department)
    await sets(town, "department must differ")
    preview = said(await town.says("Olga", "/circle preview", organises=True))
    assert "department can't be kept: 2 people are left over, out of Sam, Sue and Sid" in preview

    await town.wind(days=1, hours=4)
    warned, *_ = (said(each) for each in town.stage.to_person("olga"))
    assert "a wish that can't be kept" in warned
    (table,) = town.stage.tables
    left = {"sam", "sue", "sid"} - set(table)
    for name in left:
        (told,) = (said(each) for each in town.stage.to_person(name))
        assert "No table for you this time" in told
        assert "Tue 24 Nov 12:00" in told
    assert "2 people have no table this time" in said(town.stage.in_channel("lunch")[1])

    await town.wind(weeks=2)
    assert {person for table in town.stage.tables for person in table} == {
        *("sam", "sue", "sid", "dan")
    }, "whoever waited was first in line"


async def test_waking_hours_in_common(town: Town) -> None:
    """Nobody is seated with somebody who sleeps while they are awake, when the circle says so."""
    await town.opens()
    zones = {"Ann": "Auckland", "Bea": "Sydney", "Cem": "Lisbon", "Dan": "London"}
    await town.joins(*zones)
    for name, city in zones.items():
        assert "I keep" in said(await town.says(name, f"/lunch zone {city}"))
    assert "has to be" in await sets(town, "hours must")
    await town.wind(weeks=2)
    assert {frozenset(table) for table in town.stage.tables} == {
        frozenset({"ann", "bea"}),
        frozenset({"cem", "dan"}),
    }


async def test_hours_in_common(town: Town) -> None:
    """Who said when lunch suits them sits with somebody whom it suits then, in the same hour."""
    await town.opens()
    wanted = {"Ann": "12-14", "Bea": "17-18", "Cem": "noon to 13:00", "Dan": "after 5pm"}
    await town.joins(*wanted)
    for name, hours in wanted.items():
        form = await town.says(name, "/lunch prefer")
        assert "I keep this" in said(await town.sends(name, form, {"hours": hours}))
    await sets(town, "hours must")
    await town.wind(weeks=2)
    assert {frozenset(table) for table in town.stage.tables} == {
        frozenset({"ann", "cem"}),
        frozenset({"bea", "dan"}),
    }


async def test_a_year_can_be_played_before_it_begins(town: Town) -> None:
    """The organiser sees how a circle of this size would go, and when it is too small."""
    await town.opens()
    await town.joins(*(f"P{n}" for n in range(8)))
    played = said(await town.says("Olga", "/circle simulate", organises=True))
    assert "26 rounds with 8 people, tables of 2" in played
    assert "Pairs that have met: 28 of 28" in played
    assert "too small for a cooldown of 8: 6 is what it can keep" in played
    assert town.stage.carried == [], "nothing is sent"
