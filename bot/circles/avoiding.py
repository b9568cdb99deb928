"""Never at one table: said in private, honoured always, and shown to nobody else."""

import re

from bot.chat.answer import Answer, Refusal, Reply
from bot.chat.message import Message
from bot.chat.text import Mention, Quote
from bot.circles import wording
from bot.circles.store import avoiding
from bot.members.actions import here
from bot.members.model import clean
from bot.turn import Turn

_MENTION = re.compile(r"<@!?(?P<ref>[\w-]{1,40})(?:\|[^>]*)?>", re.ASCII)
_MOST = 50  # of one person


async def avoid(turn: Turn) -> Answer:
    """Never seat them with the person that they name; without one, say whom they avoid."""
    me = (await here(turn)).member.id
    known, say = await avoiding.of_member(turn.tx, me), turn.say
    if not _named(turn):
        people = wording.mentioned(say, known)
        body = say("avoid.these", people=people) if known else say("avoid.nobody")
        return Reply(Message(say("avoid.list"), (body,), foot=say("avoid.foot")))
    ref = await _meant(turn)
    if len(known) >= _MOST and ref not in known:
        raise Refusal(say("avoid.enough", n=_MOST))
    await avoiding.add(turn.tx, me, ref)
    body = say("avoid.body", who=Mention(ref))
    return Reply(Message(say("avoid.title"), (body, say("avoid.honest")), foot=say("avoid.foot")))


async def unavoid(turn: Turn) -> Answer:
    """They may be seated with that person again."""
    me, say = (await here(turn)).member.id, turn.say
    if not _named(turn):
        raise Refusal(say("avoid.whom"))
    ref = await _meant(turn)
    await avoiding.remove(turn.tx, me, ref)
    return Reply(Message(say("unavoid.title"), (say("unavoid.body", who=Mention(ref)),)))


def _named(turn: Turn) -> str:
    return turn.request.value("person") or turn.request.value("text")


async def _meant(turn: Turn) -> str:
    """The platform's id of whoever is named, by a mention or by their name."""
    line, say = _named(turn), turn.say
    if mention := _MENTION.fullmatch(line):
        ref = mention["ref"]
    else:
        name = clean(line.removeprefix("@"))
        found = await avoiding.called(turn.tx, turn.community, name)
        if len(found) != 1:
            raise Refusal(say("avoid.unknown", who=Quote(clean(line, 40))))
        (ref,) = found
    if ref == turn.request.person.id:
        raise Refusal(say("avoid.yourself"))
    return ref
