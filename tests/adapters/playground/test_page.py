"""The playground's page in a real browser: pressed, typed into, read aloud, on every size."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.async_api import Browser, Page, Route, expect

from bot.chat.platform import Channel
from tests.adapters.playground.stage import NASTY, OPENING, Script, playing
from tests.browser import DESK, IN_A_BROWSER, PHONE, opened, wrongs

AXE = Path(__file__).with_name("axe.min.js")
PICTURES = os.environ.get("PICTURES", "")  # a folder, for whoever wants to look

pytestmark = IN_A_BROWSER

Opens = Callable[..., AbstractAsyncContextManager[tuple[Page, Script]]]


@pytest.fixture
def opens(chromium: Browser) -> Opens:
    """Open the page of a new playground; at the end nothing went wrong, and nothing outside."""

    @asynccontextmanager
    async def page_of(
        size: tuple[int, int] = DESK, scheme: str = "light", *, touch: bool = False
    ) -> AsyncIterator[tuple[Page, Script]]:
        with TemporaryDirectory() as folder:
            async with (
                playing(Path(folder)) as (script, stage),
                opened(chromium, size, scheme, touch=touch) as page,
            ):
                wrong = wrongs(page, stage.url)
                await page.goto(stage.url)
                yield page, script
                await page.close()
                assert wrong == []

    return page_of


async def focused(page: Page) -> str:
    """Which element has the focus: its id, or how it looks."""
    found: str = await page.evaluate(
        "(e => e.id || e.className || e.tagName)(document.activeElement)"
    )
    return found


async def says(page: Page) -> str:
    """What the one line for screen readers says."""
    return await page.inner_text("#status")


async def types(page: Page, who: str, line: str) -> None:
    """Type a line on somebody's screen and send it."""
    await page.fill(f"#screen-{who} .line", line)
    async with page.expect_response("**/say*"):
        await page.press(f"#screen-{who} .line", "Enter")


async def joined(page: Page) -> None:
    """Hana joins by the button in the channel."""
    await page.click("#screen-hana [data-step=join]")
    await page.wait_for_selector("#screen-hana .secret")


async def wound(page: Page) -> None:
    """The clock is wound to the next round."""
    async with page.expect_response("**/wind*"):
        await page.click("#moment-main")
    await page.wait_for_selector("#screen-hana .room")


# ---- what a newcomer does


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
        await page.wait_for_selector("#screen-hana [data-step=met]:focus")
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


# ---- the command box


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


# ---- forms and selects


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


# ---- for everybody


# The looks come last: they change how a message is drawn, not where anything stands.
STATES = ("first", "joined", "list", "form", "sure", "tables", "status", "slack", "discord")


async def show(page: Page, state: str) -> None:
    """Bring the page into a state, from the one before it in `STATES`."""
    match state:
        case "joined":
            await joined(page)
        case "list":
            await page.fill("#screen-hana .line", "/")
            await page.wait_for_selector("#list-hana:not([hidden])")
        case "form":
            await page.keyboard.press("Escape")
            await types(page, "hana", "/circle create")
            await page.click(".sheet .main")
            await page.wait_for_selector(".sheet .bad")
        case "sure":
            await page.focus("#hana-name")
            await page.keyboard.press("Escape")
            await page.click("#again")
        case "tables":
            await page.click("#sure >> text=Keep it")
            await wound(page)
        case "status":
            await types(page, "hana", "/lunch status")
            await page.wait_for_selector("#screen-hana select[data-carried]")
            await types(page, "hana", "/lnch")
            await page.wait_for_selector("#screen-hana .notice:not([hidden])")
        case "slack" | "discord":
            await page.select_option("#look", state)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_no_barrier_is_found_in_any_state(
    opens: Opens, size: tuple[int, int], scheme: str
) -> None:
    """What axe can judge: WCAG 2.2 A and AA and its best practice."""
    async with opens(size, scheme, touch=size == PHONE) as (page, _):
        # Handed over by the driver, past the page's policy, which would not let it in.
        await page.evaluate(AXE.read_text("utf-8"))
        found = []
        for state in STATES if size == DESK else STATES[:-2]:
            await show(page, state)
            if PICTURES:
                name = f"{'desk' if size == DESK else 'phone'}-{scheme}-{state}.png"
                await page.screenshot(path=Path(PICTURES) / name)
            found += [(state, *each) for each in await page.evaluate(_AXE)]
        assert found == []


@pytest.mark.parametrize("size", [(1280, 800), (900, 700), (640, 900), (390, 844), (320, 640)])
async def test_the_page_fits_its_window(opens: Opens, size: tuple[int, int]) -> None:
    """Nothing to scroll sideways, nothing too small to read or to hit."""
    async with opens(size, touch=size[0] < 700) as (page, _):
        least = 44 if size[0] < 700 else 24
        for state in STATES[:-2]:
            await show(page, state)
            wide = await page.evaluate(
                "[document.documentElement.scrollWidth, document.body.scrollWidth]"
            )
            assert max(wide) <= size[0], state
            assert await page.evaluate(_SMALL_TEXT) == [], state
            assert await page.evaluate(_SMALL_TARGETS, least) == [], state


async def test_names_stay_what_was_typed(opens: Opens) -> None:
    """Whatever they look like: no element, no mention, no markup comes of them."""
    async with opens() as (page, _):
        await types(page, "hana", NASTY)
        await page.wait_for_selector("#screen-hana .msg >> text=@everyone")
        typed = await page.inner_text("#screen-hana .msg:last-child .words")
        assert typed == NASTY
        await types(page, "hana", "/lunch status")
        quoted = page.locator("#screen-hana .secret .quote")
        assert await quoted.inner_text() == NASTY
        assert await page.locator("#screen-hana .log bdi *").count() == 0
        assert await page.locator(f"option:text-is({NASTY!r})").count() == 1


async def test_pressing_anything_never_loses_the_focus(opens: Opens) -> None:
    """After each press it is somewhere, never on the bare page."""
    async with opens() as (page, _):
        await joined(page)
        await wound(page)
        count = await page.locator("#body button:visible, #body a:visible").count()
        assert count > 30
        for nth in range(count):
            every = page.locator("#body button:visible, #body a:visible")
            if nth >= await every.count():
                break
            one = every.nth(nth)
            if await one.get_attribute("id") == "again":
                continue
            label = await one.inner_text()
            await one.focus()
            await page.keyboard.press("Enter")
            await page.wait_for_selector("html:not(.busy)")
            assert await focused(page) != "BODY", label


async def test_without_script_the_page_can_be_read(chromium: Browser, tmp_path: Path) -> None:
    """Seats and tabs are links, and every message is there."""
    async with playing(tmp_path) as (_, stage):
        context = await chromium.new_context(java_script_enabled=False)
        page = await context.new_page()
        await page.goto(stage.url)
        assert await page.is_visible("#screen-hana .card >> text=Lunch is open")
        await page.click("#seat-kiri")
        await page.click("#tab-kiri-lunch")
        assert await page.is_visible("#screen-kiri .card >> text=Lunch is open")
        assert "Without script the page can be read" in await page.inner_text(".banner")
        await context.close()


async def test_the_page_notices_that_the_bot_stopped_and_that_it_is_back(
    chromium: Browser, tmp_path: Path
) -> None:
    """It says so, and draws itself anew when the bot is there again."""
    context = await chromium.new_context()
    page = await context.new_page()
    async with playing(tmp_path) as (_, stage):
        await page.goto(stage.url)
        await page.wait_for_selector("#seat-hana")
        port = int(stage.url.rstrip("/").rpartition(":")[2])
        await joined(page)
    await page.wait_for_selector("#away:not([hidden])")
    async with playing(tmp_path, port=port):
        await page.wait_for_selector("#away", state="hidden")
        await page.wait_for_selector("#screen-hana .secret")
    await context.close()


_AXE = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await axe.run(document, { runOnly: tags });
  return violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160)).join(" | ")]);
}"""
_SMALL_TEXT = """() => [...document.querySelectorAll("#body *, dialog *")]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .filter(e => e.checkVisibility() && !e.closest("svg, .sr"))
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < 12.5).map(e => e.outerHTML)"""
_SMALL_TARGETS = """least => [...document.querySelectorAll("a, button, select, input, textarea")]
  .filter(e => e.checkVisibility() && !e.closest("[inert], .skip, .words") && e.id !== "")
  .filter(e => !e.matches(".skip, [type=checkbox]"))
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, r]) => r.width && (r.height < least - .5 || r.width < 24))
  .map(([e]) => e.outerHTML)"""
