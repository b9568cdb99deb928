"""The life of a table in the browser: its time, its silence, who can't come, what came of it."""

from datetime import datetime

from icalendar import Calendar, Event
from playwright.async_api import expect

from adapters.playground.people import USUAL, town
from tests.browser import IN_A_BROWSER
from tests.wire.on_page import Screens

pytestmark = IN_A_BROWSER

QUAY = {
    "name": "Quay lunch",
    "container": "The two of us",
    "construct": "every Wednesday at 12:00",
    "conversation": "What is new?",
    "community": "At ease",
}


async def at_her_table(screens: Screens) -> str:
    """Hana sits at a table with somebody: who that is."""
    await screens.joins()
    await screens.winds_until("hana", "this is your table")
    names = await screens.of("hana").locator(".room b").inner_text()
    (mate,) = [who.id for who in town(USUAL) if who.first in names and who.id != "hana"]
    return mate


async def at_the_quay(screens: Screens) -> str:
    """Ines opens a circle for herself and Hana, who live by one clock: who sits with Hana."""
    await screens.turns("ines", "lunch")
    await screens.types("ines", "/circle create")
    await screens.fills("ines", QUAY)
    await screens.sees("ines", "Quay lunch is open")
    for who in ("hana", "ines"):
        await screens.types(who, "/lunch zone Prague")
        await screens.sees(who, "I keep")
        await screens.types(who, "/lunch join Quay lunch")
        await screens.sees(who, "You are in Quay lunch")
    await screens.winds_until("hana", "Your table in Quay lunch")
    return "ines"


async def both_before_the_page(screens: Screens, mate: str) -> None:
    """Hana's screen and theirs, both at the table, and no other."""
    table = await screens.page.get_attribute("#log-hana", "data-tab")
    await screens.page.goto(f"{screens.url}?at=hana.{table},{mate}.{table}&on=hana")


async def test_from_the_introduction_to_the_outcome(screens: Screens) -> None:
    """Hana and her table are asked a day before the round ends; she answers for all of them."""
    await at_her_table(screens)
    await screens.winds_until("hana", "Did you meet?")
    await screens.presses("hana", "We met")
    await screens.sees("hana", "Hana Novák said so")
    await screens.types("ines", "/circle stats")
    await screens.sees("ines", "Tables that met")


async def test_who_can_not_come_frees_the_other(screens: Screens) -> None:
    """Hana presses; her table reads it, she reads what comes, and the other sits elsewhere."""
    mate = await at_her_table(screens)
    await both_before_the_page(screens, mate)
    await screens.presses("hana", "I can't this time")
    await screens.sees("hana", "This table is not to be", "You are free this time")
    there = screens.page.locator(f"#tab-{mate}-table")
    await expect(there.locator(".dot")).to_have_count(1)  # carried a moment later
    await there.click()
    await screens.sees(mate, "had no table in this round, and sits at yours.")
    await expect(screens.of(mate).locator(".room b")).to_contain_text(" and ")


async def test_a_table_finds_its_time(screens: Screens) -> None:
    """Hana asks for times and takes the first, who sits with her confirms, and she keeps the file.

    What a calendar's own parser reads in it is the moment that stands on the page.
    """
    mate = await at_the_quay(screens)
    await both_before_the_page(screens, mate)
    await screens.presses("hana", "Suggest times")
    for who in ("hana", mate):
        time = screens.of(who).locator("button", has_text="Time 1").last
        async with screens.page.expect_response("**/press*"):
            await time.click()
    for who in ("hana", mate):
        await screens.sees(who, "you meet on")
    shown = screens.of("hana").locator(".msg", has_text="you meet on").last
    moment = await shown.locator(".words time").first.get_attribute("datetime")
    async with screens.page.expect_download() as kept:
        await screens.of("hana").locator("a[download]").last.click()
    download = await kept.value
    assert download.suggested_filename == "lunch.ics"
    (event,) = Calendar.from_ical((await download.path()).read_bytes()).walk("VEVENT")
    assert isinstance(event, Event)
    assert moment is not None
    assert event.start == datetime.fromisoformat(moment)


async def test_a_silent_table_is_nudged(screens: Screens) -> None:
    """Hana and Ines say nothing for two days: their table reads who starts, and with what."""
    await at_the_quay(screens)
    await screens.winds_until("hana", "A first word, if there was none")
    await screens.sees("hana", "I can't see what you write")
