"""What a member can do about a check-in: their own time, away, pages, presses, and looking back."""

from datetime import timedelta
from pathlib import Path

from bot.chat.answer import Invalid, Open
from bot.chat.message import Message
from bot.chat.platform import Address, Direct, Payload, Receipt, Table, Undeliverable
from tests.bot.checkins.made import DONE, STANDUP, answers, joins, latest, lives, makes, own
from tests.stage import Stage
from tests.town import MONDAY, Town, said
from tests.town import town as opened


async def test_before_there_is_one(town: Town) -> None:
    """Whoever asks reads what a check-in is, and who can make one."""
    for line in ("/checkin", "/checkin join", "/checkin list", "/checkin answer", "/checkin skip"):
        assert "No check-ins yet" in said(await town.says("Ann", line))
    assert "Only whoever manages" in said(await town.says("Ann", "/checkin create"))
    await makes(town)
    assert "You are in none yet" in said(await town.says("Ann", "/checkin status"))
    assert "You are in no check-in yet" in said(await town.says("Ann", "/checkin answer"))
    assert "did you mean" in said(await town.says("Ann", "/checkin anser")).casefold()


async def test_everybody_at_their_own_half_past_nine(town: Town) -> None:
    """The same Monday is asked for in Auckland, in Berlin and in Honolulu, each in the morning."""
    await makes(town)
    for name, zone in (("Ann", "Auckland"), ("Ben", "Berlin"), ("Hana", "Honolulu")):
        await joins(town, name)
        await lives(town, name, zone)
    await town.wind_to(MONDAY + timedelta(days=2))
    asked = {
        name: [
            line
            for message in town.stage.to_person(name)
            for line in said(message).splitlines()
            if line.startswith("Standup, ")
        ]  # each prompt, and its reminder
        for name in ("ann", "ben", "hana")
    }
    # Monday 08:00 UTC was Monday evening in Auckland: its first prompt is Tuesday's
    assert asked["ann"] == ["Standup, Tue 17 Nov"] * 2 + ["Standup, Wed 18 Nov"] * 2
    assert asked["ben"] == ["Standup, Mon 16 Nov"] * 2 + ["Standup, Tue 17 Nov"] * 2
    assert asked["hana"] == ["Standup, Mon 16 Nov"] * 2 + ["Standup, Tue 17 Nov"] * 2


async def test_the_digest_waits_for_the_last_ones_day(town: Town) -> None:
    """Berlin answers in the morning; the channel reads it when Honolulu's time is over."""
    await makes(town)
    for name, zone in (("Ben", "Berlin"), ("Hana", "Honolulu")):
        await joins(town, name)
        await lives(town, name, zone)
    await town.wind_to(MONDAY.replace(hour=9))
    await answers(town, "Ben")
    await town.wind_to(MONDAY + timedelta(hours=19, minutes=29))  # Tue 03:29 UTC
    assert len(town.stage.in_channel("lunch")) == 1
    await town.wind(minutes=2)
    assert "1 of 2 answered" in said(town.stage.in_channel("lunch")[-1])


async def test_their_own_time_and_days(town: Town) -> None:
    """A form of three fields; what it means is said at once."""
    await makes(town)
    await joins(town, "Ann")
    form = await town.says("Ann", "/checkin times")
    assert isinstance(form, Open)
    kept = await town.sends("Ann", form, {"at": "8 am", "days": ("1", "3"), "reminders": "0"})
    assert "every Tuesday and Thursday at 08:00 (UTC)" in said(kept)
    assert "asked next Tue 17 Nov 08:00" in said(kept)
    form = await town.says("Ann", "/checkin times")
    assert isinstance(form, Open)
    assert "in the morning or in the afternoon" in said(
        await town.sends("Ann", form, {"at": "5", "days": (), "reminders": "1"})
    )
    await town.wind(days=4)
    days = [said(message).splitlines()[0] for message in town.stage.to_person("ann")[1:]]
    assert days == ["Standup, Tue 17 Nov", "Standup, Thu 19 Nov"]


async def test_reminders_stop_at_any_sign(town: Town) -> None:
    """One half-way, unless they answered, began or sat it out; none for who wants none."""
    await makes(town)
    await joins(town, "Ann", "Ben", "Cem", "Dora")
    form = await town.says("Dora", "/checkin times")
    await town.sends("Dora", form, {"at": "9:30", "days": (), "reminders": "0"})
    await town.wind_to(MONDAY.replace(hour=10))
    await answers(town, "Ann")
    await town.presses("Ben", latest(town, "Ben"), "Skip today", channel=None)
    await town.wind_to(MONDAY.replace(hour=17))
    reminded = [
        each.to.user
        for each in town.stage.carried
        if ":reminder:" in each.key and isinstance(each.to, Direct)
    ]
    assert reminded == ["cem"]
    assert "There is still time until Mon 16 Nov 17:30." in said(latest(town, "Cem"))
    await answers(town, "Cem")


async def test_away_and_back(town: Town) -> None:
    """Until a day there is no message at all; then they are asked again by themselves."""
    await makes(town)
    await joins(town, "Ann", "Ben")
    await town.wind_to(MONDAY.replace(hour=10))
    form = await town.presses("Ann", latest(town, "Ann"), "Away", channel=None)
    gone = await town.sends("Ann", form, {"until": "20 Nov"}, channel=None)
    assert "I ask you nothing until Fri 20 Nov" in said(gone)
    assert "I ask you again Fri 20 Nov 09:30" in said(gone)
    form = await town.presses("Ben", latest(town, "Ben"), "Away", channel=None)
    gone = await town.sends("Ben", form, {"until": ""}, channel=None)
    assert "until you say that you are back" in said(gone)
    before = len(town.stage.to_person("ann"))
    await town.wind_to(MONDAY + timedelta(days=3, hours=12))
    assert len(town.stage.to_person("ann")) == before
    assert "away until you say so" in said(await town.says("Ben", "/checkin status"))
    assert "asked next" in said(await town.says("Ben", "/checkin back"))
    await town.wind_to(MONDAY + timedelta(days=4, hours=2))
    assert "Standup, Fri 20 Nov" in said(latest(town, "Ann"))
    assert "I do not understand" in said(await town.says("Ann", "/checkin away whenever"))


async def test_late_is_whoever_answers_what_was_told_already(town: Town) -> None:
    """Ben, further west, has hours left on his own clock; the digest that is out says his day."""
    await makes(town)
    await joins(town, "Ann")
    await town.wind_to(MONDAY + timedelta(hours=2))
    await answers(town, "Ann")
    await town.wind_to(MONDAY + timedelta(hours=11))
    await lives(town, "Ben", "Los Angeles")
    await joins(town, "Ben")
    form = await town.says("Ben", "/checkin answer")
    late = said(await town.sends("Ben", form, DONE))
    assert "It is late and welcome, and is marked with its day." in late


async def test_two_weeks_late_and_no_more(town: Town) -> None:
    """What was not answered can be for a fortnight; then it is over for good."""
    await makes(town)
    await joins(town, "Ann")
    await town.wind_to(MONDAY + timedelta(hours=2))
    prompt = latest(town, "Ann")
    await town.wind_to(MONDAY + timedelta(days=14))
    assert isinstance(await town.presses("Ann", prompt, "Answer", channel=None), Open)
    await town.wind(days=1)
    over = said(await town.presses("Ann", prompt, "Answer", channel=None))
    assert "Standup of Mon 16 Nov is over." in over


async def test_pages_with_continue(town: Town) -> None:
    """Seven questions are two pages; who stops half-way finds what they said."""
    questions = [f"Question {n}" for n in range(1, 8)]
    await makes(town, own(*questions))
    await joins(town, "Ann")
    await town.wind_to(MONDAY.replace(hour=10))
    prompt = latest(town, "Ann")
    assert "7 questions, about 3 minutes." in said(prompt)
    between = await answers(town, "Ann", {f"q{n}": f"answer {n}" for n in range(1, 6)})
    assert "What you said is kept" in said(between)
    again = await town.presses("Ann", prompt, "Answer", channel=None)
    assert isinstance(again, Open)
    assert [field.value for field in again.form.fields] == [f"answer {n}" for n in range(1, 6)]  # type: ignore[union-attr]  # text fields
    await town.wind_to(MONDAY.replace(hour=12))
    form = await town.presses("Ann", between, "Continue (6 of 7)", channel=None)
    done = await town.sends("Ann", form, {"q6": "answer 6", "q7": "answer 7"}, channel=None)
    assert "answer 1" in said(done)
    assert "answer 7" in said(done)


async def test_what_was_begun_and_not_sent_is_nobodys(town: Town) -> None:
    """A first page alone does not stand in the digest, and is there when they go on late."""
    await makes(town, own(*[f"Question {n}" for n in range(1, 7)]))
    await joins(town, "Ann", "Ben")
    await town.wind_to(MONDAY.replace(hour=10))
    between = await answers(town, "Ann", {f"q{n}": f"draft {n}" for n in range(1, 6)})
    await answers(town, "Ben", {f"q{n}": "x" for n in range(1, 6)})
    await town.wind_to(MONDAY.replace(hour=18))
    assert "draft" not in "".join(said(each) for each in town.stage.in_channel("lunch"))
    form = await town.presses("Ann", between, "Continue (6 of 6)", channel=None)
    await town.sends("Ann", form, {"q6": "done"}, channel=None)
    await town.bot.deliver()
    assert "Ann: draft 1" in said(town.stage.in_channel("lunch")[-1])


async def test_a_wrong_answer_comes_back_with_why(town: Town) -> None:
    """The form opens again, filled in as it was typed."""
    await makes(town, own("Hours? [number]", "By when? [date]"))
    await joins(town, "Ann")
    await town.wind_to(MONDAY.replace(hour=10))
    back = await answers(town, "Ann", {"q1": "many", "q2": "Friday"})
    assert isinstance(back, Invalid)
    assert said(back) == "Your check-in\nq1: Write a number, such as 7 or 2.5."
    assert [field.value for field in back.form.fields] == ["many", "Friday"]  # type: ignore[union-attr]  # text fields
    done = await town.sends("Ann", back, {"q1": "7", "q2": "Friday"}, channel=None)
    assert "By when?: Fri 20 Nov" in said(done)


async def test_one_question_is_answered_by_a_press(town: Town) -> None:
    """No form: the answers stand in the message, and the press is replaced by its outcome."""
    await makes(town, own("Are you well? [yes/no]"))
    await joins(town, "Ann", "Ben")
    await town.wind_to(MONDAY.replace(hour=10))
    prompt = said(latest(town, "Ann"))
    assert "Are you well?" in prompt
    assert "[yes]\n[no]\n[Skip today]\n[Away]" in prompt
    done = await town.presses("Ann", latest(town, "Ann"), "yes", channel=None)
    assert "Are you well?: yes" in said(done)
    await town.bot.deliver()
    assert "noted" in said(latest(town, "Ann"))


async def test_a_reminder_loses_its_buttons(town: Town) -> None:
    """Once somebody has answered, or sits it out, neither message has anything old to press."""
    await makes(town)
    await joins(town, "Ann", "Ben")
    await town.wind_to(MONDAY.replace(hour=17))
    for name, label in (("Ann", "Answer"), ("Ben", "Skip today")):
        reminder = latest(town, name)
        assert "There is still time" in said(reminder)
        pressed = await town.presses(name, reminder, label, channel=None)
        if label == "Answer":
            await town.sends(name, pressed, DONE, channel=None)
    await town.bot.deliver()
    for name, became in (("ann", "noted"), ("ben", "you sit it out")):
        _, prompt, reminder = town.stage.to_person(name)
        assert f"Standup, Mon 16 Nov: {became}" in said(prompt)
        assert "[Answer]" not in said(prompt)
        assert said(reminder) == (
            f"Standup, Mon 16 Nov: {became}\nIt stands above, where I asked you."
        )
    again = await town.presses("Ben", town.stage.to_person("ben")[1], "Answer after all")
    await town.sends("Ben", again, DONE, channel=None)
    await town.bot.deliver()
    assert ": noted" in said(latest(town, "Ben"))


async def test_a_reminder_that_is_on_its_way_is_not_sent(town: Town) -> None:
    """Whoever answers while their reminder waits to be sent is not reminded."""
    await makes(town)
    await joins(town, "Ann")
    await town.wind_to(MONDAY.replace(hour=10))
    town.clock.set(MONDAY.replace(hour=14))
    await town.bot.tick()
    await answers(town, "Ann")
    await town.bot.deliver()
    assert not [each for each in town.stage.carried if ":reminder:" in each.key]


async def test_five_buttons_for_a_mood(town: Town) -> None:
    """Sitting it out stands in a list beside them; the reminder has the buttons, too."""
    await makes(town, own("How are you? [mood]"))
    await joins(town, "Ann", "Ben", "Cem")
    await town.wind_to(MONDAY.replace(hour=10))
    assert "[1]\n[2]\n[3]\n[4]\n[5]\n[Not today?]" in said(latest(town, "Ann"))
    done = await town.presses("Ann", latest(town, "Ann"), "4", channel=None)
    assert "How are you?: 4 of 5" in said(done)
    skipped = await town.presses(
        "Ben", latest(town, "Ben"), "Not today?", choice="skip", channel=None
    )
    assert "you sit it out" in said(skipped)
    form = await town.presses("Cem", latest(town, "Cem"), "Not today?", choice="away", channel=None)
    assert isinstance(form, Open)


async def test_a_long_scale_is_a_list(town: Town) -> None:
    """More than five answers stand in a select."""
    await makes(town, own("Energy? [scale 1-10]"))
    await joins(town, "Ann")
    await town.wind_to(MONDAY.replace(hour=10))
    done = await town.presses(
        "Ann", latest(town, "Ann"), "Choose an answer", choice="6", channel=None
    )
    assert "Energy?: 7 of 10" in said(done)


async def test_early_answers(town: Town) -> None:
    """Whoever answers before they are asked is not asked any more that day."""
    await makes(town)
    await joins(town, "Ann")
    form = await town.says("Ann", "/checkin answer")
    await town.sends("Ann", form, DONE)
    await town.wind_to(MONDAY.replace(hour=18))
    assert len(town.stage.to_person("ann")) == 1, "the welcome alone"
    assert "Ann: Print it" in said(town.stage.in_channel("lunch")[-1])
    await town.wind_to(MONDAY + timedelta(hours=11))


async def test_skip_before_being_asked(town: Town) -> None:
    """It takes effect on the coming prompt only."""
    await makes(town)
    await joins(town, "Ann")
    assert "Standup, Mon 16 Nov: you sit it out" in said(await town.says("Ann", "/checkin skip"))
    await town.wind(days=1, hours=3)
    assert "Tue 17 Nov" in said(latest(town, "Ann"))
    await answers(town, "Ann")
    assert "You have answered Tue 17 Nov already" in said(await town.says("Ann", "/checkin skip"))


async def test_looking_back(town: Town) -> None:
    """One's own answers as a thread of time, for nobody else."""
    await makes(town)
    await joins(town, "Ann", "Ben")
    assert "answered nothing yet" in said(await town.says("Ann", "/checkin mine"))
    for day in range(2):
        await town.wind_to(MONDAY + timedelta(days=day, hours=2))
        await answers(town, "Ann", DONE | {"q1": f"day {day}"})
    back = said(await town.says("Ann", "/checkin mine"))
    assert back.index("day 1") < back.index("day 0")
    assert "Nobody else can open this page." in back
    assert "answered nothing" in said(await town.says("Ben", "/checkin mine"))


async def test_leaving_is_for_good(town: Town) -> None:
    """Nobody is told, nothing comes any more, and coming back asks for no day twice."""
    await makes(town)
    await joins(town, "Ann")
    await town.wind_to(MONDAY.replace(hour=10))
    count = len(town.stage.to_person("ann"))
    assert "You have left Standup" in said(await town.says("Ann", "/checkin leave"))
    assert "You are in Standup" in said(await town.says("Ann", "/checkin join"))
    assert "asked next Tue 17 Nov" in said(await town.says("Ann", "/checkin join"))
    assert "You have left Standup" in said(await town.says("Ann", "/checkin leave"))
    await town.wind(days=3)
    assert len(town.stage.to_person("ann")) == count, "nor the welcome that still waited"


async def test_after_downtime(town: Town) -> None:
    """The bot was away from Monday to Thursday noon: one prompt comes, late, and says so."""
    await makes(town)
    await joins(town, "Ann")
    await town.bot.deliver()
    town.clock.set(MONDAY + timedelta(days=3, hours=4))
    await town.wind(minutes=1)
    prompts = [said(each) for each in town.stage.to_person("ann")[1:]]
    assert len(prompts) == 1
    assert "Standup, Thu 19 Nov" in prompts[0]
    assert "I was away on 3 days of it, so I did not ask then." in prompts[0]
    await answers(town, "Ann")


class Closed(Stage):
    """A stage on which nobody takes direct messages."""

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Carry anything else."""
        if isinstance(to, Direct):
            raise Undeliverable("50007 closed to direct messages from apps", forever=True)
        return await super().deliver(workspace, to, payload, key)


async def test_a_thread_where_direct_messages_are_closed(tmp_path: Path) -> None:
    """The member is asked in the channel, once, and chooses a thread of their own."""
    async with opened(tmp_path, Closed()) as town:
        await makes(town, STANDUP)
        await joins(town, "Ann")
        await town.wind(minutes=1)
        await town.wind(minutes=1)
        _, asks = town.stage.in_channel("lunch")
        assert "@ann, your direct messages are closed to me" in said(asks)
        title = await town.presses("Ann", asks, "Use a private thread")
        assert "I am opening a private thread" in said(title)
        await town.wind_to(MONDAY.replace(hour=10))
        there = [each.payload for each in town.stage.carried if isinstance(each.to, Table)]
        words = [said(each) for each in there if isinstance(each, Message)]
        assert [each.splitlines()[0] for each in words] == [
            "Hello, and welcome to Standup",
            "Standup, Mon 16 Nov",
        ]
        assert len(town.stage.in_channel("lunch")) == 2
