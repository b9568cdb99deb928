"""The playground as its players have it: `tablemates try` as a process, and its page in a browser.

`PICTURES=docs/pictures` keeps what the browser saw, as the README shows it.
"""

import asyncio
import os
import re
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from signal import SIGINT

from playwright.async_api import Locator, Page, expect

from tests.wire.running import OF_THIS_TREE, PATIENCE, TABLEMATES

PICTURES = os.environ.get("PICTURES", "")
URL = re.compile(r"http://127\.0\.0\.1:\d+/")


@asynccontextmanager
async def playground(folder: Path) -> AsyncIterator[str]:
    """The address of a playground that was just started, as its own words say."""
    process = await asyncio.create_subprocess_exec(
        TABLEMATES, "try", "--port", "0", "--fresh", cwd=folder, env=OF_THIS_TREE, stdout=PIPE
    )
    try:
        assert process.stdout is not None
        printed = ""
        async with asyncio.timeout(PATIENCE):
            while not (found := URL.search(printed)):
                line = await process.stdout.readline()
                assert line, printed
                printed += line.decode()
        yield found[0]
        process.send_signal(SIGINT)
        await asyncio.wait_for(process.communicate(), PATIENCE)
        assert process.returncode == 0
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


class Screens:
    """The people's screens, side by side on one page, and the clock above them."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def of(self, who: str) -> Locator:
        """All of somebody's screen."""
        return self.page.locator(f"#screen-{who}")

    async def sees(self, who: str, *words: str) -> None:
        """This stands on their screen, or soon will."""
        for each in words:
            await expect(self.of(who)).to_contain_text(each)

    async def turns(self, who: str, tab: str) -> None:
        """Somebody turns to a tab: `bot`, `lunch` or `table`."""
        await self.page.click(f"#tab-{who}-{tab}")
        await expect(self.page.locator(f"#tab-{who}-{tab}[aria-selected=true]")).to_have_count(1)

    async def types(self, who: str, line: str) -> None:
        """Somebody types a line and sends it."""
        box = self.of(who).locator(".line")
        await box.fill(line)
        async with self.page.expect_response("**/say*"):
            await box.press("Enter")

    async def presses(self, who: str, label: str) -> None:
        """Somebody presses their newest button of that name."""
        async with self.page.expect_response("**/press*"):
            await self.of(who).get_by_role("button", name=label, exact=True).last.click()

    async def chooses(self, who: str, label: str, option: str) -> None:
        """Somebody chooses an option of their newest select of that name."""
        async with self.page.expect_response("**/press*"):
            await self.of(who).get_by_label(label, exact=True).last.select_option(label=option)

    async def fills(self, who: str, fields: dict[str, str]) -> None:
        """Somebody fills in the form before them and sends it; it is understood."""
        for name, words in fields.items():
            await self.page.fill(f"#{who}-{name}", words)
        await self.of(who).locator(".sheet .main").click()
        await expect(self.of(who).locator(".sheet")).to_have_count(0)

    async def joins(self) -> None:
        """Hana presses *Join*, as the tour says first."""
        await self.page.click("#screen-hana [data-step=join]")
        await expect(self.of("hana").locator(".secret")).to_contain_text("You are in")

    async def winds(self) -> None:
        """The clock goes on to the next moment."""
        async with self.page.expect_response("**/wind*"):
            await self.page.click("#moment-main")
        await self.page.wait_for_selector("html:not(.busy)")  # drawn anew

    async def winds_until(self, who: str, words: str, tab: str = "") -> None:
        """The clock goes on from one moment to the next until somebody reads this.

        They keep to the tab that is named: whoever got a table on the way is shown it.
        """
        for _ in range(20):
            if tab:
                await self.turns(who, tab)
            if words in await self.of(who).inner_text():
                return
            await self.winds()
        raise AssertionError(await self.of(who).inner_text())

    async def keeps(self, name: str) -> None:
        """Keep a picture, for whoever asked for them."""
        if PICTURES:
            await self.page.screenshot(path=Path(PICTURES) / name)
