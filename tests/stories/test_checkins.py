"""A check-in, from "somebody joins" to the digest in the channel, and what changes it later."""

from datetime import timedelta

from tests.bot.checkins.made import DONE, answers, joins, latest, makes
from tests.town import MONDAY, Town, said


async def test_a_standup_from_joining_to_the_digest(town: Town) -> None:
    """Everybody is asked by direct message at their hour, and the channel reads one digest."""
    made = said(await makes(town))
    assert "What did you get done? (in words; everybody in the channel)" in made
    assert "every weekday at 09:30, by your own clock" in made
    await joins(town, "Ann", "Ben", "Cem")
    await town.bot.deliver()
    assert "Hello, and welcome to Standup" in said(latest(town, "Ann"))

    await town.wind_to(MONDAY + timedelta(hours=1, minutes=29))
    assert "Hello, and welcome" in said(latest(town, "Ann")), "nothing comes before the hour"
    await town.wind(minutes=1)
    prompt = said(latest(town, "Ann"))
    assert "3 questions, about a minute." in prompt
    assert "Everybody in the channel sees it. There is time until Mon 16 Nov 17:30." in prompt
    assert "[Answer]" in prompt
    assert "[Skip today]" in prompt
    assert "[Away]" in prompt

    thanks = said(await answers(town, "Ann"))
    assert "Wrote the harbour guide" in thanks
    assert "You can change it until Mon 16 Nov 17:30." in thanks
    await town.bot.deliver()
    settled = said(latest(town, "Ann"))
    assert "Standup, Mon 16 Nov: noted" in settled
    assert "[Answer]" not in settled
    assert "[Change my answer]" in settled
    assert "you sit it out" in said(await town.presses("Ben", latest(town, "Ben"), "Skip today"))

    assert len(town.stage.in_channel("lunch")) == 1, "the channel has read the hello only"
    await town.wind(hours=8)
    _, digest = town.stage.in_channel("lunch")
    assert said(digest) == (
        "Standup, Mon 16 Nov\n"
        "What did you get done?: \nAnn: Wrote the harbour guide\n"
        "What is next?: \nAnn: Print it\n"
        "1 of 3 answered."
    )


async def test_an_answer_can_be_changed_until_the_deadline(town: Town) -> None:
    """The form comes back filled in; afterwards what was said stays."""
    await makes(town)
    await joins(town, "Ann")
    await town.wind_to(MONDAY + timedelta(hours=2))
    await answers(town, "Ann")
    await town.bot.deliver()
    again = await town.presses("Ann", latest(town, "Ann"), "Change my answer", channel=None)
    assert again.form.fields[0].value == DONE["q1"]  # type: ignore[union-attr]  # a form
    await town.sends("Ann", again, DONE | {"q1": "Wrote two guides"}, channel=None)
    await town.wind_to(MONDAY + timedelta(hours=10))
    digest = said(town.stage.in_channel("lunch")[-1])
    assert "Wrote two guides" in digest
    assert "harbour guide" not in digest
    late = await town.presses("Ann", latest(town, "Ann"), "Change my answer", channel=None)
    assert said(late) == "There was time to change it until Mon 16 Nov 17:30."


async def test_a_late_answer_is_welcome_and_marked(town: Town) -> None:
    """It is put into the digest that stands in the channel, and can be changed for that day."""
    await makes(town)
    await joins(town, "Ann", "Ben")
    await town.wind_to(MONDAY + timedelta(hours=2))
    await answers(town, "Ann")
    asked = latest(town, "Ben")
    await town.wind_to(MONDAY + timedelta(hours=26))
    assert len(town.stage.in_channel("lunch")) == 2
    thanks = said(
        await answers(town, "Ben", {"q1": "Rested", "q2": "Sail", "q3": ""}, message=asked)
    )
    assert "It is late and welcome" in thanks
    await town.bot.deliver()
    assert len(town.stage.in_channel("lunch")) == 2, "no second digest"
    digest = said(town.stage.in_channel("lunch")[1])
    assert "Ben: Rested (said on Tue 17 Nov)" in digest
    assert "2 of 2 answered." in digest
