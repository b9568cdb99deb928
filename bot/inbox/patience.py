"""How much one person may ask for at once, so that nobody keeps the others waiting."""

AT_ONCE = 30  # requests in a row, which no hand presses without thinking
A_SECOND = 1.0  # that come back
_REMEMBERED = 10_000  # people; beyond, those who have been quiet are forgotten


class Patience:
    """A bucket of tokens for each person, kept in memory only."""

    def __init__(self, at_once: int = AT_ONCE, a_second: float = A_SECOND) -> None:
        self._at_once = float(at_once)
        self._a_second = a_second
        self._left: dict[tuple[str, ...], tuple[float, float]] = {}  # tokens, and at which second

    def allows(self, who: tuple[str, ...], second: float) -> bool:
        """Whether somebody may ask once more, at this second of any clock that goes forward."""
        left, since = self._left.get(who, (self._at_once, second))
        left = min(self._at_once, left + max(0.0, second - since) * self._a_second)
        allowed = left >= 1.0
        self._left[who] = (left - 1.0 if allowed else left, second)
        if len(self._left) > _REMEMBERED:
            self._forget(second)
        return allowed

    def _forget(self, second: float) -> None:
        """Drop whoever has their whole bucket again; should that be nobody, everybody."""
        self._left = {
            who: (left, since)
            for who, (left, since) in self._left.items()
            if left + (second - since) * self._a_second < self._at_once
        }
        if len(self._left) > _REMEMBERED:
            self._left.clear()
