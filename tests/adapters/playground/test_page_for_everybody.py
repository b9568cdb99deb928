"""The page on every size, by keyboard, read aloud, without script, and while the bot is away."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.adapters.playground.pages import PICTURES, Opens, focused, joined, types, wound
from tests.adapters.playground.stage import NASTY, playing
from tests.browser import DESK, IN_A_BROWSER, PHONE

pytestmark = IN_A_BROWSER

AXE = Path(__file__).with_name("axe.min.js")
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
