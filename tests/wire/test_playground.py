"""A newcomer's first minute: `tablemates try`, a browser, one round. It also takes the pictures.

`PICTURES=docs/pictures` keeps what the browser saw, as the README shows it.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.adapters.playground.test_page import CHROMIUM, DESK

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
        await keeps(page, "playground.png")
        await browser.close()


async def keeps(page: Page, name: str) -> None:
    """Keep a picture, for whoever asked for them."""
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / name)
