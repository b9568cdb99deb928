"""The rules of the outbox that need nothing but plain values."""

from datetime import timedelta
from random import Random

import pytest

from bot.chat.platform import Channel, Direct, Opening, Table
from bot.outbox.model import lane, pause
from tests.bot.outbox.post import delivery, opening


def test_places_and_their_lanes() -> None:
    """What goes to one place has one lane; a conversation that opens has one of its own."""
    said = [
        delivery("a", Channel("1")),
        delivery("b", Direct("1")),
        delivery("c", Table("1")),
        opening("1"),
    ]
    assert len({lane(each) for each in said}) == 4
    assert lane(delivery("a", Channel("1"))) == lane(delivery("b", Channel("1")))
    assert lane(delivery("a", Table("1"))) == lane(delivery("b", Table("1", "room")))
    assert isinstance(opening("1").payload, Opening)
    assert lane(opening("1")) != lane(opening("2"))


def test_waiting_grows_to_a_quarter_of_an_hour() -> None:
    """Each attempt may wait up to twice as long as the one before, never less than a second."""
    for attempts in range(40):
        waits = [pause(attempts, None, Random(seed)) for seed in range(50)]
        assert min(waits) >= timedelta(seconds=1)
        assert max(waits) <= timedelta(seconds=1 + min(900.0, 2.0**attempts))
    longest = max(pause(20, None, Random(seed)) for seed in range(50))
    assert longest > timedelta(minutes=10)


@pytest.mark.parametrize("asked", [0.0, 0.2, 5.0, 86_400.0])
def test_waiting_as_long_as_the_platform_asks(asked: float) -> None:
    """What a platform asked for is kept to, and a second at least."""
    for seed in range(20):
        wait = pause(9, asked, Random(seed)).total_seconds()
        assert max(1.0, asked) <= wait <= max(1.0, asked) + 0.5
