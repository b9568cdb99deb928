"""Anonymous answers: kept without a name, a time or an order, and only until they are released."""

import json
import secrets
from collections.abc import Mapping

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text, select

from bot.checkins.anonymity import Result
from bot.checkins.store.prompts import prompt
from bot.database import Transaction, metadata

# Rows of a table without row ids lie in the order of their key, which is random: nothing tells
# which of them came first, or which two came together.
anonymous_answer = Table(
    "anonymous_answer",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("prompt_id", ForeignKey(prompt.c.id), nullable=False),
    Column("question", Integer, nullable=False),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
anonymous_result = Table(
    "anonymous_result",
    metadata,
    Column("prompt_id", ForeignKey(prompt.c.id), primary_key=True),
    Column("question", Integer, primary_key=True),
    Column("result", Text, nullable=False),
)


async def put(tx: Transaction, prompt_id: int, answers: Mapping[int, str]) -> None:
    """Keep what somebody answered, each answer under a key of its own."""
    rows = [
        {
            "key": secrets.token_bytes(16),
            "prompt_id": prompt_id,
            "question": number,
            "value": value,
        }
        for number, value in answers.items()
        if value
    ]
    await tx.run(anonymous_answer.insert(), rows)


async def take(tx: Transaction, prompt_id: int) -> dict[int, list[str]]:
    """What was answered, by question, in the order of the random keys; it is kept no longer."""
    this = anonymous_answer.c.prompt_id == prompt_id
    rows = await tx.all(select(anonymous_answer).where(this).order_by(anonymous_answer.c.key))
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row["question"], []).append(row["value"])
    await tx.run(anonymous_answer.delete().where(this))
    return found


async def release(tx: Transaction, prompt_id: int, results: Mapping[int, Result]) -> None:
    """What everybody may know of a prompt, for good."""
    rows = [
        {
            "prompt_id": prompt_id,
            "question": number,
            "result": json.dumps(
                [result.answers, result.mean, dict(result.counts), list(result.texts)],
                ensure_ascii=False,
            ),
        }
        for number, result in results.items()
    ]
    await tx.run(anonymous_result.insert(), rows)


async def released(tx: Transaction, prompt_id: int) -> dict[int, Result]:
    """What is known of the anonymous answers of a prompt, by question."""
    rows = await tx.all(select(anonymous_result).where(anonymous_result.c.prompt_id == prompt_id))
    return {row["question"]: _result(row["result"]) for row in rows}


def _result(line: str) -> Result:
    answers, mean, counts, texts = json.loads(line)
    return Result(answers, mean, counts, tuple(texts))
