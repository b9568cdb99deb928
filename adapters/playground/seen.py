"""What waits to be looked at: the small dots on seats and tabs."""

from collections.abc import Iterable

from adapters.playground.world import LUNCH, World, direct


class Seen:
    """What each person has had before their eyes; when the playground opens, everything."""

    def __init__(self, world: World, people: Iterable[str]) -> None:
        self._world = world
        self._last: dict[tuple[str, str], str] = {}
        for person in people:
            for place in (LUNCH, direct(person), *(room.id for room in world.tables_of(person))):
                self.look(person, place)

    def look(self, person: str, place: str) -> None:
        """They look there now."""
        self._last[person, place] = self._newest(person, place)

    def fresh(self, person: str, place: str) -> bool:
        """Whether something there waits to be looked at."""
        return self._newest(person, place) != self._last.get((person, place), "")

    def _newest(self, person: str, place: str) -> str:
        there = self._world.seen_by(person, place)
        return there[-1].id if there else ""
