"""What an operator sets for Slack: two tokens, and for special cases an address and a prefix."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr


def _bot_token(token: SecretStr) -> SecretStr:
    if not token.get_secret_value().startswith(("xoxb-", "xoxe.xoxb-")):
        raise ValueError("a bot token starts with xoxb- (OAuth & Permissions)")
    return token


def _app_token(token: SecretStr) -> SecretStr:
    if not token.get_secret_value().startswith("xapp-"):
        raise ValueError("an app-level token starts with xapp- (Basic Information)")
    return token


def _address(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("an address starts with https://")
    return url if url.endswith("/") else url + "/"


class Settings(BaseModel):
    """The `[slack]` table of the config."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    bot_token: Annotated[SecretStr, AfterValidator(_bot_token)]
    app_token: Annotated[SecretStr, AfterValidator(_app_token)]
    api_url: Annotated[str, AfterValidator(_address)] = "https://slack.com/api/"
    command_prefix: Annotated[str, Field(pattern=r"^[a-z0-9_-]{0,20}$")] = ""
