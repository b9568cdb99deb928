"""Takes out of a text whatever is shaped like a token, before anybody reads it."""

import re

HIDDEN = "[redacted]"

_TOKENS = re.compile(
    r"""
      xox[a-z](?:\.xox[a-z])?-[\w.%-]{2,}  # Slack: bot, user, refresh and legacy tokens
    | xapp-[\w-]{2,}                       # Slack: app-level token
    | (?<![\w-])[\w-]{22,30}\.[\w-]{5,8}\.[\w-]{25,110}  # Discord: bot token
    | mfa\.[\w-]{20,}                      # Discord: user token
    | https?://[^\s/"']*discord(?:app)?\.com/api/(?:v\d+/)?webhooks/[^\s"'<>]+
    | /(?:webhooks|interactions)/\d+/[\w-]{3,}           # Discord: a token inside a path
    | https?://hooks\.slack(?:-gov)?\.com/[^\s"'<>]+
    | [sr]k_(?:live|test)_\w+              # payment keys, which people paste anywhere
    | gh[a-z]_\w{20,} | github_pat_\w{20,}
    | eyJ[\w-]{8,2000}\.[\w-]{8,2000}\.[\w-]{8,2000}     # JSON web token
    """,
    re.VERBOSE | re.ASCII,
)
_TELLING = r"(?:\w{1,20}_)?(?:token|ticket|secret|password)"
_NAMED = re.compile(  # what stands after a telling name
    rf"""(
        authorization["']?\s?[:=]\s?["']?(?:(?:bot|bearer|basic)\s)?
      | (?<!\w){_TELLING}=["']?             # ?ticket=…
      | ["']{_TELLING}["']\s?:\s?["']       # "token": "…"
    )[^\s"'&,;<>]{{6,}}""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"(://[^\s/:@]{1,64}:)[^\s/@]{1,256}(?=@)")  # user:password@host


def redact(text: str) -> str:
    """The same text with every token-shaped part replaced."""
    text = _TOKENS.sub(HIDDEN, text)
    text = _NAMED.sub(rf"\1{HIDDEN}", text)
    return _IN_ADDRESS.sub(rf"\1{HIDDEN}", text)
