"""A newcomer's first minute: `tablemates try`, a browser, one round. It also takes the pictures.

`PICTURES=docs/pictures` keeps what the browser saw, as the README shows it.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from icalendar import Calendar, Event
from playwright.async_api import Page, async_playwright, expect

from adapters.playground.people import USUAL, town
from tests.adapters.playground.test_page import CHROMIUM, DESK

MOMENTS_THAT_ARE_CUT = """
    [...document.querySelectorAll(".moment")].filter((one) => one.offsetWidth < one.scrollWidth
      || one.getBoundingClientRect().right > document.querySelector(".more").offsetLeft
    ).map((one) => one.innerText)
"""
PICTURES = os.environ.get("PICTURES", "")
URL = re.compile(r"http://127\.0\.0\.1:\d+/")

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(),
    reason="left out: the playground is tried in a browser (apt-get install chromium)",
)


@pytest.fixture
def playground(tmp_path: Path) -> Iterator[str]:
    """The address of a playground that was just started, as its own words say."""
    command = [str(Path(sys.executable).with_name("tablemates")), "try", "--port", "0", "--fresh"]
    process = subprocess.Popen(  # noqa: S603  # our own command
        command, cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if found := URL.search(line):
            yield found[0]
            break
    else:
        pytest.fail(printed)
    process.send_signal(signal.SIGINT)
    assert process.wait(15) == 0
    process.stdout.close()


async def test_join_wind_and_sit_at_a_table(playground: str) -> None:
    """Two presses: Hana joins, the clock goes on to Monday, and she sits with somebody."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        page = await browser.new_page(
            viewport={"width": DESK[0], "height": DESK[1]}, reduced_motion="reduce"
        )
        await page.goto(playground)
        await page.click("#screen-hana [data-step=join]")
        await expect(page.locator("#screen-hana .secret")).to_contain_text("You are in")
        await page.click("#moment-main")
        table = page.locator("#screen-hana .room")
        await expect(table).to_contain_text("Hana")
        await expect(page.locator("#screen-hana")).to_contain_text("this is your table")
        assert await page.evaluate(MOMENTS_THAT_ARE_CUT) == []
        await keeps(page, "playground.png")
        await browser.close()


async def keeps(page: Page, name: str) -> None:
    """Keep a picture, for whoever asked for them."""
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / name)


async def test_a_day_of_a_check_in(playground: str) -> None:
    """Made by a form, asked by direct message, answered, changed, and its digest changed late."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        page = await browser.new_page(
            viewport={"width": DESK[0], "height": DESK[1]}, reduced_motion="reduce"
        )
        await page.goto(playground)
        await _looks(page, "ines", "lunch")
        await _types(page, "ines", "/checkin create")
        await page.fill("#ines-name", "Standup")
        await page.click("#screen-ines .sheet .main")
        await expect(page.locator("#screen-ines")).to_contain_text("Standup is ready")
        for who in ("hana", "ines"):
            await _types(page, who, "/checkin join Standup")
            await expect(page.locator(f"#screen-{who}")).to_contain_text("You are in Standup")
            await _looks(page, who, "bot")
        await _winds_until(page, "#screen-hana", "There is time until")
        await _winds_until(page, "#screen-ines", "There is time until")
        await _answers(page, "hana", "Answer", "The harbour guide")
        await expect(page.locator("#screen-hana")).to_contain_text("Change my answer")
        await _answers(page, "hana", "Change my answer", "Two guides")
        await _looks(page, "hana", "lunch")
        await _winds_until(page, "#screen-hana", "1 of 2 answered.")
        await expect(page.locator("#screen-hana")).to_contain_text("Hana Novák: Two guides")
        await _answers(page, "ines", "Answer", "Late but here")
        await expect(page.locator("#screen-ines")).to_contain_text("It is late and welcome")
        await expect(page.locator("#screen-hana")).to_contain_text("2 of 2 answered.")
        await expect(page.locator("#screen-hana")).to_contain_text("Late but here")
        await keeps(page, "check-in.png")
        await browser.close()


async def test_from_the_introduction_to_the_outcome(playground: str) -> None:
    """Hana and her table are asked a day before the round ends; she answers for all of them."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        page = await browser.new_page(
            viewport={"width": DESK[0], "height": DESK[1]}, reduced_motion="reduce"
        )
        await page.goto(playground)
        await page.click("#screen-hana [data-step=join]")
        await expect(page.locator("#screen-hana .secret")).to_contain_text("You are in")
        await page.click("#moment-main")
        await expect(page.locator("#screen-hana")).to_contain_text("this is your table")
        await _winds_until(page, "#screen-hana", "Did you meet?")
        await page.locator("#screen-hana button", has_text="We met").last.click()
        await expect(page.locator("#screen-hana")).to_contain_text("Hana Novák said so")
        await _types(page, "ines", "/circle stats")
        await expect(page.locator("#screen-ines")).to_contain_text("Tables that met")
        await browser.close()


async def test_who_can_not_come_frees_the_other(playground: str) -> None:
    """Hana presses; her table reads it, she reads what comes, and the other sits elsewhere."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        page = await browser.new_page(
            viewport={"width": DESK[0], "height": DESK[1]}, reduced_motion="reduce"
        )
        await page.goto(playground)
        await page.click("#screen-hana [data-step=join]")
        await expect(page.locator("#screen-hana .secret")).to_contain_text("You are in")
        await page.click("#moment-main")
        await expect(page.locator("#screen-hana")).to_contain_text("this is your table")
        names = await page.inner_text("#screen-hana .room b")
        other = next(name for name in names.replace(" and ", " ").split() if name != "Hana")
        await page.click('#screen-hana button:has-text("I can\'t this time")')
        await expect(page.locator("#screen-hana .log")).to_contain_text("This table is not to be")
        await expect(page.locator("#screen-hana .secret")).to_contain_text("You are free this time")
        who = other.casefold()
        for _ in range(20):  # carried a moment later; looked at anew, as somebody would
            await page.goto(f"{playground}?at={who}.bot")
            await page.click(f"#tab-{who}-table")
            await page.wait_for_timeout(300)
            if "sits at yours" in await page.inner_text(f"#screen-{who}"):
                break
        told = "had no table in this round, and sits at yours."
        await expect(page.locator(f"#screen-{who} .log")).to_contain_text(told)
        await expect(page.locator(f"#screen-{who} .room b")).to_contain_text(" and ")
        await browser.close()


async def test_a_table_finds_its_time(playground: str) -> None:
    """Hana asks for times and takes the first, who sits with her confirms, and she keeps the file.

    What a calendar's own parser reads in it is the moment that stands on the page.
    """
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        page = await browser.new_page(
            viewport={"width": DESK[0], "height": DESK[1]}, reduced_motion="reduce"
        )
        await page.goto(playground)
        await page.click("#screen-hana [data-step=join]")
        await expect(page.locator("#screen-hana .secret")).to_contain_text("You are in")
        await _winds_until(page, "#screen-hana", "this is your table")
        table = await page.get_attribute("#log-hana", "data-tab")
        names = await page.locator("#screen-hana .facts dt").all_inner_texts()
        (mate,) = [who.id for who in town(USUAL) if who.name in names and who.id != "hana"]
        await page.goto(f"{playground}?at=hana.{table},{mate}.{table}&on=hana")
        for who, label in (("hana", "Suggest times"), ("hana", "Time 1"), (mate, "Time 1")):
            async with page.expect_response("**/press*"):
                await page.locator(f"#screen-{who} button", has_text=label).last.click()
        for who in ("hana", mate):
            await expect(page.locator(f"#screen-{who}")).to_contain_text(
                "you meet on", timeout=20_000
            )
        shown = page.locator("#screen-hana .msg", has_text="you meet on").last
        moment = await shown.locator(".words time").first.get_attribute("datetime")
        async with page.expect_download() as kept:
            await page.locator("#screen-hana a[download]").last.click()
        download = await kept.value
        assert download.suggested_filename == "lunch.ics"
        (event,) = Calendar.from_ical((await download.path()).read_bytes()).walk("VEVENT")
        assert isinstance(event, Event)
        assert moment is not None
        assert event.start == datetime.fromisoformat(moment)
        await browser.close()


async def test_a_silent_table_is_nudged(playground: str) -> None:
    """Hana and Ines say nothing for two days: their table reads who starts, and with what."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        page = await browser.new_page(
            viewport={"width": DESK[0], "height": DESK[1]}, reduced_motion="reduce"
        )
        await page.goto(playground)
        await _looks(page, "ines", "lunch")
        await _types(page, "ines", "/circle create")
        for field, words in (
            ("name", "Quay lunch"),
            ("container", "The two of us"),
            ("construct", "every Wednesday at 12:00"),
            ("conversation", "What is new?"),
            ("community", "At ease"),
        ):
            await page.fill(f"#ines-{field}", words)
        await page.click("#screen-ines .sheet .main")
        await expect(page.locator("#screen-ines")).to_contain_text("Quay lunch is open")
        for who in ("hana", "ines"):
            await _types(page, who, "/lunch zone Prague")
            await expect(page.locator(f"#screen-{who}")).to_contain_text("I keep")
            await _types(page, who, "/lunch join Quay lunch")
            await expect(page.locator(f"#screen-{who}")).to_contain_text("You are in Quay lunch")
        await _winds_until(page, "#screen-hana", "Your table in Quay lunch")
        await _winds_until(page, "#screen-hana", "A first word, if there was none")
        await expect(page.locator("#screen-hana")).to_contain_text("I can't see what you write")
        await browser.close()


async def _types(page: Page, who: str, line: str) -> None:
    await page.fill(f"#screen-{who} .line", line)
    async with page.expect_response("**/say*"):
        await page.press(f"#screen-{who} .line", "Enter")


async def _looks(page: Page, who: str, tab: str) -> None:
    """Turn to a tab of somebody's screen; a page that is just being drawn anew is asked again."""
    chosen = page.locator(f"#tab-{who}-{tab}[aria-selected=true]")
    for _ in range(20):
        await page.click(f"#tab-{who}-{tab}")
        await page.wait_for_timeout(200)
        if await chosen.count():
            return
    raise AssertionError(f"{who} never looked at {tab}")


async def _winds_until(page: Page, where: str, words: str) -> None:
    """Wind the clock from one moment to the next until these words stand there."""
    for _ in range(20):
        if words in await page.inner_text(where):
            return
        async with page.expect_response("**/wind*"):
            await page.click("#moment-main")
        await page.wait_for_selector("html:not(.busy)")  # drawn anew
    raise AssertionError(await page.inner_text(where))


async def _answers(page: Page, who: str, button: str, words: str) -> None:
    """Somebody presses their last such button, fills in the form and sends it."""
    await page.locator(f"#screen-{who} button", has_text=button).last.click()
    await page.fill(f"#{who}-q1", words)
    await page.fill(f"#{who}-q2", "Print it")
    await page.click(f"#screen-{who} .sheet .main")
    await expect(page.locator(f"#{who}-q1")).to_have_count(0)
