"""What `tablemates check` asks Discord: does the token work, is all set up, is the clock right?"""

from email.utils import parsedate_to_datetime

import aiohttp

from adapters.discord.settings import Settings
from bot.clock import Clock

Check = tuple[str, bool, str]

_AGENT = "DiscordBot (https://github.com/Rapptz/discord.py, 2.7)"
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_SKEW = 30.0  # seconds; a moment in a message would be wrong by as much
_HELLO = 10


async def checks(settings: Settings, clock: Clock) -> list[Check]:
    """One line each: what was looked at, whether it is right, and what was found."""
    headers = {
        "Authorization": f"Bot {settings.token.get_secret_value()}",
        "User-Agent": _AGENT,
    }
    async with aiohttp.ClientSession(headers=headers, timeout=_TIMEOUT) as session:
        found = [await _token(session, settings, clock)]
        if found[0][1]:
            found += await _application(session, settings)
            found.append(await _servers(session, settings))
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        found.append(await _gateway(session, settings))
    return found


async def _token(session: aiohttp.ClientSession, settings: Settings, clock: Clock) -> Check:
    try:
        async with session.get(f"{settings.api_url}/users/@me") as answer:
            if answer.status == 401:
                return "token", False, "Discord does not accept it; reset it on the Bot page"
            if answer.status != 200:
                return "token", False, f"Discord answered {answer.status}"
            name = (await answer.json()).get("username", "")
            skew = _skew(answer.headers.get("Date"), clock)
    except (aiohttp.ClientError, OSError, ValueError) as wrong:
        return "token", False, f"{settings.api_url} can't be reached ({type(wrong).__name__})"
    if skew is not None and abs(skew) > _SKEW:
        return "token", False, f"this machine's clock is {skew:+.0f} s off Discord's; set it"
    return "token", True, f"it is {name}'s"


async def _application(session: aiohttp.ClientSession, settings: Settings) -> list[Check]:
    try:
        async with session.get(f"{settings.api_url}/oauth2/applications/@me") as answer:
            found = await answer.json()
    except (aiohttp.ClientError, OSError, ValueError) as wrong:
        return [("application", False, f"can't be read ({type(wrong).__name__})")]
    if found.get("interactions_endpoint_url"):
        why = "an Interactions Endpoint URL is set, so Discord sends commands there; clear it"
        return [("application", False, why)]
    return [("application", True, "commands come to this bot; no privileged intent is used")]


async def _servers(session: aiohttp.ClientSession, settings: Settings) -> Check:
    try:
        async with session.get(f"{settings.api_url}/users/@me/guilds") as answer:
            found = len(await answer.json())
    except (aiohttp.ClientError, OSError, ValueError) as wrong:
        return "servers", False, f"can't be listed ({type(wrong).__name__})"
    if not found:
        return "servers", False, "the bot is in none; add it with: tablemates discord-invite"
    return "servers", True, f"the bot is in {found}"


async def _gateway(session: aiohttp.ClientSession, settings: Settings) -> Check:
    """Only as far as Discord's first word, so that it does not count as a start."""
    try:
        async with session.ws_connect(f"{settings.gateway_url}?v=10&encoding=json") as socket:
            hello = await socket.receive_json(timeout=10)
    except (aiohttp.ClientError, OSError, ValueError, TypeError) as wrong:
        return "gateway", False, f"{settings.gateway_url} can't be reached ({type(wrong).__name__})"
    return "gateway", hello.get("op") == _HELLO, "it answers"


def _skew(date: str | None, clock: Clock) -> float | None:
    """How many seconds this machine is ahead of Discord."""
    try:
        theirs = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return (clock.now() - theirs).total_seconds()
