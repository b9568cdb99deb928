"""What a member does about a prompt: answer it, page by page or by a press, or sit it out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.chat.answer import Answer, Invalid, Open, Refusal, Replace, Reply
from bot.chat.form import ChoiceField, ChoicesField, Errors, Field, Form, TextField
from bot.chat.message import Message
from bot.checkins import (
    choosing,
    digest,
    feeding,
    forms,
    given,
    helping,
    messages,
    telling,
    wording,
)
from bot.checkins.choosing import Mine
from bot.checkins.questions import after, asked, page
from bot.checkins.standing import Standing, due_for, may_answer, standing
from bot.checkins.store import anonymous, enrolments, prompts, responses
from bot.checkins.store import answers as rows
from bot.checkins.store.prompts import Prompt
from bot.checkins.store.responses import Mark, Response
from bot.members import lines
from bot.outbox import store as outbox
from bot.turn import Turn


async def answer(turn: Turn) -> Answer:
    """Open the form of a prompt, filled in, at its first page or at the one that is asked for."""
    mine, at, start = await _wanted(turn)
    numbers = _page(at, at.answers, start)
    if not numbers:
        raise Refusal(turn.say("answer.nothing_left"))
    return Open(await _form(turn, mine, at, numbers, start))


async def answered(turn: Turn) -> Answer:
    """Keep a page of answers, and go on to the next, or be done."""
    if not turn.request.values:
        return await answer(turn)
    mine, at, start = await _wanted(turn)
    numbers = _page(at, at.answers, start)
    if not numbers:
        raise Refusal(turn.say("answer.nothing_left"))
    read = {
        n: given.read(at.questions[n - 1], turn.request.values, f"q{n}", at.today) for n in numbers
    }
    wrong = [(n, each.wrong) for n, each in read.items() if each.wrong is not None]
    if wrong:
        form = await _form(turn, mine, at, numbers, start)
        fields = tuple(_refilled(field, turn.request.values) for field in form.fields)
        errors: Errors = tuple((f"q{n}", wording.wrong_answer(turn.say, why)) for n, why in wrong)
        return Invalid(replace(form, fields=fields), errors)
    return await _keep(turn, mine, at, {n: each.value for n, each in read.items()})


async def chosen(turn: Turn) -> Answer:
    """Keep the answer to the only question of a check-in, which was a press."""
    mine, at, place = await _wanted(turn)
    one = messages.only_pressed(at.questions)
    number = turn.request.value("choice") or str(place)
    if one is None or not (at.anonymous or one.audience != "anonymous"):
        raise Refusal(turn.say("answer.nothing_left"))
    read = given.read(one, {"q1": number}, "q1", at.today)
    if read.wrong is not None:
        raise Refusal(wording.wrong_answer(turn.say, read.wrong))
    return Replace((await _keep(turn, mine, at, {1: read.value})).message)


async def not_now(turn: Turn) -> Answer:
    """Sit today out, or be away: what was chosen beside the answers."""
    mine = await choosing.mine(turn)
    if turn.request.value("choice") == "skip":
        return await skip(turn)
    return Open(forms.of_being_away(turn.say, mine.check_in))


async def skip(turn: Turn) -> Answer:
    """Sit one prompt out, today's or the next."""
    mine = await choosing.mine(turn)
    period, _ = _place(mine)
    at = await standing(turn, mine, period)
    if at.response is not None and at.response.state == "answered":
        raise Refusal(turn.say("skip.answered", day=at.period))
    prompt = await _opened(turn, mine, at)
    response = _response(mine, at, prompt)
    done = replace(response, state="skipped", remind_at=None, revision=response.revision + 1)
    await responses.keep(turn.tx, done)
    message = messages.skipped(turn.say, mine.check_in, at.period)
    await _settle(turn, mine, done, message)
    return Replace(message)


async def _wanted(turn: Turn) -> tuple[Mine, Standing, int]:
    """Who answers, how they stand to the prompt, and the place in it; refuses who may not."""
    mine = await choosing.mine(turn)
    period, place = _place(mine)
    at = await standing(turn, mine, period)
    may_answer(turn, mine, at)
    return mine, at, place


def _place(mine: Mine) -> tuple[date | None, int]:
    """The day and the place that a control brought back, as far as it did."""
    day, _, start = mine.rest.partition(",")
    return (date.fromisoformat(day) if day else None), (int(start) if start else 0)


def _page(at: Standing, answers: Mapping[int, str], start: int) -> list[int]:
    return page(at.questions, answers, start, anonymous=at.anonymous, without=at.without)


async def _form(turn: Turn, mine: Mine, at: Standing, numbers: Sequence[int], start: int) -> Form:
    return forms.of_answers(
        turn.say,
        mine.check_in,
        at.period,
        at.questions,
        numbers,
        start,
        at.answers,
        at.promise,
        at_lunch=await lines.shows(turn.tx, mine.check_in.id, mine.who.member.id),
    )


def _refilled(field: Field, values: Mapping[str, str | tuple[str, ...]]) -> Field:
    came = values.get(field.name, "")
    match field:
        case ChoicesField():
            return replace(field, values=(came,) if isinstance(came, str) else came)
        case TextField():
            return replace(field, value=came[: field.most] if isinstance(came, str) else "")
        case ChoiceField():
            return replace(field, value=came if isinstance(came, str) else "")


async def _opened(turn: Turn, mine: Mine, at: Standing) -> Prompt:
    """The prompt that is answered, which opens when it is answered early."""
    check_in = mine.check_in
    return at.prompt or await prompts.open_on(
        turn.tx, check_in.id, at.period, check_in.version, at.due_at
    )


def _response(mine: Mine, at: Standing, prompt: Prompt) -> Response:
    return at.response or Response(prompt.id, mine.who.member.id, "begun", at.due_at)


async def _keep(turn: Turn, mine: Mine, at: Standing, values: dict[int, str]) -> Reply:
    """Keep the answers of one page; after the last, the prompt is answered."""
    tx, check_in = turn.tx, mine.check_in
    prompt = await _opened(turn, mine, at)
    response = replace(_response(mine, at, prompt), remind_at=None)
    first = at.questions[next(iter(values)) - 1]
    if first.audience == "anonymous":
        await anonymous.put(tx, prompt.id, values)
        response = replace(response, anonymous=True)
        answers = dict(at.answers)
    else:
        await rows.save(tx, prompt.id, response.member, values)
        answers = {n: each for n, each in (at.answers | values).items() if each}
    start = after(at.questions, list(values))
    now_at = replace(at, response=response)
    following = _page(now_at, answers, start)
    if following:
        state: Mark = "answered" if response.state == "answered" else "begun"
        await responses.keep(tx, replace(response, state=state))
        return Reply(
            messages.go_on(turn.say, check_in, at.period, at.questions, _start(at, following))
        )
    void = {n: "" for n in answers if not asked(at.questions, n, answers)}
    await rows.save(tx, prompt.id, response.member, void)
    answers = {n: each for n, each in answers.items() if n not in void}
    return await _done(turn, mine, at, prompt, response, answers)


async def _done(
    turn: Turn,
    mine: Mine,
    at: Standing,
    prompt: Prompt,
    response: Response,
    answers: dict[int, str],
) -> Reply:
    due_at = due_for(mine, at)
    done = replace(
        response,
        state="answered",
        due_at=due_at,
        answered_at=response.answered_at or turn.now,
        late_day=(response.late_day or at.today) if at.late else None,
        revision=response.revision + 1,
    )
    await responses.keep(turn.tx, done)
    await feeding.keep(turn.tx, prompt, response.member, at.questions, answers)
    message = messages.answered(
        turn.say,
        mine.check_in,
        at.period,
        at.questions,
        answers,
        due_at,
        late=done.late_day is not None,
        shows=await lines.shows(turn.tx, mine.check_in.id, response.member),
    )
    await _settle(turn, mine, done, message)
    seat = await enrolments.seat_of(turn.tx, mine.check_in.id, response.member)
    if seat is not None:
        await helping.notice(turn, mine.check_in, prompt.id, seat, at.questions, answers)
    if prompt.closed:
        say = await telling.speech(turn.tx, mine.check_in, turn.now, turn.say.prefix)
        await digest.publish(turn.tx, say, mine.check_in, prompt, at.questions, turn.now)
    return Reply(message)


async def _settle(turn: Turn, mine: Mine, response: Response, message: Message) -> None:
    """The message in which they were asked says what became of it; reminders only that it did.

    A reminder that has not been sent yet is not sent any more.
    """
    if not response.asked:
        return
    seat = await enrolments.seat_of(turn.tx, mine.check_in.id, response.member)
    if seat is None:
        return
    to = telling.address(seat.ref, seat.enrolment)
    of = telling.asking_key(response.prompt, response.member)
    edits = [telling.edit(mine.check_in, to, of, response.revision, message, turn.now)]
    begin = telling.reminders_of(response.prompt, response.member)
    reminders = [key for key in await outbox.keys_under(turn.tx, begin) if ":edit:" not in key]
    await outbox.withdraw(turn.tx, reminders, "they have answered, or sit it out", turn.now)
    over = messages.reminded(turn.say, message)
    edits += [
        telling.edit(mine.check_in, to, key, response.revision, over, turn.now) for key in reminders
    ]
    await outbox.put(turn.tx, edits)


def _start(at: Standing, following: Sequence[int]) -> int:
    """The place of a page in the order of all questions."""
    return after(at.questions, following[:1]) - 1
