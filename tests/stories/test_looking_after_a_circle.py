"""Whoever organises: a circle is made, changed, looked at, drawn early, paused and ended."""

from tests.town import CHARTER, Town, said


async def test_a_circle_through_its_year(town: Town) -> None:
    """Everything that an organiser does in the life of a circle, one after the other."""
    form = await town.says("Olga", "/circle create", organises=True)
    unclear = CHARTER | {"construct": "biweekly on Tuesday and Friday"}
    told = await town.sends("Olga", form, unclear, organises=True)
    assert "means different things to different people" in said(told)
    fortnightly = CHARTER | {"construct": "fortnightly wed 9:30, groups of 3"}
    made = said(await town.sends("Olga", told, fortnightly, organises=True))
    assert "every 2 weeks on Wednesday at 09:30 (UTC), tables of 3" in made
    assert "Wed 18 Nov 09:30, Wed 02 Dec 09:30 and Wed 16 Dec 09:30" in made

    await town.joins("Ann", "Ben", "Cem", "Dora", "Eva", "Finn")
    preview = said(await town.says("Olga", "/circle preview", organises=True))
    assert "2 tables, 6 people" in preview
    assert town.stage.tables == [], "nothing is stored or sent"

    await town.says("Olga", "/circle settings names on", organises=True)
    await town.wind(days=2, hours=2)
    announced = town.stage.in_channel("lunch")[-1]
    assert len(announced.mentions()) == 6

    edit = await town.says("Olga", "/circle edit", organises=True)
    weekly = CHARTER | {"name": "Quay lunch", "construct": "Mondays at 13:00 in tables of 2"}
    changed = said(await town.sends("Olga", edit, weekly, organises=True))
    assert "Quay lunch is changed" in changed
    assert "Mon 23 Nov 13:00" in changed

    await town.says("Olga", "/circle pause", organises=True)
    assert "the circle itself is paused" in said(await town.says("Ann", "/lunch status"))
    await town.wind(weeks=4)
    assert len(town.stage.tables) == 2
    resumed = said(await town.says("Olga", "/circle resume", organises=True))
    assert "Mon 21 Dec 13:00" in resumed
    await town.wind(weeks=1)
    assert len(town.stage.tables) == 5

    asked = await town.says("Olga", "/circle archive", organises=True)
    assert "Nothing is deleted" in said(asked)
    ended = await town.presses("Olga", asked, "End the circle", organises=True)
    assert "Quay lunch has ended" in said(ended)
    await town.wind(weeks=3)
    assert len(town.stage.tables) == 5


async def test_two_circles_keep_apart(town: Town) -> None:
    """Each has its people, its channel and its days; who met in one has met in the other, too."""
    await town.opens()
    await town.opens(name="Supper", construct="Thursdays at 19:00", channel="supper")
    for name in ("Ann", "Ben", "Cem", "Dora"):
        await town.says(name, "/lunch join Harbour lunch")
        await town.says(name, "/lunch join Supper")
    await town.wind(weeks=1)
    tables = [frozenset(table) for table in town.stage.tables]
    assert len(tables) == len(set(tables)) == 4
    assert len(town.stage.in_channel("lunch")) == 2
    assert len(town.stage.in_channel("supper")) == 2


async def test_not_every_organiser_is_one_for_ever(town: Town) -> None:
    """Whoever manages the place no more looks after the circles that they made, and no others."""
    await town.opens("Olga")
    await town.opens("Pat", name="Supper")
    assert "Settings of Supper" in said(await town.says("Pat", "/circle settings Supper"))
    refused = said(await town.says("Pat", "/circle settings Harbour lunch"))
    assert "Only whoever made a circle" in refused
    assert "Settings of Supper" in said(await town.says("Pat", "/circle settings")), (
        "their only one"
    )
