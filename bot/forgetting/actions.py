"""`/lunch forget`: everything that somebody told the bot goes, and they are nobody to it again."""

import json

from bot.audit import store as audit
from bot.chat.answer import Answer, Replace, Reply
from bot.chat.message import Button, Message
from bot.checkins import digest
from bot.checkins.past import questions_of
from bot.checkins.store import checkins, enrolments, responses
from bot.checkins.telling import speech
from bot.circles.store import avoiding
from bot.circles.store import rounds as round_rows
from bot.forgetting import store
from bot.inbox import store as inbox
from bot.members import store as members
from bot.members.actions import Here, here
from bot.outbox import store as outbox
from bot.turn import Turn

_BEGINNING = 20  # characters of a name; a longer one may stand there shortened


async def ask(turn: Turn) -> Answer:
    """Say what goes and what stays, before anything does."""
    say, who = turn.say, await here(turn)
    if not who.member.id:
        return Reply(Message(say("forget.nobody"), (say("forget.stranger"),)))
    body = (say("forget.goes"), say("forget.stays"), say("forget.undo"))
    button = Button(say.label("button.forget"), "members.forgotten", (), "danger")
    return Reply(Message(say("forget.title"), body, (button,)))


async def forget(turn: Turn) -> Answer:
    """Delete what is theirs, take their name off what is others' as well, and their words back."""
    who, say = await here(turn), turn.say
    member_id = who.member.id
    posted = await responses.posted_with(turn.tx, member_id)
    await round_rows.forget_inputs_of(turn.tx, member_id)
    for check_in_of in (await enrolments.of_member(turn.tx, member_id)).values():
        await enrolments.leave(turn.tx, check_in_of, turn.now)  # whom they leave is looked after
    await store.delete(turn.tx, member_id)
    await avoiding.forget(turn.tx, who.member.community, who.member.ref)
    for prompt in posted:
        check_in = await checkins.with_id(turn.tx, turn.community, prompt.check_in)
        assert check_in is not None
        questions = await questions_of(turn.tx, check_in, prompt)
        told = await speech(turn.tx, check_in, turn.now, say.prefix)
        await digest.publish(turn.tx, told, check_in, prompt, questions, turn.now)
    await _unname(turn, who)
    return Replace(Message(say("forgotten.title"), (say("forgotten.body"),)))


async def _unname(turn: Turn, who: Here) -> None:
    """Nothing that stays, and nothing that is kept of what was said, leads to them any more."""
    tx, at, ref = turn.tx, who.workspace, who.member.ref
    needles = (_quoted(ref), _quoted(who.member.name))
    await outbox.forget(tx, (at.platform, at.ref, ref), needles, turn.now)
    noted = Reply(Message(body=(turn.say("event.noted"),)))
    await inbox.forget(tx, at.platform, ref, needles, noted)
    await audit.forget(tx, turn.community, ref)
    await members.forget(tx, who.member, turn.say.label("member.forgotten"), turn.now)
    await audit.note(tx, turn.community, "", "members.forget", turn.now)


def _quoted(words: str) -> str:
    """How these words, or the beginning of long ones, begin in what `wire.dump` wrote."""
    written = json.dumps(words[:_BEGINNING], ensure_ascii=False)
    return written if len(words) <= _BEGINNING else written[:-1]
