"""What `tablemates check` asks of Slack: tokens, scopes, and whether the clock is right.

Nothing is changed and nobody hears of it.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import failures
from adapters.slack.commands import OPTIONAL, SCOPES
from adapters.slack.platform import client
from adapters.slack.settings import Settings
from bot.clock import SystemClock

_SKEW = timedelta(seconds=60)  # rounds come at a minute, so that a minute is what somebody notices
_CLOCK = SystemClock()


class Check(NamedTuple):
    """One line of what was found."""

    name: str
    ok: bool
    text: str


async def checks(
    settings: Settings, now: Callable[[], datetime] = _CLOCK.now
) -> AsyncIterator[Check]:
    """Each finding as soon as it is there. Nothing is asked twice."""
    reading = client(settings)
    try:
        told = await reading.auth_test()
    except failures.FAILED as failure:
        yield Check("Slack bot token", ok=False, text=_why(failure, settings.api_url))
    else:
        where = f"works in {told['team']} as {told['user']}"
        yield Check("Slack bot token", ok=True, text=where)
        yield _scopes(told.headers)
        yield _clock(told.headers, now())
    yield await _app_token(reading, settings)


def _scopes(headers: Mapping[str, str]) -> Check:
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        text = f"missing {', '.join(missing)}: add them at OAuth & Permissions and reinstall"
        return Check("Slack scopes", ok=set(missing) <= OPTIONAL, text=text)
    return Check("Slack scopes", ok=True, text=f"{', '.join(SCOPES)}: all granted")


def _clock(headers: Mapping[str, str], now: datetime) -> Check:
    try:
        skew = now - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return Check("Slack clock", ok=False, text="Slack's answer bears no date to compare with")
    ahead = round(skew.total_seconds())
    return Check("Slack clock", ok=abs(skew) < _SKEW, text=f"{ahead:+d} s against Slack's")


async def _app_token(reading: AsyncWebClient, settings: Settings) -> Check:
    token = settings.app_token.get_secret_value()
    try:
        await reading.apps_connections_open(app_token=token)
    except failures.FAILED as failure:
        return Check("Slack app token", ok=False, text=_why(failure, settings.api_url))
    return Check("Slack app token", ok=True, text="opens a Socket Mode connection")


def _why(failure: Exception, address: str) -> str:
    reason = failures.verdict(failure).reason
    if reason in _HINTS:
        return f"{reason}: {_HINTS[reason]}"
    return f"{address} says {reason}"


_HINTS = {
    "account_inactive": "the app was removed from the workspace; install it again",
    "forbidden_team": "Socket Mode is off for this app",
    "invalid_auth": "the token is not one of this app's; copy it again",
    "missing_scope": "an app-level token needs connections:write",
    "not_allowed_token_type": "the two tokens are mixed up",
    "token_revoked": "the token was revoked; install the app again and copy the new one",
}
