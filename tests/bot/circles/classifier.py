"""A logistic regression over whatever can be told about what somebody saw, by hand and small.

A feature is a word that is there or not. J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient
methods for online learning and stochastic optimization", 2011, says how far each step goes.
"""

from collections.abc import Collection, Sequence
from math import exp, sqrt
from random import Random

Features = frozenset[str]
Sample = tuple[Features, bool]

EPOCHS, STEP, DECAY = 12, 0.2, 0.01


def train(samples: Sequence[Sample], rng: Random) -> dict[str, float]:
    """The weight of each feature."""
    weights: dict[str, float] = {}
    steps: dict[str, float] = {}
    order = list(samples)
    for _ in range(EPOCHS):
        rng.shuffle(order)
        for features, told in order:
            error = 1 / (1 + exp(-score(weights, features))) - told
            for each in features:
                slope = error + DECAY * weights.get(each, 0.0)
                steps[each] = steps.get(each, 1e-3) + slope * slope
                weights[each] = weights.get(each, 0.0) - STEP * slope / sqrt(steps[each])
    return weights


def score(weights: dict[str, float], features: Collection[str]) -> float:
    """How much speaks for it."""
    total = sum(weights.get(each, 0.0) for each in sorted(features))
    return max(-30.0, min(30.0, total))


def auc(told: Sequence[float], not_told: Sequence[float]) -> float:
    """How likely one of those told scores above one of the others; a tie counts half."""
    ranked = sorted([(value, True) for value in told] + [(value, False) for value in not_told])
    wins = below = 0.0
    start = 0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end][0] == ranked[start][0]:
            end += 1
        of_told = sum(1 for _, which in ranked[start:end] if which)
        others = end - start - of_told
        wins += of_told * (below + others / 2)
        below += others
        start = end
    return wins / (len(told) * len(not_told))


def held_out(pairs: Sequence[tuple[Features, Features]], folds: int = 5) -> float:
    """The mean AUC on pairs that it was not trained with; each is one with and one without."""
    found = []
    for fold in range(folds):
        kept = [pair for i, pair in enumerate(pairs) if i % folds != fold]
        asked = [pair for i, pair in enumerate(pairs) if i % folds == fold]
        samples = [
            (each, which) for pair in kept for each, which in zip(pair, (True, False), strict=True)
        ]
        weights = train(samples, Random(fold))
        scores = [[score(weights, each) for each in side] for side in zip(*asked, strict=True)]
        found.append(auc(*scores))
    return sum(found) / folds
