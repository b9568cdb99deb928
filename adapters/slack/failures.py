"""What it means when a call to Slack fails: again later, never again, or nobody can tell."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.chat.platform import Undeliverable

# Everything that a call of the library can end with. ValueError and AttributeError are what it
# raises when the reply can't be read (bytes that are no text, a text where JSON should be).
FAILED = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError)

_BEFORE = (  # the request was never sent
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
_LATER = {
    "external_channel_migrating",
    "message_limit_exceeded",
    "org_login_required",
    "rate_limited",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
}
SOMEBODY_GONE = {"user_disabled", "user_not_found", "users_not_found"}  # conversations.open
_PERHAPS = {"fatal_error", "internal_error"}  # "some aspect of the operation may have succeeded"
_EVERYWHERE = {
    "access_denied",
    "accesslimited",
    "account_inactive",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "invalid_auth",
    "not_allowed_token_type",
    "not_authed",
    "token_expired",
    "token_revoked",
    "two_factor_setup_required",
}


def verdict(failure: Exception) -> Undeliverable:
    """What this failure means. The reason names a code or a kind, never what was sent.

    A code that stands in no table is for ever: Slack refused in so many words, and would again.
    """
    if isinstance(failure, SlackApiError):
        return _refused(failure)
    perhaps = not isinstance(failure, _BEFORE)
    return Undeliverable(type(failure).__name__, perhaps=perhaps)


@contextmanager
def judged(*, repeatable: bool = False) -> Iterator[None]:
    """Turn any failure inside into its verdict.

    `repeatable`: doing it twice is the same as once, so that it never counts as "perhaps".
    """
    try:
        yield
    except FAILED as failure:
        found = verdict(failure)
        found.perhaps = found.perhaps and not repeatable
        raise found from None  # the library's own text quotes the whole response


def code(failure: SlackApiError) -> str:
    """Slack's word for what was wrong, "" where there was no reply to read it from."""
    data = getattr(failure.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def _refused(failure: SlackApiError) -> Undeliverable:
    response = failure.response
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    error = code(failure)
    if status == 429 or error in {"ratelimited", "rate_limited"}:
        return Undeliverable("ratelimited", after=_seconds(response.headers.get("Retry-After")))
    if not error:
        return Undeliverable(f"HTTP {status}", perhaps=status != 503)
    return Undeliverable(
        error,
        perhaps=error in _PERHAPS,
        everywhere=error in _EVERYWHERE,
        forever=error not in _LATER | _PERHAPS | _EVERYWHERE,
    )


def _seconds(header: str | None) -> float:
    return float(header) if header and header.isascii() and header.isdigit() else 30.0
