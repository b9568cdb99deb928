"""The page in a real browser: its tour, its screens, and what comes while somebody looks."""

import asyncio

from playwright.async_api import Route, expect

from bot.chat.message import Message
from bot.chat.platform import Channel
from tests.adapters.playground.pages import Opens, focused, joined, says, types, wound
from tests.adapters.playground.stage import OPENING, words
from tests.browser import IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER


async def test_the_whole_tour_by_keyboard_alone(opens: Opens) -> None:
    """Four steps, each brought under the hand, and the focus is never lost."""
    async with opens() as (page, script):
        for _ in range(40):
            await page.keyboard.press("Tab")
            if await focused(page) == "guide":
                break
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#screen-hana [data-step=join]:focus")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("article.secret:focus")
        assert "hana" in script.members

        await page.focus("#guide")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#moment-main:focus")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#screen-hana .room")
        assert await focused(page) == "moment-main"
        assert await says(page) == "It is now Monday 23 November, 09:00. 7 new messages."

        await page.focus("#guide")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#screen-hana .line:focus")
        await page.keyboard.type("Wednesday?")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#screen-hana .msg >> text=Wednesday?")

        await page.focus("#guide")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#screen-hana [data-step=met]:focus >> text=We met")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("text=That was the tour.")
        await page.wait_for_selector("#screen-hana article.secret:focus >> text=Only for you.")


async def test_everybody_sees_what_is_theirs_at_once(opens: Opens) -> None:
    """Words at a table reach the other screen and another window; private answers do not."""
    async with opens() as (page, _):
        other = await page.context.new_page()
        await other.goto(page.url)
        await joined(page)
        await wound(page)
        await types(page, "amara", "Half past twelve?")
        await page.wait_for_selector("#screen-ben .msg >> text=Half past twelve?")
        await other.click("#seat-ben")
        await other.click("#tab-ben-table")
        await other.wait_for_selector("#screen-ben .msg >> text=Half past twelve?")
        await types(page, "amara", "/lunch status")
        await page.wait_for_selector("#screen-amara .secret")
        assert await page.locator("#screen-ben .secret").count() == 0


async def test_what_is_said_while_a_page_draws_itself_is_drawn_as_well(opens: Opens) -> None:
    """The news that comes while an older drawing is on its way is not passed over."""
    async with opens() as (page, _):
        other = await page.context.new_page()
        await other.goto(page.url)
        said, drawn = asyncio.Event(), asyncio.Event()

        async def held(route: Route) -> None:
            answer = await route.fetch()
            drawn.set()
            await said.wait()
            await route.fulfill(response=answer)

        await page.route("**/", held)
        await types(other, "amara", "one")
        await asyncio.wait_for(drawn.wait(), 30)
        await types(other, "amara", "two")
        said.set()
        await expect(page.locator("#screen-amara .msg > .what > .words")).to_have_text(
            ["one", "two"]
        )


async def test_what_the_bot_says_takes_nothing_out_of_anybodys_hand(opens: Opens) -> None:
    """Under a drawing anew the focus stays, and a button that is pressed down can be let go."""
    async with opens() as (page, script):
        box = await page.locator("#moment-main").bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + 9, box["y"] + 9)
        await page.mouse.down()
        await page.focus("#tab-hana-lunch")
        assert script.stage
        await script.stage.deliver("playground", Channel("lunch"), OPENING, "once more")
        await expect(page.locator("#screen-hana .card >> text=Lunch is open")).to_have_count(2)
        assert await focused(page) == "tab-hana-lunch"
        async with page.expect_response("**/wind*"):
            await page.mouse.up()


async def test_whoever_winds_sees_what_came(opens: Opens) -> None:
    """The newest message of each place that is open, though somebody read further up."""
    async with opens() as (page, _):
        await page.set_viewport_size({"width": 1280, "height": 610})
        await wound(page, "amara")
        await page.click("#tab-hana-lunch")
        told = page.locator("#screen-hana .msg", has_text="nobody left over")
        await expect(told.last).to_be_in_viewport()
        await page.evaluate("document.getElementById('log-hana').scrollTop = 0")
        await expect(told.last).not_to_be_in_viewport()
        await wound(page, "amara")
        await expect(told).to_have_count(2)
        await expect(told.last).to_be_in_viewport()


async def test_what_came_below_is_named_until_it_was_seen(opens: Opens) -> None:
    """Whoever reads further up is not moved; one press shows the first of what came, and all of it.

    It goes by itself when they scroll there, and the focus is never lost with it.
    """
    async with opens() as (page, script):
        await page.set_viewport_size({"width": 1280, "height": 610})
        await page.click("#tab-hana-lunch")
        below = page.locator("#screen-hana .below")
        assert script.stage
        await page.evaluate("document.getElementById('log-hana').scrollTop = 0")
        await expect(below).to_be_hidden()  # it was all seen
        for came in ("one", "two"):
            told = Message(body=(words(f"This is {came}"),))
            await script.stage.deliver("playground", Channel("lunch"), told, came)
        await expect(below).to_be_visible()
        assert await page.evaluate("document.getElementById('log-hana').scrollTop") == 0
        await expect(page.locator("#screen-amara .below")).to_be_hidden()
        await below.focus()
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#screen-hana .msg:focus >> text=This is one")
        await expect(below).to_be_hidden()

        await page.evaluate("document.getElementById('log-hana').scrollTop = 0")
        await script.stage.deliver("playground", Channel("lunch"), OPENING, "at last")
        await expect(below).to_be_visible()
        await below.focus()
        await page.evaluate("document.getElementById('log-hana').scrollTop = 1e6")
        await expect(below).to_be_hidden()
        assert await focused(page) == "log-hana"


async def test_a_screen_that_comes_to_be_shown_opens_at_its_newest_message(opens: Opens) -> None:
    """On a phone one of four is shown; of the others nobody has read anything."""
    async with opens(PHONE, touch=True) as (page, script):
        assert script.stage
        await page.click("#seat-amara")
        await page.click("#tab-amara-lunch")
        await page.click("#seat-hana")
        for came in ("one", "two", "three"):
            await script.stage.deliver("playground", Channel("lunch"), OPENING, came)
        await expect(page.locator("#log-amara .msg")).to_have_count(4)
        for who in ("amara", "ben"):
            await page.click(f"#seat-{who}")
            await page.click(f"#tab-{who}-lunch")
            newest = page.locator(f"#screen-{who} .card >> text=Lunch is open").last
            await expect(newest).to_be_in_viewport()
            await expect(page.locator(f"#screen-{who} .below")).to_be_hidden()


async def test_a_seat_takes_the_place_of_the_screen_in_use(opens: Opens) -> None:
    """The others stay, a half-written line with them, and the address keeps the view."""
    async with opens() as (page, _):
        await page.fill("#screen-amara .line", "half")
        await page.click("#screen-ben .log")
        await page.wait_for_selector("#screen-ben.using")
        await page.click("#seat-kiri")
        await page.wait_for_selector("#screen-kiri")
        assert await page.locator("#screen-ben").count() == 0
        assert await page.input_value("#screen-amara .line") == "half"
        assert await focused(page) == "seat-kiri"
        assert await says(page) == "Now at Kiri’s screen."
        await page.reload()
        assert await page.locator("#screen-kiri.using").count() == 1


async def test_tabs_turn_by_the_arrow_keys(opens: Opens) -> None:
    """Around and around, the focus on the open one."""
    async with opens() as (page, _):
        await page.focus("#tab-hana-lunch")
        for key, name in (("ArrowRight", "bot"), ("ArrowLeft", "lunch"), ("ArrowLeft", "bot")):
            await page.keyboard.press(key)
            await page.wait_for_selector(f"#tab-hana-{name}[aria-selected=true]:focus")
