"""What is known of two people: how often they sat together, and when last."""

from dataclasses import dataclass
from datetime import date

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two members of one community. `met` of the `times` are known to have come about."""

    last: date
    times: int
    met: int
