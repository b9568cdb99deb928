"""One Chromium for all tests of a worker, and what they have in common.

These tests need Debian's chromium: apt-get install chromium
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

CHROMIUM = Path("/usr/bin/chromium")
DESK, PHONE = (1280, 800), (390, 844)

# A browser belongs to the loop that it was started in, so the tests that share it share that, too.
IN_A_BROWSER = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(
        not CHROMIUM.exists(),
        reason="left out: the page is tested in a browser (apt-get install chromium)",
    ),
]
expect.set_options(timeout=30_000)  # milliseconds: two cores share a browser and a bot


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A browser with nothing open."""
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        await browser.close()


@asynccontextmanager
async def opened(
    browser: Browser, size: tuple[int, int] = DESK, scheme: str = "light", *, touch: bool = False
) -> AsyncIterator[Page]:
    """A page of a context of its own, with nothing of other tests in it."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=touch,
        is_mobile=touch,
        reduced_motion="reduce",
    )
    try:
        yield await context.new_page()
    finally:
        await context.close()


def wrongs(page: Page, home: str) -> list[str]:
    """What goes wrong on a page from now on, which is nothing: errors, and requests elsewhere."""
    wrong: list[str] = []
    page.on("console", lambda line: wrong.append(line.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda sent: _note_outside(wrong, sent.url, home))
    return wrong


def _note_outside(wrong: list[str], url: str, home: str) -> None:
    if not url.startswith(home):
        wrong.append(f"asked {url}")
