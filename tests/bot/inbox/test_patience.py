"""How much one person may ask for at once."""

from bot.inbox.patience import AT_ONCE, Patience

ANN, BEN = ("stage", "ann"), ("stage", "ben")


def test_a_burst_and_then_one_a_second() -> None:
    """Thirty at once are answered; from then on one comes back each second."""
    patience = Patience()
    assert [patience.allows(ANN, 0.0) for _ in range(AT_ONCE + 5)].count(True) == AT_ONCE
    assert not patience.allows(ANN, 0.5)
    assert patience.allows(ANN, 1.1)
    assert not patience.allows(ANN, 1.2)
    assert [patience.allows(ANN, 1000.0) for _ in range(100)].count(True) == AT_ONCE


def test_everybody_has_their_own() -> None:
    """Who asks a lot does not slow the others down."""
    patience = Patience()
    for _ in range(100):
        patience.allows(ANN, 0.0)
    assert patience.allows(BEN, 0.0)


def test_a_clock_that_goes_back_gives_nothing() -> None:
    """Only time that has passed brings tokens back."""
    patience = Patience(at_once=1)
    assert patience.allows(ANN, 100.0)
    assert not patience.allows(ANN, 50.0)


def test_it_does_not_grow_for_ever() -> None:
    """Who has been quiet is forgotten; who is still asking too much is not, before the others."""
    patience = Patience(at_once=2)
    for n in range(20_000):
        patience.allows(("stage", f"p{n}"), float(n))
    assert len(patience._left) <= 10_001
    for _ in range(5):
        patience.allows(ANN, 20_000.0)
    assert not patience.allows(ANN, 20_000.0)
