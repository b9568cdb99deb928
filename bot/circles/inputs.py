"""What a round was drawn from, kept as JSON, so that the very same drawing can be made again."""

import json
from collections.abc import Mapping
from dataclasses import asdict

from bot.pairing.draw import draw
from bot.pairing.seating import Drawing, Pair, Past, Seating, Wish

VERSION = 1


def dump(seating: Seating, past: Mapping[Pair, Past]) -> str:
    """The seating, and all that the drawing was told of the past."""
    kept = {
        "version": VERSION,
        "people": list(seating.people),
        "size": seating.size,
        "smallest": seating.smallest,
        "largest": seating.largest,
        "cooldown": seating.cooldown,
        "never": sorted(seating.never),
        "burden": sorted(seating.burden.items()),
        "waited": sorted(seating.waited.items()),
        "wishes": [asdict(wish) for wish in seating.wishes],
        "tags": [
            [person, sorted([tag, sorted(values)] for tag, values in tags.items())]
            for person, tags in sorted(seating.tags.items())
        ],
        "past": [
            [*pair, p.times, p.last, p.known, *((p.repeats,) if p.repeats > 1 else ())]
            for pair, p in sorted(past.items())
        ],
    }
    return json.dumps(kept, separators=(",", ":"))


def again(kept: str, lot: bytes) -> Drawing:
    """The drawing that these inputs and this lot make. Raises ValueError for another version's."""
    read = json.loads(kept)
    if read["version"] != VERSION:
        raise ValueError(f"these inputs are of version {read['version']}, not {VERSION}")
    seating = Seating(
        people=tuple(read["people"]),
        size=read["size"],
        smallest=read["smallest"],
        largest=read["largest"],
        cooldown=read["cooldown"],
        never=frozenset((a, b) for a, b in read["never"]),
        burden=dict(read["burden"]),
        waited=dict(read["waited"]),
        wishes=tuple(Wish(**wish) for wish in read["wishes"]),
        tags={
            person: {tag: frozenset(values) for tag, values in tags}
            for person, tags in read["tags"]
        },
    )
    past = {(a, b): Past(*known) for a, b, *known in read["past"]}
    return draw(seating, past, int.from_bytes(lot, "big"))
