"""A form: up to five fields that somebody fills in and sends as one request."""

from dataclasses import dataclass

from bot.chat import limits
from bot.chat.message import Option
from bot.chat.text import Text


@dataclass(frozen=True, slots=True)
class TextField:
    """One line or several. Its value arrives under `name`, "" when it was left empty."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    required: bool = True
    long: bool = False
    most: int = limits.FIELD_TEXT

    def __post_init__(self) -> None:
        _field(self.label, self.hint)
        limits.fits(f"field {self.label!r}", self.most, limits.FIELD_TEXT)
        limits.fits(f"value of {self.label!r}", len(self.value), self.most)


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One out of some; its value arrives under `name`."""

    name: str
    label: str
    options: tuple[Option, ...]
    hint: str = ""
    value: str = ""
    required: bool = True

    def __post_init__(self) -> None:
        _field(self.label, self.hint)
        limits.fits(f"options of {self.label!r}", len(self.options), limits.OPTIONS)


@dataclass(frozen=True, slots=True)
class ChoicesField:
    """Any number out of at most ten; the values arrive as a tuple under `name`."""

    name: str
    label: str
    options: tuple[Option, ...]
    hint: str = ""
    values: tuple[str, ...] = ()
    required: bool = False

    def __post_init__(self) -> None:
        _field(self.label, self.hint)
        limits.fits(f"options of {self.label!r}", len(self.options), limits.FIELD_OPTIONS)


Field = TextField | ChoiceField | ChoicesField


@dataclass(frozen=True, slots=True)
class Form:
    """Fields under a title. What is sent arrives as `action`, with the fields as its values.

    `beside`: it was opened from a message that says other things too, and stays as it is.
    """

    title: str
    submit: str
    action: str
    fields: tuple[Field, ...]
    state: tuple[str, ...] = ()
    carried: str = ""
    beside: bool = False

    def __post_init__(self) -> None:
        limits.fits(f"form title {self.title!r}", len(self.title), limits.FORM_TITLE)
        limits.fits(f"submit {self.submit!r}", len(self.submit), limits.SUBMIT)
        limits.fits("fields of a form", len(self.fields), limits.FIELDS)
        if len({field.name for field in self.fields}) != len(self.fields):
            raise ValueError("two fields of a form share a name")


Errors = tuple[tuple[str, Text], ...]
"""What is wrong with a form that was sent: (the field's name, why), in the form's order."""


def _field(label: str, hint: str) -> None:
    limits.fits(f"field {label!r}", len(label), limits.FIELD_LABEL)
    limits.fits(f"hint of {label!r}", len(hint), limits.FIELD_HINT)
