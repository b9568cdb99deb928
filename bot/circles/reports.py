"""How a circle's rounds went, for a spreadsheet: counts and shares, never a person."""

from dataclasses import dataclass
from datetime import date

from bot.circles.model import Circle
from bot.circles.store import figures
from bot.circles.store.figures import Figures
from bot.database import Transaction

SPANS = (4, 12)  # rounds that are told together


@dataclass(frozen=True, slots=True)
class Line:
    """One round (`over` is 1), or the latest ones together (`over` is how many are meant).

    `rounds`: how many there were to count; `day` and `round` are the latest one's. Shares are from
    0 to 1. What pairs have met is known as it is now, so only lines of several rounds tell it.
    """

    workspace: str
    circle: str
    over: int
    rounds: int
    round: int
    day: date
    tables: int
    met: int
    met_rate: float
    answered: int
    reply_rate: float
    new_acquaintances: int
    left_out: int
    pairs_met: int | None = None
    pairs_possible: int | None = None
    coverage: float | None = None


async def report(tx: Transaction, circle: Circle) -> list[Line]:
    """Each round that was drawn, the oldest first, and then the latest four and twelve together."""
    drawn = await figures.drawn(tx, circle.id)
    if not drawn:
        return []
    found = await figures.of_rounds(tx, circle.id, len(drawn))
    lines = [_line(circle, 1, [each], *when) for each, when in zip(found, drawn, strict=True)][::-1]
    pairs = await figures.coverage(tx, circle.id)
    return lines + [_line(circle, span, found[:span], *drawn[0], pairs=pairs) for span in SPANS]


def _line(
    circle: Circle,
    over: int,
    found: list[Figures],
    number: int,
    day: date,
    pairs: tuple[int, int] | None = None,
) -> Line:
    total = sum(found, Figures())
    met, possible = pairs or (None, None)
    return Line(
        workspace=f"{circle.platform}:{circle.workspace}",
        circle=circle.name,
        over=over,
        rounds=len(found),
        round=number,
        day=day,
        tables=total.tables,
        met=total.met,
        met_rate=_share(total.met, total.tables),
        answered=total.answered,
        reply_rate=_share(total.answered, total.tables),
        new_acquaintances=total.new,
        left_out=total.left_out,
        pairs_met=met,
        pairs_possible=possible,
        coverage=None if met is None or possible is None else _share(met, possible),
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
