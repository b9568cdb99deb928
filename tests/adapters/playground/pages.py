"""What the tests of the page have in common: a page opened, and the usual things done on it."""

import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from playwright.async_api import Page

from tests.adapters.playground.stage import Script

PICTURES = os.environ.get("PICTURES", "")  # a folder, for whoever wants to look

Opens = Callable[..., AbstractAsyncContextManager[tuple[Page, Script]]]
"""Takes a size, a colour scheme and `touch`; gives the page of a new playground, and its script."""


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


async def wound(page: Page, who: str = "hana") -> None:
    """The clock is wound to the next round, and somebody sits at a table."""
    async with page.expect_response("**/wind*"):
        await page.click("#moment-main")
    await page.wait_for_selector(f"#screen-{who} .room")
