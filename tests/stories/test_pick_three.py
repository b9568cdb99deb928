"""Three programmes at a time, circles and check-ins together: at the fourth somebody chooses."""

from bot.chat.answer import Answer
from bot.chat.message import Button, Message, Select
from tests.bot.checkins.made import makes
from tests.stories.test_a_season import BEGINS, announced, begun, groups
from tests.town import Town, pressed, said


async def four(town: Town) -> Answer:
    """Ann is in two circles and a check-in, and asks to be in one more."""
    for name in ("Harbour lunch", "Book club", "Walks"):
        await town.opens(name=name)
    await makes(town)
    await town.joins("Ann", circle="Harbour lunch")
    await town.joins("Ann", circle="Book club")
    assert "You are in" in said(await town.says("Ann", "/checkin join Standup"))
    return await town.says("Ann", "/lunch join Walks")


async def circles_of(town: Town, name: str) -> str:
    """What somebody reads of their circles and check-ins."""
    lunch = said(await town.says(name, "/lunch status"))
    return lunch + "\n" + said(await town.says(name, "/checkin status"))


async def test_at_the_fourth_the_bot_asks_which_to_leave(town: Town) -> None:
    """Nothing has changed until they choose; the choice leaves that one and joins the new one."""
    asked = await four(town)
    assert "3 circles and check-ins at a time" in said(asked)
    assert "Walks" not in await circles_of(town, "Ann")
    select = pressed(asked, "Leave")
    assert [each.label for each in select.options] == ["Book club", "Harbour lunch", "Standup"]  # type: ignore[union-attr]  # a select
    book = select.options[0].value  # type: ignore[union-attr]  # a select
    assert "You are in Walks" in said(await town.presses("Ann", asked, "Leave", choice=book))
    mine = await circles_of(town, "Ann")
    assert "Walks" in mine
    assert "Book club" not in mine
    assert "Standup" in mine


async def test_a_check_in_can_make_room_for_a_circle_and_back(town: Town) -> None:
    """They are counted together, and each makes room for the other."""
    asked = await four(town)
    standup = pressed(asked, "Leave").options[2].value  # type: ignore[union-attr]  # a select
    assert "You are in Walks" in said(await town.presses("Ann", asked, "Leave", choice=standup))
    assert "[Join Standup]" in await circles_of(town, "Ann")
    asked = await town.says("Ann", "/checkin join Standup")
    walks = pressed(asked, "Leave").options[2].value  # type: ignore[union-attr]  # a select
    assert "You are in" in said(await town.presses("Ann", asked, "Leave", choice=walks))
    mine = await circles_of(town, "Ann")
    assert "Standup" in mine
    assert "Walks" not in mine


async def test_where_there_is_room_by_now_nothing_is_left(town: Town) -> None:
    """Whoever has left one meanwhile joins the new one beside the others, whatever they choose."""
    asked = await four(town)
    await town.says("Ann", "/checkin leave")
    book = pressed(asked, "Leave").options[0].value  # type: ignore[union-attr]  # a select
    assert "You are in Walks" in said(await town.presses("Ann", asked, "Leave", choice=book))
    assert "Book club" in await circles_of(town, "Ann")


async def test_a_second_choice_does_nothing_more(town: Town) -> None:
    """The same select chosen from twice, or another line of it: they are in already."""
    asked = await four(town)
    one, other, _ = (each.value for each in pressed(asked, "Leave").options)  # type: ignore[union-attr]  # a select
    await town.presses("Ann", asked, "Leave", choice=one)
    for choice in (one, other):
        again = said(await town.presses("Ann", asked, "Leave", choice=choice))
        assert "already" in again, again
    mine = await circles_of(town, "Ann")
    assert "Harbour lunch" in mine
    assert "Standup" in mine
    made_up = said(await town.presses("Ann", await four_more(town), "Leave", choice="circle-999"))
    assert "3 circles and check-ins at a time" in made_up


async def four_more(town: Town) -> Answer:
    """Ann asks to be in yet another."""
    await town.opens(name="Chess")
    return await town.says("Ann", "/lunch join Chess")


async def test_an_organiser_changes_the_number(town: Town) -> None:
    """It holds for the whole community; whoever has more keeps them, and joins no other."""
    await four(town)
    set_ = said(await town.says("Olga", "/circle settings Walks programmes 4", organises=True))
    assert "4" in set_, set_
    await town.joins("Ann", circle="Walks")
    lower = said(await town.says("Olga", "/circle settings Walks programmes 2", organises=True))
    assert "2" in lower
    assert "Walks" in await circles_of(town, "Ann")
    assert "2 circles and check-ins at a time" in said(await four_more(town))


async def test_an_ended_programme_counts_no_more(town: Town) -> None:
    """An archived circle leaves room for another."""
    await four(town)
    asked = await town.says("Olga", "/circle archive Book club", organises=True)
    await town.presses("Olga", asked, "End the circle", organises=True)
    await town.joins("Ann", circle="Walks")


async def test_a_season_is_one_of_them(town: Town) -> None:
    """Its group is a check-in: whoever has three chooses before they say yes; its circle stays."""
    invitation = await announced(town, "Ann")
    await town.opens(name="Book club")
    await town.joins("Ann", circle="Book club")
    await makes(town)
    await town.says("Ann", "/checkin join Standup")
    asked = await town.presses("Ann", invitation, "I am in")
    assert "You are in a season of Harbour lunch as soon as you choose" in said(asked)
    select = pressed(asked, "Leave")
    assert isinstance(select, Select)
    assert [each.label for each in select.options] == ["Book club", "Standup"]
    joined = await town.presses("Ann", asked, "Leave", choice=select.options[0].value)
    assert "You are in." in said(joined)
    assert "Book club" not in await circles_of(town, "Ann")
    assert "You are in." in said(await town.presses("Ann", invitation, "I am in")), "once more"


async def test_a_season_that_was_said_yes_to_can_make_room(town: Town) -> None:
    """It counts before it begins, and is taken back by the choice."""
    invitation = await announced(town, "Ann", "Ben", "Cem", "Dora")
    for name in ("Ann", "Ben", "Cem", "Dora"):
        await town.presses(name, invitation, "I am in")
    await town.opens(name="Book club")
    await town.joins("Ann", circle="Book club")
    await town.opens(name="Walks")
    asked = await town.says("Ann", "/lunch join Walks")
    select = pressed(asked, "Leave")
    assert isinstance(select, Select)
    season = next(each for each in select.options if each.label == "a season of Harbour lunch")
    assert "You are in Walks" in said(
        await town.presses("Ann", asked, "Leave", choice=season.value)
    )
    await town.wind_to(BEGINS)
    await town.bot.deliver()
    assert groups(town) == [("ben", "cem", "dora")]


async def test_a_group_goes_on_where_there_is_room(town: Town) -> None:
    """Whoever has filled its place meanwhile leaves something first."""
    people = ("Ann", "Ben", "Cem")
    await begun(town, *people)
    await town.wind(weeks=6, hours=1)
    for name in ("Book club", "Walks"):
        await town.opens(name=name)
        await town.joins("Ann", circle=name)
    farewell = next(
        each.payload
        for each in reversed(town.stage.carried)
        if isinstance(each.payload, Message) and ":farewell:" in each.key
    )
    (label,) = [each.label for each in farewell.controls if isinstance(each, Button)]
    assert "Leave one of yours first" in said(await town.presses("Ann", farewell, label))
    await town.says("Ann", "/lunch leave Walks")
    assert "Leave one" not in said(await town.presses("Ann", farewell, label))
