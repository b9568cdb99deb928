"""A season: small groups of a circle, drawn like tables, that check in together for some weeks."""

from collections.abc import Mapping
from datetime import timedelta

from bot.chat.message import Message
from bot.chat.platform import Channel, Opening, Table
from bot.chat.request import Value
from tests.town import MONDAY, Town, said

PEOPLE = [f"P{n}" for n in range(8)]
FORM: Mapping[str, Value] = {
    "size": "4",
    "weeks": "6",
    "pack": "accountability",
    "when": "every Monday at 9:30",
    "starts": "2026-11-23",
}
BEGINS = MONDAY + timedelta(days=7, hours=1)  # Monday at nine


async def announced(town: Town, *people: str, **lines: str) -> Message:
    """A circle of these people, and the invitation to a season of it."""
    await town.opens()
    await town.joins(*people)
    form = await town.says("Olga", "/circle season", organises=True)
    made = await town.sends("Olga", form, {**FORM, **lines}, organises=True)
    assert "A season of Harbour lunch is announced" in said(made), said(made)
    await town.bot.deliver()
    return town.stage.in_channel("lunch")[-1]


async def begun(town: Town, *people: str) -> None:
    """All of them say yes, and the season begins."""
    invitation = await announced(town, *people)
    for name in people:
        assert "You are in." in said(await town.presses(name, invitation, "I am in"))
    await town.wind_to(BEGINS)
    await town.bot.deliver()


def groups(town: Town) -> list[tuple[str, ...]]:
    """Who was brought together in conversations of seasons, in the order of their openings."""
    return [
        each.payload.people
        for each in town.stage.carried
        if isinstance(each.payload, Opening) and each.key.startswith("season_group:")
    ]


def read_in(town: Town, group: int, opening: int = 1) -> list[str]:
    """What a group read in one of its conversations, from its hello on."""
    key = f"season_group:{group}:opening:{opening}"
    places = (Table(key, f"room-{key}"), Channel(f"room-{key}"))
    return [
        said(each.payload)
        for each in town.stage.carried
        if each.to in places and isinstance(each.payload, Message)
    ]


def asked(town: Town, name: str) -> Message:
    """The last prompt of a season in somebody's direct conversation."""
    told = town.stage.to_person(name.casefold())
    return next(
        each for each in reversed(told) if "group" in said(each) and "[Answer" in said(each)
    )


async def promises(town: Town, name: str, values: Mapping[str, Value]) -> str:
    """Somebody answers their group's check-in."""
    form = await town.presses(name, asked(town, name), "Answer", channel=None)
    return said(await town.sends(name, form, values, channel=None))


async def test_from_the_invitation_to_the_farewell(town: Town) -> None:
    """People say yes themselves, are drawn, and each group reads its promises alone."""
    invitation = await announced(town, *PEOPLE, "Quiet")
    assert "About 4 people in each" in said(invitation)
    assert "Only your own group reads what you say." in said(invitation)
    for name in PEOPLE:
        answer = said(await town.presses(name, invitation, "I am in"))
        assert (
            "What do you promise for the time until next? (a promise, in words; those in" in answer
        )
    status = said(await town.says("Olga", "/circle season", organises=True))
    assert "8 people have said yes." in status
    await town.wind_to(BEGINS)
    await town.bot.deliver()
    one, other = groups(town)
    assert len(one) == len(other) == 4
    assert {*one, *other} == {name.casefold() for name in PEOPLE}, "nobody who did not say yes"
    hello = read_in(town, 1)[0]
    assert all(f"@{name}" in hello for name in one)
    assert "Mon 04 Jan 09:00" in hello
    assert "It has begun, with 2 groups." in said(town.stage.to_person("olga")[-1])

    await town.wind(hours=1)
    first = one[0].title()
    assert "Those in this check-in see it." in said(asked(town, first))
    await promises(town, first, {"q2": "Write two pages"})
    await town.wind(hours=10)
    assert any("Write two pages" in each for each in read_in(town, 1))
    assert not any("Write two pages" in each for each in read_in(town, 2))
    assert not any("Write two" in said(each) for each in town.stage.in_channel("lunch"))

    await town.wind_to(BEGINS + timedelta(days=7, hours=1))
    assert "You said: Write two pages" in said(asked(town, first))
    await promises(town, first, {"q1": "0", "q2": "Send them"})
    await town.wind_to(BEGINS + timedelta(weeks=6, hours=1))
    bye = read_in(town, 1)[-1]
    assert "Your 6 weeks together are over: 2 times one of you checked in." in bye
    assert "what came of one promise: 1 done, 0 partly." in bye
    assert first not in bye, "no names, and so no ranking"
    assert "It is over, after 2 groups of it." in said(town.stage.to_person("olga")[-1])
    before = len(town.stage.to_person(first.casefold()))
    await town.wind(weeks=2)
    prompts = [said(each) for each in town.stage.to_person(first.casefold())[before:]]
    assert not any("group 1" in each for each in prompts), "nobody is asked any more"


async def test_a_group_is_nobody_elses(town: Town) -> None:
    """Its check-in stands in no list, takes nobody in, and tells organisers nothing."""
    await begun(town, *PEOPLE[:4])
    await town.says("Olga", "/lunch join")
    await town.wind(hours=1)
    await promises(town, "P1", {"q2": "Write two pages"})
    await town.wind(hours=10)
    name = "Harbour lunch, season 1, group 1"
    for line in ("list", f"show {name}", f"read {name}", f"results {name}", f"join {name}"):
        answer = said(await town.says("Olga", f"/checkin {line}", organises=True))
        assert "Write two pages" not in answer
        assert "group 1" not in answer or "I know no check-in" in answer, (line, answer)
    assert name in said(await town.says("P1", "/checkin status"))
    assert "Write two pages" in said(await town.says("P2", f"/checkin read {name}"))
    status = said(await town.says("Olga", "/circle season", organises=True))
    assert "One group is under way." in status
    assert "read by that group alone" in status


async def test_who_never_sits_together_is_in_no_group_together(town: Town) -> None:
    """What holds for tables holds for groups."""
    await town.opens()
    await town.joins(*PEOPLE)
    for other in PEOPLE[1:4]:
        await town.says("P0", f"/lunch avoid <@{other.casefold()}>")
    form = await town.says("Olga", "/circle season", organises=True)
    await town.sends("Olga", form, FORM, organises=True)
    await town.bot.deliver()
    invitation = town.stage.in_channel("lunch")[-1]
    for name in PEOPLE:
        await town.presses(name, invitation, "I am in")
    await town.wind_to(BEGINS)
    (mine,) = [each for each in groups(town) if "p0" in each]
    assert not {"p1", "p2", "p3"} & set(mine)


async def test_one_who_leaves_reads_no_more(town: Town) -> None:
    """The others go on in a new conversation; whoever was in it may come back."""
    await begun(town, *PEOPLE[:4])
    await town.wind(hours=1)
    name = "Harbour lunch, season 1, group 1"
    left = said(await town.says("P3", f"/checkin leave {name}"))
    assert "You have left" in left
    await town.wind(minutes=1)
    assert [set(each) for each in groups(town)] == [
        {"p0", "p1", "p2", "p3"},
        {"p0", "p1", "p2"},
    ]
    await promises(town, "P1", {"q2": "Write two pages"})
    await town.wind(hours=10)
    assert not any("Write two pages" in each for each in read_in(town, 1, 1))
    assert any("Write two pages" in each for each in read_in(town, 1, 2))


async def test_the_last_one_is_told(town: Town) -> None:
    """A group that shrinks to one is over, and that one hears it plainly."""
    await begun(town, *PEOPLE[:3])
    await town.wind(hours=1)
    for name in ("P0", "P1"):
        await town.says(name, "/checkin leave Harbour lunch, season 1, group 1")
    await town.wind(minutes=1)
    assert "The others have left your group" in said(town.stage.to_person("p2")[-1])
    assert "It is over, after one group of it." in said(town.stage.to_person("olga")[-1])
    before = len(town.stage.to_person("p2"))
    await town.wind(weeks=2)
    assert len(town.stage.to_person("p2")) == before


async def test_going_on_together(town: Town) -> None:
    """As soon as two say so it goes on, with those who do; the slower ones come in later."""
    await begun(town, *PEOPLE[:4])
    await town.wind_to(BEGINS + timedelta(weeks=6, hours=1))
    key = "season_group:1:opening:1"
    (bye,) = [
        each.payload
        for each in town.stage.carried
        if each.to == Channel(f"room-{key}") and "farewell" in each.key
    ]
    assert isinstance(bye, Message)
    waits = said(await town.presses("P0", bye, "Go on together"))
    assert "as soon as a second one of you says so" in waits
    assert "It goes on" in said(await town.presses("P1", bye, "Go on together"))
    stranger = said(await town.presses("P7", bye, "Go on together"))
    assert "This is for the people of that group." in stranger
    await town.wind(minutes=1)
    assert set(groups(town)[-1]) == {"p0", "p1"}
    await town.wind(weeks=1)
    assert "group 1" in said(asked(town, "P0"))
    before = len(town.stage.to_person("p3"))
    await town.presses("P2", bye, "Go on together")
    await town.wind(weeks=1)
    assert [set(each) for each in groups(town)[1:]] == [{"p0", "p1"}, {"p0", "p1", "p2"}]
    assert "group 1" in said(asked(town, "P2"))
    assert len(town.stage.to_person("p3")) == before, "who said nothing is asked nothing"


async def test_too_few_say_yes(town: Town) -> None:
    """With less than three there is no season, and everybody concerned hears why."""
    invitation = await announced(town, *PEOPLE)
    for name in PEOPLE[:2]:
        await town.presses(name, invitation, "I am in")
    await town.wind_to(BEGINS)
    assert groups(town) == []
    assert "Fewer than three said yes" in said(town.stage.to_person("p0")[-1])
    assert "Fewer than three said yes" in said(town.stage.to_person("olga")[-1])
    late = said(await town.presses("P3", invitation, "I am in"))
    assert "It has begun already" in late


async def test_saying_no_after_all(town: Town) -> None:
    """Until it begins a yes can be taken back, and only the circle's own can give one."""
    invitation = await announced(town, *PEOPLE[:4])
    yes = await town.presses("P0", invitation, "I am in")
    assert "You are not in. Nobody is told." in said(
        await town.presses("P0", yes, "I would rather not")
    )
    for name in PEOPLE[1:4]:
        await town.presses(name, invitation, "I am in")
    stranger = said(await town.presses("Zed", invitation, "I am in"))
    assert "Join Harbour lunch first" in stranger
    await town.wind_to(BEGINS)
    assert [set(each) for each in groups(town)] == [{"p1", "p2", "p3"}]


async def test_called_off(town: Town) -> None:
    """Before it begins the organiser can call it off; those who said yes hear it."""
    invitation = await announced(town, *PEOPLE[:4])
    await town.presses("P0", invitation, "I am in")
    status = await town.says("Olga", "/circle season", organises=True)
    off = said(await town.presses("Olga", status, "Call it off", organises=True))
    assert "I tell the one who said yes." in off
    await town.bot.deliver()
    assert "called off before it began" in said(town.stage.to_person("p0")[-1])
    await town.wind_to(BEGINS)
    assert groups(town) == []


async def test_a_conversation_that_cannot_be_opened(town: Town) -> None:
    """The organiser hears why, and tries again."""
    invitation = await announced(town, *PEOPLE[:3])
    for name in PEOPLE[:3]:
        await town.presses(name, invitation, "I am in")
    town.stage.unreachable.update(each.casefold() for each in PEOPLE[:3])
    await town.wind_to(BEGINS)
    await town.bot.deliver()
    town.stage.unreachable.clear()
    told = next(each for each in town.stage.to_person("olga") if "could not open" in said(each))
    await town.presses("Olga", told, "Try again", organises=True)
    await town.bot.deliver()
    await town.bot.deliver()
    assert "you are the group" in read_in(town, 1, 2)[0]


async def test_what_the_form_does_not_take(town: Town) -> None:
    """A day that is over, a rhythm that is none: said beside the field, and nothing is asked."""
    await town.opens()
    form = await town.says("Olga", "/circle season", organises=True)
    wrong = {**FORM, "when": "whenever", "starts": "yesterday", "size": "7"}
    answer = said(await town.sends("Olga", form, wrong, organises=True))
    assert "size: Choose one that is offered." in answer
    assert "when: I do not understand whenever." in answer
    assert "starts: Write a day from tomorrow on" in answer


async def test_whoever_is_left_out_of_a_conversation(town: Town) -> None:
    """The organiser hears who can't see where it opened; then one press brings them in."""
    invitation = await announced(town, *PEOPLE[:4])
    for name in PEOPLE[:4]:
        await town.presses(name, invitation, "I am in")
    town.stage.unreachable.add("p3")
    await town.wind_to(BEGINS + timedelta(minutes=1))
    told = next(each for each in town.stage.to_person("olga") if "could not bring" in said(each))
    assert "I could not bring P3 into the conversation of this group" in said(told)
    town.stage.unreachable.clear()
    opens = await town.presses("Olga", told, "Try again", organises=True)
    assert "I am opening it." in said(opens)
    again = await town.presses("Olga", told, "Try again", organises=True)
    assert "I am opening it." not in said(again), "a second press opens no other"
    await town.wind(minutes=1)
    assert [set(each) for each in groups(town)] == [{"p0", "p1", "p2", "p3"}] * 2
    assert sum("could not bring" in said(each) for each in town.stage.to_person("olga")) == 1


def put_away(town: Town) -> list[str]:
    """The conversations that were put away."""
    return [each.id for each in town.stage.closings if isinstance(each, Table)]


async def test_conversations_are_put_away(town: Town) -> None:
    """An earlier one as the people change; the last one a week after the farewell, unless the group
    goes on: its button stands there.
    """
    await begun(town, *PEOPLE[:4])
    await town.wind(hours=1)
    await town.says("P3", "/checkin leave Harbour lunch, season 1, group 1")
    await town.wind(minutes=1)
    assert put_away(town) == ["room-season_group:1:opening:1"]
    await town.wind_to(BEGINS + timedelta(weeks=6, days=6))
    assert len(put_away(town)) == 1, "there is time to press"
    await town.wind(days=2)
    assert put_away(town)[1:] == ["room-season_group:1:opening:2"]


async def test_a_group_that_goes_on_keeps_its_conversation(town: Town) -> None:
    """It is put away a week after the farewell that nobody answers."""
    await begun(town, *PEOPLE[:3])
    await town.wind_to(BEGINS + timedelta(weeks=6, hours=1))
    (bye,) = [
        each.payload
        for each in town.stage.carried
        if isinstance(each.payload, Message) and ":farewell:" in each.key
    ]
    for name in PEOPLE[:3]:
        await town.presses(name, bye, "Go on together")
    await town.wind(weeks=2)
    assert put_away(town) == []


async def test_a_season_begins_by_night(town: Town) -> None:
    """Who sleeps then is welcomed in the morning, unless they were asked before: it says when they
    are asked for the first time.
    """
    invitation = await announced(town, *PEOPLE[:4], when="every Monday at 7:00")
    for name in PEOPLE[:4]:
        await town.presses(name, invitation, "I am in")
    await town.says("P0", "/lunch zone Honolulu")  # 23:00 as it begins
    await town.says("P1", "/lunch zone Auckland")  # 22:00
    await town.wind_to(BEGINS + timedelta(hours=20))
    read = {who: [said(each) for each in town.stage.to_person(who)] for who in ("p0", "p1", "p2")}
    assert any("for the first time" in each for each in read["p1"])
    assert any("for the first time" in each for each in read["p2"])
    assert not any("for the first time" in each for each in read["p0"]), "asked at seven"
