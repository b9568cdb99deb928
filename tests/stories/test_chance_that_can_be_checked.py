"""The lot of a round is sealed before it is drawn, told with it, and can be checked afterwards."""

import hashlib
import re

from bot.circles import verifying
from bot.circles.store import circles
from bot.circles.store import rounds as rows
from tests.town import Town, said

HEX = re.compile(r"[0-9a-f]{64}|[0-9a-f]{32}")


async def test_each_lot_was_sealed_in_the_announcement_before(town: Town) -> None:
    """What the opening and each announcement seal is the SHA-256 of the lot that is told next."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora", "Eva")
    await town.wind(weeks=3)
    opening, *announced = (HEX.findall(said(each)) for each in town.stage.in_channel("lunch"))
    assert len(announced) == 3
    seals = [opening[0], *(seal for _, seal in announced)]
    for seal, (lot, _) in zip(seals, announced, strict=False):
        assert hashlib.sha256(bytes.fromhex(lot)).hexdigest() == seal


async def test_moving_a_round_does_not_change_its_lot(town: Town) -> None:
    """Nobody can try out dates until the lot pleases them: it stays the one that was sealed."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    await town.bot.deliver()
    form = await town.says("Olga", "/circle edit", organises=True)
    changed = {"name": "Harbour lunch", "container": "x", "construct": "every Thursday at 9:00"}
    assert "Thursday at 09:00" in said(await town.sends("Olga", form, changed, organises=True))
    await town.wind(days=4)
    opening, announced = (HEX.findall(said(each)) for each in town.stage.in_channel("lunch"))
    assert hashlib.sha256(bytes.fromhex(announced[0])).hexdigest() == opening[0]


async def test_a_round_can_be_drawn_again_and_a_forged_one_is_found_out(town: Town) -> None:
    """The stored inputs and the lot make the tables that were set; other tables do not pass."""
    await town.opens()
    await town.joins(*(f"P{n}" for n in range(11)))
    await town.wind(weeks=2)
    async with town.database.write() as tx:
        (circle,) = await circles.of_community(tx, 1, "active")
        for number in (1, 2):
            found = await verifying.verify(tx, circle, number)
            assert found is not None
            assert found.same is True
            assert found.sealed_before is (True if number > 1 else None)
        assert await verifying.verify(tx, circle, 3) is None

        await tx.run(  # somebody tampers: the first two tables become one
            rows.seat.update().where(rows.seat.c.pairing_id == 8).values(pairing_id=7)
        )
        forged = [await verifying.verify(tx, circle, number) for number in (1, 2)]
        assert [each and each.same for each in forged] == [True, False]
