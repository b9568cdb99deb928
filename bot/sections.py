"""The core's own sections of the config: its storage, what holds for a community, and health."""

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from bot.schedules.zones import UnknownZone, zone_named
from bot.texts.catalogue import LANGUAGES

_SQLITE = "sqlite+aiosqlite:///"
_STRICT = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Storage(BaseModel):
    """Where the bot keeps what it knows."""

    model_config = _STRICT

    url: str = f"{_SQLITE}tablemates.db"

    @property
    def path(self) -> Path:
        """The database's file; a relative one lies where the bot was started."""
        return Path(self.url.removeprefix(_SQLITE).partition("?")[0])

    @field_validator("url")
    @classmethod
    def _is_a_file(cls, url: str) -> str:
        name = url.removeprefix(_SQLITE)
        if name == url or not name or name == ":memory:" or "\0" in name:
            raise ValueError(f"must be {_SQLITE}FILE")
        return url


class Community(BaseModel):
    """What holds for a community until it says otherwise."""

    model_config = _STRICT

    timezone: str = "UTC"
    language: str = "en"

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            return zone_named(name)
        except UnknownZone as unknown:
            near = f"; did you mean {' or '.join(unknown.near)}?" if unknown.near else ""
            raise ValueError(f"must be a time zone, for example Europe/Berlin{near}") from None

    @field_validator("language")
    @classmethod
    def _is_spoken(cls, language: str) -> str:
        if language not in LANGUAGES:
            raise ValueError(f"must be one of {', '.join(LANGUAGES)}")
        return language


class Web(BaseModel):
    """Where /healthz and /readyz answer."""

    model_config = _STRICT

    behind_proxy: bool = False  # stands first: the check of the host looks at it
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)  # 0: whichever is free

    @field_validator("host")
    @classmethod
    def _is_ours_alone(cls, host: str, info: ValidationInfo) -> str:
        if not host:
            raise ValueError("must be an address, for example 127.0.0.1")
        if not info.data.get("behind_proxy", True) and not _is_loopback(host):
            raise ValueError(
                "can be reached from other machines; keep 127.0.0.1, or put a proxy with TLS in "
                "front and set web.behind_proxy = true"
            )
        return host


SECTIONS: Mapping[str, type[BaseModel]] = {
    "storage": Storage,
    "community": Community,
    "web": Web,
}


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
