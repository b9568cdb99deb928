"""What an organiser does with a check-in: make it, change it, look at it, ask now, and end it."""

from datetime import timedelta

from bot.chat.answer import Invalid, Open
from tests.bot.checkins.made import STANDUP, answers, joins, latest, makes, own
from tests.town import MONDAY, Town, said


async def olga(town: Town, line: str) -> str:
    """What Olga, who manages the town, reads."""
    return said(await town.says("Olga", line, organises=True))


async def test_every_pack(town: Town) -> None:
    """Each pack makes a check-in that asks something, and says who sees it."""
    names = ["standup", "accountability", "reflective", "learning", "pulse", "ask_and_offer"]
    for name in names:
        made = said(await makes(town, dict(STANDUP) | {"pack": name, "name": name}))
        assert "\n1. " in made
    listed = await olga(town, "/checkin list")
    assert all(name in listed for name in names)


async def test_questions_are_echoed_or_refused(town: Town) -> None:
    """What was understood is said; what was not comes back with its line and why."""
    made = said(await makes(town, own("How are you? [mood] (anonymous)", "Why? [text]")))
    assert "1. How are you? (1 to 5; anonymous)" in made
    assert "2. Why? (in words; everybody in the channel)" in made
    form = await town.says("Olga", "/checkin create", organises=True)
    sent = own("How are you?", "Well? [moodd]", name="Other")
    back = await town.sends("Olga", form, sent, organises=True)
    assert isinstance(back, Invalid)
    assert "Line 2: I know no kind moodd." in said(back)
    assert back.form.fields[3].value == "How are you?\nWell? [moodd]"  # type: ignore[union-attr]  # a text field
    for when, why in (
        ("every weekday at 9:30 in tables of 2", "A check-in has no tables"),
        ("every weekday at 9:30 Berlin time", "by their own clock"),
        ("whenever", "every weekday at 9:30"),
        ("at 5 on Fridays", "in the morning or in the afternoon"),
    ):
        back = await town.sends("Olga", form, own("Q", name="Other", when=when), organises=True)
        assert why in said(back), when
    back = await town.sends("Olga", form, STANDUP, organises=True)
    assert "There is a check-in of this name already" in said(back)


async def test_editing_changes_what_comes(town: Town) -> None:
    """A prompt that is open keeps its questions, and who was to see the answers."""
    await makes(town, own("Secret? (only me)", "Open?"))
    await joins(town, "Ann")
    await town.wind_to(MONDAY.replace(hour=10))
    form = await town.says("Olga", "/checkin edit", organises=True)
    assert isinstance(form, Open)
    assert form.form.fields[2].value == "Secret? (only me)\nOpen?"  # type: ignore[union-attr]  # a text field
    changed = own("Secret?", "Open?", when="every weekday at 8:30")
    assert "is changed" in said(await town.sends("Olga", form, changed, organises=True))
    await answers(town, "Ann", {"q1": "mine alone", "q2": "for all"})
    await town.wind_to(MONDAY.replace(hour=18))
    digest = said(town.stage.in_channel("lunch")[-1])
    assert "for all" in digest
    assert "mine alone" not in digest
    assert "mine alone" not in await olga(town, "/checkin results")
    await town.wind_to(MONDAY + timedelta(days=1, minutes=30))
    assert "Tue 17 Nov" in said(latest(town, "Ann")), "half an hour earlier from Tuesday on"
    opened = await town.presses("Ann", latest(town, "Ann"), "Answer", channel=None)
    assert isinstance(opened, Open)
    assert opened.form.fields[0].hint == "Everybody in the channel sees it."


async def test_who_sees_what(town: Town) -> None:
    """Each answer is read by those whom the form named, and by nobody else."""
    await makes(
        town,
        own("One (only me)", "Two (members)", "Three (organisers)", "Four", "Five (members)"),
    )
    await joins(town, "Ann", "Ben")
    await town.wind_to(MONDAY.replace(hour=10))
    assert (
        "Who sees it: everybody in the channel one answer, those in this check-in 2 answers, "
        "the organisers one answer, as confidential and only you one answer."
    ) in said(latest(town, "Ann"))
    await answers(town, "Ann", {f"q{n}": f"word-{n}" for n in range(1, 6)})
    await town.wind_to(MONDAY.replace(hour=18))
    digest = town.stage.in_channel("lunch")[-1]

    def words(shown: str) -> set[str]:
        return {f"word-{n}" for n in range(1, 6) if f"word-{n}" in shown}

    assert words(said(digest)) == {"word-4"}
    assert words(said(await town.presses("Ben", digest, "Read the rest"))) == {
        "word-2",
        "word-4",
        "word-5",
    }
    assert words(said(await town.presses("Sam", digest, "Read the rest"))) == {"word-4"}
    assert words(await olga(town, "/checkin results")) == {"word-3", "word-4"}
    assert "manages this place" in said(await town.says("Ben", "/checkin results"))
    assert words(said(await town.says("Ann", "/checkin mine"))) == {
        f"word-{n}" for n in range(1, 6)
    }


async def test_settings(town: Town) -> None:
    """The deadline, reminders and the digest; those who gave no answer only if it says so."""
    await makes(town)
    await joins(town, "Ann", "Ben")
    shown = await olga(town, "/checkin settings")
    assert "deadline: 8" in shown
    assert "deadline: 4" in await olga(town, "/checkin settings deadline 4")
    assert "from 1 to 48" in await olga(town, "/checkin settings deadline 99")
    assert "There is no setting" in await olga(town, "/checkin settings colour red")
    await olga(town, "/checkin settings missing on")
    await town.wind_to(MONDAY.replace(hour=10))
    assert "until Mon 16 Nov 13:30" in said(latest(town, "Ann"))
    await answers(town, "Ann")
    await town.wind_to(MONDAY.replace(hour=14))
    assert "Not heard from: Ben." in said(town.stage.in_channel("lunch")[-1])
    await olga(town, "/checkin settings digest off")
    await town.wind_to(MONDAY + timedelta(days=1, hours=2))
    await answers(town, "Ann")
    await town.wind(hours=10)
    assert len(town.stage.in_channel("lunch")) == 2


async def test_preview_and_ask_now(town: Town) -> None:
    """A look stores nothing; asking now brings the coming prompt forward, once."""
    await makes(town)
    assert "There is nobody to ask" in await olga(town, "/checkin run")
    await joins(town, "Ann", "Ben")
    preview = await olga(town, "/checkin preview")
    assert "Standup: the next prompt" in preview
    assert "What is next?" in preview
    asks = await town.says("Olga", "/checkin run", organises=True)
    assert "2 people are asked now for Mon 16 Nov" in said(asks)
    for expected in ("I am asking 2 people.", "Everybody was asked already."):
        pressed = await town.presses("Olga", asks, "Ask now", organises=True)
        assert expected in said(pressed)
        await town.wind(minutes=1)
    await town.wind_to(MONDAY + timedelta(hours=3))
    prompts = [said(each) for each in town.stage.to_person("ann")]
    assert len(prompts) == 2
    assert "until Mon 16 Nov 17:30" in prompts[1]


async def test_pause_resume_and_archive(town: Town) -> None:
    """Nobody is asked meanwhile; afterwards from the next time on, and no day that went by."""
    await makes(town)
    await joins(town, "Ann")
    await olga(town, "/checkin pause")
    assert "the check-in itself is paused" in said(await town.says("Ann", "/checkin"))
    await town.wind(days=2)
    assert len(town.stage.to_person("ann")) == 1
    assert "goes on" in await olga(town, "/checkin resume")
    await town.wind_to(MONDAY + timedelta(days=2, hours=2))
    assert "Wed 18 Nov" in said(latest(town, "Ann"))
    assert "I was away" not in said(latest(town, "Ann"))
    ask = await town.says("Olga", "/checkin archive", organises=True)
    assert "has ended" in said(await town.presses("Olga", ask, "End the check-in", organises=True))
    await town.wind(days=3)
    assert "Wed 18 Nov" in said(latest(town, "Ann"))
    assert "No check-ins yet" in said(await town.says("Ann", "/checkin status"))
    old = latest(town, "Ann")
    assert "This check-in has ended." in said(await town.presses("Ann", old, "Answer"))
    left = await town.presses("Ann", town.stage.to_person("ann")[0], "Leave")
    assert "You have left Standup" in said(left)


async def test_invite(town: Town) -> None:
    """An invitation with a button; nobody is in without pressing it."""
    await makes(town)
    await olga(town, "/checkin invite")
    await town.bot.deliver()
    invitation = town.stage.in_channel("lunch")[-1]
    assert "Come along to Standup" in said(invitation)
    assert "It asks: What did you get done?\nWhat is next?\nIs anything in the way?" in said(
        invitation
    )
    assert "You are in Standup" in said(await town.presses("Ann", invitation, "Join"))


async def test_a_channel_that_is_closed(town: Town) -> None:
    """Whoever made it is told, with a button to try again."""
    town.stage.closed_channels.add("lunch")
    await makes(town)
    await town.bot.deliver()
    await town.bot.deliver()
    told = town.stage.to_person("olga")[-1]
    assert "did not take my message: not_in_channel" in said(told)
    town.stage.closed_channels.clear()
    await town.presses("Olga", told, "Try again", organises=True, channel=None)
    await town.bot.deliver()
    assert "Standup is a new check-in" in said(town.stage.in_channel("lunch")[-1])


async def test_accountability(town: Town) -> None:
    """The next prompt quotes one's own last promise, and asks what came of it."""
    await makes(
        town,
        dict(STANDUP) | {"pack": "accountability", "name": "Promises", "when": "Mondays at 9:30"},
    )
    await joins(town, "Ann", "Ben")
    await town.wind_to(MONDAY.replace(hour=10))
    first = said(latest(town, "Ann"))
    assert "one question" in first, "there is no promise yet to ask about"
    assert "You said" not in first
    await answers(town, "Ann", {"q2": "Call the harbour office"})
    await town.wind_to(MONDAY.replace(hour=18))
    assert "Ann: Call the harbour office" in said(town.stage.in_channel("lunch")[-1])

    await town.wind_to(MONDAY + timedelta(days=7, hours=2))
    second = latest(town, "Ann")
    assert "You said: Call the harbour office" in said(second)
    assert "2 questions" in said(second)
    assert "You said" not in said(latest(town, "Ben"))
    form = await town.presses("Ann", second, "Answer", channel=None)
    assert isinstance(form, Open)
    assert form.form.fields[0].hint == "You said: Call the harbour office"
    await town.sends("Ann", form, {"q1": "1", "q2": "Write to them"}, channel=None)
    await town.wind_to(MONDAY + timedelta(days=7, hours=10))
    digest = said(town.stage.in_channel("lunch")[-1])
    assert "Ann: partly" in digest
    assert "Ann: Write to them" in digest


async def test_a_long_digest_is_several_messages(town: Town) -> None:
    """All that was said is there, and a late answer still finds its place."""
    await makes(town, own("What is on your mind?"))
    people = [f"Person{n}" for n in range(20)]
    await joins(town, *people)
    await town.wind_to(MONDAY.replace(hour=10))
    late = latest(town, "Person19")
    for name in people[:19]:
        await answers(town, name, {"q1": f"{name} " + "ü" * 450})
    await town.wind_to(MONDAY.replace(hour=18))
    digest = town.stage.in_channel("lunch")[1:]
    assert len(digest) > 2
    whole = "".join(said(each) for each in digest)
    assert all(f"{name}: {name} " in whole for name in people[:19])
    await answers(town, "Person19", {"q1": "Person19 " + "ü" * 450}, message=late)
    await town.bot.deliver()
    assert "Person19: Person19" in "".join(said(each) for each in town.stage.in_channel("lunch"))
