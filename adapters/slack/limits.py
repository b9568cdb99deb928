"""Keeps the silence that Slack asks for: after a 429 a method is not called before its time."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.chat.platform import Undeliverable


class Limits:
    """Slack counts by method and workspace, whatever the call was about; so the wait holds for all.

    Without it one delivery would wait, and those behind it would ask in the meantime.
    """

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    @contextmanager
    def kept(self, method: str) -> Iterator[None]:
        """Call it inside. Raises `Undeliverable` without a call while Slack wants to hear none."""
        left = self._until.get(method, 0.0) - _second()
        if left > 0:
            raise Undeliverable("ratelimited", after=left)
        try:
            yield
        except Undeliverable as no:
            if no.after is not None:
                self._until[method] = _second() + no.after
            raise


def _second() -> float:
    return asyncio.get_running_loop().time()
