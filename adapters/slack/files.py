"""Files into Slack's conversations, in the three steps that it asks for."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import failures, render
from adapters.slack.limits import Limits
from adapters.slack.timing import Timing
from bot.chat.message import File
from bot.chat.platform import Receipt, Undeliverable

_SCOPE, _NOT_GRANTED = "files:write", "missing_scope"


class Files:
    """Uploads. `granted` until Slack says that this app may not: then it is not tried again.

    It says so when the bot introduces itself, or when the first file is refused. Nobody sees
    anything before the third step, so that the first two may always be repeated.
    """

    def __init__(self, posting: AsyncWebClient, limits: Limits, timing: Timing) -> None:
        self.granted = True
        self._posting = posting
        self._limits = limits
        self._patience = aiohttp.ClientTimeout(total=timing.call)

    def learn(self, scopes: str) -> None:
        """What Slack says was granted, with commas between; "" where it says nothing."""
        self.granted = not scopes or _SCOPE in {each.strip() for each in scopes.split(",")}

    async def post(self, channel: str, file: File) -> Receipt:
        """Put it there; the receipt is Slack's id of the file."""
        if not self.granted:
            raise Undeliverable(_NOT_GRANTED, forever=True)
        address, name = await self._place(file)
        await self._upload(address, file)
        with self._limits.kept("files.completeUploadExternal"), failures.judged():
            await self._posting.files_completeUploadExternal(
                channel_id=channel, **render.file(file, name)
            )
        return Receipt(name)

    async def _place(self, file: File) -> tuple[str, str]:
        """Where to upload it to, and what Slack calls it from now on."""
        try:
            with (
                self._limits.kept("files.getUploadURLExternal"),
                failures.judged(repeatable=True),
            ):
                place = await self._posting.files_getUploadURLExternal(
                    filename=file.name, length=len(file.content)
                )
                return str(place["upload_url"]), str(place["file_id"])
        except Undeliverable as no:
            self.granted = no.reason != _NOT_GRANTED
            raise

    async def _upload(self, address: str, file: File) -> None:
        with failures.judged(repeatable=True):
            async with (
                aiohttp.ClientSession(timeout=self._patience) as session,
                session.post(address, data=file.content) as response,
            ):
                if response.status != 200:
                    raise Undeliverable(f"HTTP {response.status}")
