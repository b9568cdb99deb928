"""Nothing that is done on the page is lost or undone, however late the answers to it come."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser, Route, expect

from bot.chat.platform import Channel
from tests.adapters.playground.pages import Opens, says, types
from tests.adapters.playground.stage import OPENING, playing
from tests.browser import IN_A_BROWSER

pytestmark = IN_A_BROWSER


async def test_a_line_goes_where_the_page_was_turned(opens: Opens) -> None:
    """However late the drawings come, the tab that was pressed is open, and there it is said.

    A press on somebody else's tab asks for two drawings: of their screen in use, and of the tab.
    """
    async with opens() as (page, script):
        turned, answered = asyncio.Event(), asyncio.Event()

        async def the_first_is_late(route: Route) -> None:
            answer = await route.fetch()
            await turned.wait()
            await route.fulfill(response=answer)
            answered.set()

        await page.route("**/?at=*", the_first_is_late, times=1)
        await page.click("#tab-ines-lunch")
        await page.wait_for_timeout(300)  # for whatever else the press has asked for
        turned.set()
        await asyncio.wait_for(answered.wait(), 30)
        await types(page, "ines", "/circle create")
        await page.wait_for_selector("#ines-name:focus")
        assert script.asked[-1].where.channel == "lunch"
        assert await page.get_attribute("#tab-ines-lunch", "aria-selected") == "true"


async def test_a_page_that_is_turned_while_the_clock_is_wound_stays_so(opens: Opens) -> None:
    """At once, and when the time has come, too."""
    async with opens() as (page, _):
        turned = asyncio.Event()

        async def held(route: Route) -> None:
            answer = await route.fetch()
            await turned.wait()
            await route.fulfill(response=answer)

        await page.route("**/wind*", held)
        await page.click("#moment-main")
        await page.click("#tab-amara-lunch")
        await page.wait_for_selector("#tab-amara-lunch[aria-selected=true]")
        async with page.expect_response("**/wind*"):
            turned.set()
        await page.wait_for_selector("html:not(.busy)")
        assert await page.get_attribute("#tab-amara-lunch", "aria-selected") == "true"
        assert await page.inner_text(".now b") == "09:00"
        assert await says(page) == "It is now Monday 23 November, 09:00. 6 new messages."


async def test_a_page_that_turns_late_takes_nobody_from_where_they_are(opens: Opens) -> None:
    """Somebody presses a tab and goes on to a box; the focus stays there."""
    async with opens() as (page, _):
        there = asyncio.Event()

        async def held(route: Route) -> None:
            answer = await route.fetch()
            await there.wait()
            await route.fulfill(response=answer)

        await page.route("**/?at=*", held)
        await page.click("#tab-hana-bot")
        await page.focus("#screen-hana .line")
        there.set()
        await page.wait_for_selector("#tab-hana-bot[aria-selected=true]")
        await page.wait_for_selector("#screen-hana .line:focus")


async def test_a_form_stays_open_while_earlier_words_are_on_their_way(opens: Opens) -> None:
    """What somebody sent right behind a command does not shut the form that it opened."""
    async with opens() as (page, _):
        sent = asyncio.Event()

        async def held(route: Route) -> None:
            await sent.wait()
            await route.continue_()

        await page.route("**/say*", held)
        box = "#screen-hana .line"
        for line in ("/circle create", "and a word"):
            await page.fill(box, line)
            await page.press(box, "Enter")
        sent.set()
        await page.wait_for_selector("#screen-hana .msg >> text=and a word")
        await page.wait_for_selector("html:not(.busy)")
        assert await page.is_visible("#hana-name")


async def test_what_was_lost_on_the_way_is_had_again(chromium: Browser, tmp_path: Path) -> None:
    """A line comes back into its box, and the page has touch again by itself."""
    context = await chromium.new_context()
    page = await context.new_page()
    async with playing(tmp_path) as (script, stage):
        await page.goto(stage.url)
        await page.route("**/say*", lambda route: route.abort(), times=1)
        await page.fill("#screen-hana .line", "/circle create")
        await page.press("#screen-hana .line", "Enter")
        await page.wait_for_selector("#away:not([hidden])")
        assert await page.input_value("#screen-hana .line") == "/circle create"
        await page.wait_for_selector("#away", state="hidden")
        await page.press("#screen-hana .line", "Enter")
        await page.wait_for_selector("#hana-name:focus")

        await page.route("**/", lambda route: route.abort(), times=1)  # the next drawing
        assert script.stage
        await script.stage.deliver("playground", Channel("lunch"), OPENING, "once more")
        await expect(page.locator("#screen-hana .card >> text=Lunch is open")).to_have_count(2)
        await expect(page.locator("#away")).to_be_hidden()
    await context.close()


async def test_no_line_is_lost_while_another_is_on_its_way(opens: Opens) -> None:
    """They are sent one after the other; a button pressed twice in a hurry is pressed once."""
    async with opens() as (page, script):
        pressed = asyncio.Event()

        async def once_all_is_pressed(route: Route) -> None:
            await pressed.wait()
            await route.continue_()

        await page.route("**/say*", once_all_is_pressed)
        await page.route("**/press*", once_all_is_pressed)
        box = "#screen-amara .line"
        for line in ("one", "two", "three"):
            await page.fill(box, line)
            await page.press(box, "Enter")
        await page.click("#screen-hana [data-step=join]", click_count=2)
        pressed.set()
        await page.wait_for_selector("#screen-hana .secret")
        said = page.locator("#screen-amara .msg > .what > .words")
        await expect(said).to_have_text(["one", "two", "three"])
        joins = [one for one in script.asked if one.carried == "circles.join"]
        assert len(joins) == 1
