"""The command box, forms and selects of the page: typed into, filled in, chosen from, left."""

from playwright.async_api import expect

from tests.adapters.playground.pages import Opens, says, types
from tests.browser import IN_A_BROWSER

pytestmark = IN_A_BROWSER


async def test_completion_by_keyboard_alone(opens: Opens) -> None:
    """A slash opens the list, arrows walk it, Enter takes, Enter again sends, Escape shuts."""
    async with opens() as (page, script):
        await page.focus("#screen-hana .log")
        await page.keyboard.press("/")
        await page.wait_for_selector("#list-hana [aria-selected=true] >> text=/lunch join")
        await page.keyboard.press("Escape")
        assert not await page.is_visible("#list-hana")
        await page.keyboard.type("lunch s")
        await page.wait_for_selector('#list-hana[data-line="/lunch s"]:not([hidden]) li >> nth=1')
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        assert await page.input_value("#screen-hana .line") == "/lunch status"
        async with page.expect_response("**/say*"):
            await page.keyboard.press("Enter")
        assert script.asked[-1].action == "circles.status"

        await page.keyboard.press("ArrowUp")
        assert await page.input_value("#screen-hana .line") == "/lunch status"
        await page.keyboard.press("Control+A")
        await page.keyboard.type("/lunch jo")
        await page.wait_for_selector(
            '#list-hana[data-line="/lunch jo"]:not([hidden]) >> text=[circle]'
        )
        await page.keyboard.press("Tab")
        await page.wait_for_selector("#list-hana:not([hidden]) >> text=Book club")
        assert await page.get_attribute("#screen-hana .line", "aria-activedescendant") is None
        await page.keyboard.type("Boo")
        await page.wait_for_selector('#list-hana[data-line="/lunch join Boo"]:not([hidden])')
        await expect(page.locator("#list-hana li")).to_have_count(1)
        await page.keyboard.press("Tab")
        assert await page.input_value("#screen-hana .line") == "/lunch join Book club"
        async with page.expect_response("**/say*"):
            await page.keyboard.press("Enter")
        assert dict(script.asked[-1].values) == {"text": "Book club"}


async def test_whoever_types_fast_is_taken_at_their_word(opens: Opens) -> None:
    """A list for half the line does not change the whole one."""
    async with opens() as (page, script):
        await page.click("#screen-hana .line")
        await page.keyboard.type("/lunch next")
        async with page.expect_response("**/say*"):
            await page.keyboard.press("Enter")
        assert script.asked[-1].action == "circles.next"


async def test_whoever_asks_sees_the_answer(opens: Opens) -> None:
    """Under a message that is longer than the screen, and read from its beginning, too."""
    async with opens() as (page, _):
        await page.set_viewport_size({"width": 1280, "height": 610})
        for nth, line in enumerate(("/lunch status", "/lunch next", "/lunch help"), start=1):
            await types(page, "hana", line)
            answer = page.locator("#screen-hana .secret").nth(nth - 1)
            await expect(answer.locator("h3, .words").first).to_be_in_viewport()


async def test_what_was_probably_meant_is_one_press_away(opens: Opens) -> None:
    """A command that does not exist is answered by the page."""
    async with opens() as (page, _):
        await types(page, "hana", "/lnch status")
        await page.click("#screen-hana .notice button")
        assert await page.input_value("#screen-hana .line") == "/lunch status"
        assert not await page.is_visible("#screen-hana .notice")
        assert await says(page) == "There is no /lnch here. Did you mean this?"


async def test_a_form_with_a_mistake_comes_back_filled_in(opens: Opens) -> None:
    """The focus on the first field that is wrong, what was typed still there."""
    async with opens() as (page, script):
        await types(page, "ines", "/circle create")
        await page.wait_for_selector("#ines-name:focus")
        await page.fill("#ines-name", "Book club")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#ines-who[aria-invalid=true]:focus")
        assert await page.input_value("#ines-name") == "Book club"
        await page.fill("#ines-who", "Readers")
        await page.fill("#ines-how", "at full moon")
        await page.select_option("#ines-size", "3")
        await page.check("[name=days][value=fri]")
        await page.click("#screen-ines .sheet .main")
        await page.wait_for_selector("#ines-how[aria-invalid=true]:focus")
        assert "I look for a day" in await page.inner_text("#wrong-ines-how")
        assert await page.input_value("#ines-size") == "3"
        await page.fill("#ines-how", "every Monday at 9")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#screen-ines .msg:focus >> text=There it is")
        assert script.asked[-1].values["how"] == "every Monday at 9"


async def test_a_form_is_left_without_a_trace(opens: Opens) -> None:
    """By Escape or Cancel, back to where it was opened; the others stay live meanwhile."""
    async with opens() as (page, script):
        await types(page, "ines", "/circle create")
        await page.wait_for_selector("#ines-name:focus")
        asked = len(script.asked)
        await types(page, "amara", "hello")
        assert await page.is_visible("#ines-name")
        await page.focus("#ines-name")
        await page.keyboard.press("Escape")
        await page.wait_for_selector("#screen-ines .line:focus")
        await types(page, "ines", "/circle create")
        await page.click("#screen-ines [data-cancel]:has-text('Cancel')")
        await page.wait_for_selector("#screen-ines .line:focus")
        assert await page.locator(".sheet").count() == 0
        assert len(script.asked) == asked + 1


async def test_choosing_acts_at_once_and_trying_does_not(opens: Opens) -> None:
    """By hand at once; by the arrow keys only when Enter, or the button beside it, is pressed."""
    async with opens() as (page, script):
        await page.click("#tab-hana-bot")
        await page.wait_for_selector("#screen-hana[data-tab=bot]")
        await types(page, "hana", "/lunch status")
        select = "#screen-hana select[data-carried]"
        await page.focus(select)
        asked = len(script.asked)
        await page.keyboard.press("ArrowDown")
        await page.wait_for_selector("#screen-hana .choose")
        assert len(script.asked) == asked
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#screen-hana .msg:focus >> text=You chose")
        assert script.asked[-1].values == {"choice": "2"}

        await types(page, "hana", "/lunch status")
        await page.click("#screen-hana h2")
        await page.select_option(select, "1")
        await expect(page.locator(select)).to_have_count(0)
        assert script.asked[-1].values == {"choice": "1"}
