"""The digest of a prompt: what was said to the channel, by question, and changed in place later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat import limits
from bot.chat.message import Block, Button, Facts, Message
from bot.chat.platform import Channel
from bot.chat.text import Quote, Span, Text
from bot.checkins import anonymity, telling, wording
from bot.checkins.anonymity import Result
from bot.checkins.model import CheckIn
from bot.checkins.questions import Question
from bot.checkins.settings import is_on
from bot.checkins.store import anonymous, answers, responses
from bot.checkins.store import prompts as rows
from bot.checkins.store.answers import Said
from bot.checkins.store.prompts import Prompt
from bot.database import Transaction
from bot.outbox import store as outbox
from bot.texts.catalogue import Say

ROOM = 2800  # of a message's length, for the answers in it
FACT = 1800  # of one question's answers in one piece
NAMES = 20  # people named who have not answered
REST = ("members", "organisers")  # audiences whose answers are read by a press


@dataclass(frozen=True, slots=True)
class Draft:
    """The messages of a digest, and what they were made of.

    A thousand answers take a while: they are written while nobody waits for the database, and hold
    as long as nothing else was said meanwhile.
    """

    made_of: tuple[CheckIn, Sequence[Said], Mapping[str, int], Sequence[str]]
    counts: Mapping[str, int]
    messages: Sequence[Message]


async def draft(
    tx: Transaction,
    say: Say,
    check_in: CheckIn,
    prompt: Prompt,
    questions: Sequence[Question],
    before: Draft | None = None,
) -> Draft:
    """The digest as it is at this moment: the one from `before`, where nothing has changed."""
    there = ("channel", "members") if check_in.closed else ("channel",)
    shown = [n for n, each in enumerate(questions, 1) if each.audience in there]
    said = await answers.said(tx, prompt.id, shown)
    counts = await responses.counts(tx, prompt.id)
    silent = await responses.silent(tx, prompt.id) if is_on(check_in.settings, "missing") else []
    if before is not None and before.made_of == (check_in, said, counts, silent):
        return before
    results = await anonymous.released(tx, prompt.id)
    made = pages(say, check_in, prompt, questions, said, results, counts, silent)
    return Draft((check_in, said, counts, silent), counts, made)


async def release(tx: Transaction, prompt: Prompt, questions: Sequence[Question]) -> None:
    """Settle, once and for good, what is told of the anonymous answers; the answers go."""
    given = await anonymous.take(tx, prompt.id)
    results = {
        number: anonymity.result(each, given.get(number, []))
        for number, each in enumerate(questions, 1)
        if each.audience == "anonymous"
    }
    await anonymous.release(tx, prompt.id, results)


async def publish(
    tx: Transaction,
    say: Say,
    check_in: CheckIn,
    prompt: Prompt,
    questions: Sequence[Question],
    now: datetime,
    before: Draft | None = None,
) -> None:
    """Post the digest of a prompt that has closed, or change the one that was posted."""
    if not is_on(check_in.settings, "digest") or not check_in.channel:
        return
    made = await draft(tx, say, check_in, prompt, questions, before)
    if not (made.counts.get("answered") or prompt.pages):
        return
    found = made.messages
    revision = await rows.posted(tx, prompt.id, max(len(found), prompt.pages))
    to = Channel(check_in.channel)
    deliveries = []
    for n in range(max(len(found), prompt.pages)):
        key = telling.digest_key(prompt.id, n)
        message = found[n] if n < len(found) else Message(body=(say("digest.moved"),))
        if n < prompt.pages:
            deliveries.append(telling.edit(check_in, to, key, revision, message, now))
        else:
            deliveries.append(telling.in_channel(check_in, key, message, now, "checkins.posted"))
    await outbox.put(tx, deliveries)


def pages(
    say: Say,
    check_in: CheckIn,
    prompt: Prompt,
    questions: Sequence[Question],
    said: Sequence[Said],
    results: Mapping[int, Result],
    counts: Mapping[str, int],
    silent: Sequence[str] = (),
) -> list[Message]:
    """The digest in as many messages as it takes, grouped by question."""
    found = blocks(say, questions, said, results)
    title = say("digest.title", checkin=wording.name(check_in), day=prompt.period)
    foot = say("digest.foot", n=counts.get("answered", 0), of=sum(counts.values()))
    if silent:
        names = say.listed([(Quote(name),) for name in silent[:NAMES]])
        foot += say("digest.silent", names=names)
    rest = not check_in.closed and any(each.audience in REST for each in questions)
    state = (str(check_in.id), prompt.period.isoformat())
    controls = (Button(say.label("button.read"), "checkins.read", state),) if rest else ()
    grouped: list[list[Block]] = [list[Block](group) for group in _paged(found)]
    grouped = grouped or [[say("digest.nothing")]]
    last = len(grouped) - 1
    return [
        Message(
            title if n == 0 else (),
            tuple(group),
            controls if n == last else (),
            foot if n == last else (),
        )
        for n, group in enumerate(grouped)
    ]


def that_fit(found: Sequence[Facts]) -> list[Facts]:
    """As many of these as go into one message."""
    return _paged(found)[0] if found else []


def blocks(
    say: Say, questions: Sequence[Question], said: Sequence[Said], results: Mapping[int, Result]
) -> list[Facts]:
    """What was said, grouped by question, in pieces that a message can hold."""
    found: list[Facts] = []
    begins = say("line")
    for number, each in enumerate(questions, 1):
        lines = [_line(say, each, one) for one in said if one.question == number]
        if number in results:
            lines = released(say, each, results[number])
        title, piece, room = (Quote(each.text),), list[Span](), FACT
        for line in lines:
            takes = limits.length(line)
            if piece and takes > room:
                found.append(Facts(((title, tuple(piece)),)))
                piece, room = [], FACT
            piece += (*begins, *line)
            room -= takes + limits.length(begins)
        if piece:
            found.append(Facts(((title, tuple(piece)),)))
    return found


def _line(say: Say, question: Question, said: Said) -> Text:
    line = say("digest.line", who=Quote(said.name), what=wording.answer(say, question, said.value))
    if said.late_day is not None:
        line += say("digest.late", day=said.late_day)
    return line


def released(say: Say, question: Question, result: Result) -> list[Text]:
    """What everybody may know of the anonymous answers to a question."""
    if not result.answers:
        return [say("anonymous.too_few", n=anonymity.LEAST)]
    lines = [say("anonymous.count", n=result.answers)]
    if result.mean:
        lines.append(say("anonymous.mean", mean=Quote(result.mean)))
    lines += [
        say("anonymous.option", option=wording.option(say, question, option), n=n)
        for option, n in result.counts.items()
    ]
    lines += [(Quote(text),) for text in result.texts]
    if question.kind == "text" and not result.texts:
        lines.append(say("anonymous.no_texts", n=anonymity.LEAST_TEXTS))
    return lines


def _paged(found: Sequence[Facts]) -> list[list[Facts]]:
    grouped: list[list[Facts]] = []
    room = 0
    for block in found:
        size = sum(limits.length(label) + limits.length(value) for label, value in block.rows)
        if size > room:
            grouped.append([])
            room = ROOM
        grouped[-1].append(block)
        room -= size
    return grouped
