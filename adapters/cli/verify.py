"""`tablemates verify-round`: draws a round again from what was kept of it, and compares."""

import asyncio

import typer

from adapters.cli import exits
from adapters.cli.exits import Stop
from adapters.cli.reading import reading
from bot.circles.store import circles
from bot.circles.verifying import Verified
from bot.circles.verifying import verify as verified
from bot.config import Config


def verify(config: Config, circle: str, number: int) -> bool:
    """Say what was found. Whether the round is what its lot and its inputs make it."""
    found = asyncio.run(_verified(config, circle, number))
    typer.echo(f"round {number} of {circle}, {found.period}, drawn by lot {found.lot}")
    match found.sealed_before:
        case True:
            typer.echo("ok    the lot was sealed in the announcement before")
        case False:
            typer.echo("FAIL  the announcement before sealed another lot")
        case None:
            typer.echo(
                "ok    the first round; its seal stands in the message that opens the circle"
            )
    match found.same:
        case True:
            typer.echo("ok    drawn again, it makes the same tables")
        case False:
            typer.echo("FAIL  drawn again, it makes other tables than those that were set")
        case None:
            typer.echo("--    what it was drawn from is kept for 90 days and is gone")
    return found.sealed_before is not False and found.same is not False


async def _verified(config: Config, circle: str, number: int) -> Verified:
    async with reading(config) as tx:
        named = await circles.named(tx, circle)
        if not named:
            raise Stop(exits.USAGE, f"no circle is called {circle!r}")
        found = [await verified(tx, each, number) for each in named]
    for each in found:
        if each is not None:
            return each
    raise Stop(exits.USAGE, f"{circle} has no round {number}")
