"""What the bot has to be told to work on Discord. Needs no Discord library."""

import re

from pydantic import BaseModel, ConfigDict, SecretStr, field_validator

_TOKEN = re.compile(r"[\w.-]+", re.ASCII)


class Settings(BaseModel):
    """The `[discord]` section of the config.

    Both addresses are honoured by every call and by the gateway's socket, so that the whole bot
    can be pointed at a proxy or at a server of your own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    token: SecretStr
    api_url: str = "https://discord.com/api/v10"
    gateway_url: str = "wss://gateway.discord.gg/"

    @field_validator("token")
    @classmethod
    def _is_a_token(cls, token: SecretStr) -> SecretStr:
        if not _TOKEN.fullmatch(token.get_secret_value().strip()):
            raise ValueError("must be the bot's token alone: letters, digits, dots, dashes")
        return SecretStr(token.get_secret_value().strip())

    @field_validator("api_url")
    @classmethod
    def _is_rest(cls, url: str) -> str:
        if not re.fullmatch(r"https?://[^/\s?#]+[^\s?#]*/v10/?", url):
            raise ValueError("must be an http or https address that ends in /v10")
        return url.rstrip("/")

    @field_validator("gateway_url")
    @classmethod
    def _is_a_socket(cls, url: str) -> str:
        if not re.fullmatch(r"wss?://[^/\s?#]+[^\s?#]*", url):
            raise ValueError("must be a ws or wss address")
        return url
