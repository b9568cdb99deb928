"""The words by which an organiser says what kind a question is of, and who may read its answers."""

from dataclasses import dataclass

from bot.checkins.questions import OUTCOMES, Audience, Kind, Role


@dataclass(frozen=True, slots=True)
class Preset:
    kind: Kind
    role: Role = ""
    options: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    required: bool = True


KINDS: dict[str, Preset] = {
    "text": Preset("text"),
    "words": Preset("text"),
    "number": Preset("number"),
    "scale": Preset("scale", least=1, most=5),
    "rating": Preset("scale", least=1, most=5),
    "mood": Preset("scale", least=1, most=5),
    "choice": Preset("choice"),
    "choose": Preset("choice"),
    "choose one": Preset("choice"),
    "choices": Preset("choices"),
    "several": Preset("choices"),
    "choose any": Preset("choices"),
    "yes/no": Preset("yes_no"),
    "yes no": Preset("yes_no"),
    "yes or no": Preset("yes_no"),
    "date": Preset("date"),
    "day": Preset("date"),
    "blocker": Preset("text", "blocker", required=False),
    "promise": Preset("text", "promise"),
    "outcome": Preset("choice", "outcome", OUTCOMES),
    "working on": Preset("text", "working"),
    "ask": Preset("text", "ask", required=False),
    "offer": Preset("text", "offer", required=False),
}
AUDIENCES: dict[str, Audience] = {
    "only me": "me",
    "me": "me",
    "private": "me",
    "members": "members",
    "those in this check-in": "members",
    "organisers": "organisers",
    "organizers": "organisers",
    "confidential": "organisers",
    "channel": "channel",
    "everybody": "channel",
    "public": "channel",
    "anonymous": "anonymous",
    "anonymously": "anonymous",
}
OPTIONAL = "optional"
