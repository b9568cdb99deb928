"""How long the Slack adapter waits for what, in one place, so that a test can wait less."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """All in seconds."""

    guard: float = 2.0  # until an acknowledgement goes out empty; Slack waits for 3
    call: int = 20  # for one call of the Web API; then it counts as perhaps done
    kept: float = 60.0  # that somebody's rights are believed
    pace: float = 0.6  # between two of `users.info` in a row: tier 4, 100 and more a minute
    dead: float = 60.0  # without a session until a new one is opened
    look: float = 1.0  # between two looks at the session
    ping: float = 5.0  # between two pings; the library gives a session up after four
    pause: float = 1.0  # before the second try to connect; doubled each time, at most 30


USUAL = Timing()
