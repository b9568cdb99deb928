"""What asks and offers are about: short topics, and where one of them is named by somebody else."""

import re

WORDS = 4  # of a topic that is found inside a sentence

_BETWEEN = re.compile(r"[,;\n]")


def topics(line: str) -> frozenset[str]:
    """The topics of an ask or an offer, as they are compared: what stands between its commas."""
    return frozenset(found for part in _BETWEEN.split(line) if (found := plain(part)))


def named(line: str) -> frozenset[str]:
    """All that could be a topic in these words: its own topics, and each run of a few words."""
    found = set(topics(line))
    for part in _BETWEEN.split(line):
        words = plain(part).split()
        for start in range(len(words)):
            ends = range(start + 1, min(start + WORDS, len(words)) + 1)
            found.update(" ".join(words[start:end]) for end in ends)
    return frozenset(found)


def common(ask: str, offer: str) -> frozenset[str]:
    """The topics of one that the other names; empty where an ask does not meet an offer."""
    return topics(ask) & named(offer) | topics(offer) & named(ask)


def plain(words: str) -> str:
    """Words as they are compared: in one case, with nothing but letters and digits."""
    bare = "".join(letter if letter.isalnum() else " " for letter in words.casefold())
    return " ".join(bare.split())
