"""What the tests of the page can ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.async_api import Browser, Page

from tests.adapters.playground.pages import Opens
from tests.adapters.playground.stage import Script, playing
from tests.browser import DESK, opened, wrongs


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
