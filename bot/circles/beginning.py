"""What a table begins with, in words: a starter of ours, or one that its circle wrote itself."""

from collections.abc import Sequence

from bot.chat.text import Quote, Text
from bot.circles.starters import number_of
from bot.circles.store import starters
from bot.database import Transaction
from bot.texts.catalogue import Say


async def words(tx: Transaction, say: Say, topics: Sequence[str]) -> list[Text]:
    """Each of these starters, by their names; nothing for one that was taken out since."""
    numbers = [number_of(each) for each in topics]
    own = {each for each in numbers if each is not None}
    written = await starters.texts(tx, own) if own else {}
    return [
        _one(say, topic, written.get(number or 0, ""), own=number is not None)
        for topic, number in zip(topics, numbers, strict=True)
    ]


def _one(say: Say, topic: str, written: str, *, own: bool) -> Text:
    if own:
        return (Quote(written),) if written else ()
    return say(f"starter.{topic}") if topic else ()
