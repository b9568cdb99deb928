"""What the stories on the wire can ask for."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio


@pytest_asyncio.fixture(loop_scope="session")
async def screens(chromium: Any, tmp_path: Path) -> AsyncIterator[object]:
    """A playground of its own in the browser of this worker; at the end nothing went wrong."""
    from tests.browser import opened, wrongs  # here, as only the stories in a browser need it
    from tests.wire.on_page import Screens, playground

    async with playground(tmp_path) as url, opened(chromium) as page:
        wrong = wrongs(page, url)
        await page.goto(url)
        yield Screens(page, url)
        await page.close()
        assert wrong == []
