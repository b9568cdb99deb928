"""A newcomer's first minutes in the playground: two presses to a table, and a day of a check-in."""

from playwright.async_api import expect

from tests.browser import IN_A_BROWSER
from tests.wire.on_page import Screens

pytestmark = IN_A_BROWSER

MOMENTS_THAT_ARE_CUT = """
    [...document.querySelectorAll(".moment")].filter((one) => one.offsetWidth < one.scrollWidth
      || one.getBoundingClientRect().right > document.querySelector(".more").offsetLeft
    ).map((one) => one.innerText)
"""
SEATS_THAT_ARE_CUT = (
    """(row => row.scrollWidth - row.clientWidth)(document.querySelector(".seats"))"""
)


async def test_join_wind_and_sit_at_a_table(screens: Screens) -> None:
    """Two presses: Hana joins, the clock goes on to Monday, and she sits with somebody."""
    await screens.joins()
    await screens.winds()
    await expect(screens.of("hana").locator(".room")).to_contain_text("Hana")
    await screens.sees("hana", "this is your table")
    assert await screens.page.evaluate(MOMENTS_THAT_ARE_CUT) == []
    assert await screens.page.evaluate(SEATS_THAT_ARE_CUT) == 0
    await screens.keeps("playground.png")


async def test_a_day_of_a_check_in(screens: Screens) -> None:
    """Made by a form, asked by direct message, answered, changed, and its digest changed late."""
    await screens.turns("ines", "lunch")
    await screens.types("ines", "/checkin create")
    await screens.fills("ines", {"name": "Standup"})
    await screens.sees("ines", "Standup is ready")
    for who in ("hana", "ines"):
        await screens.types(who, "/checkin join Standup")
        await screens.sees(who, "You are in Standup")
    for who in ("hana", "ines"):
        await screens.winds_until(who, "There is time until", tab="bot")
    for label, words in (("Answer", "The harbour guide"), ("Change my answer", "Two guides")):
        await screens.presses("hana", label)
        await screens.fills("hana", {"q1": words, "q2": "Print it"})
        await screens.sees("hana", "Change my answer")
    await screens.turns("hana", "lunch")
    await screens.winds_until("hana", "1 of 2 answered.")
    await screens.sees("hana", "Hana Novák: Two guides")
    await screens.turns("ines", "bot")
    await screens.presses("ines", "Answer")
    await screens.fills("ines", {"q1": "Late but here", "q2": "Print it"})
    await screens.sees("ines", "It is late and welcome")
    await screens.sees("hana", "2 of 2 answered.", "Late but here")
    await screens.keeps("check-in.png")
