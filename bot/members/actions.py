"""Who is here, where they live, and what the platform tells of people who come and go."""

from dataclasses import dataclass

from bot.chat.answer import Answer, Open, Refusal, Reply
from bot.chat.form import Form, TextField
from bot.chat.message import Message
from bot.chat.text import Quote
from bot.members import communities, store
from bot.members.model import Community, Member, Workspace, clean
from bot.outbox import store as outbox
from bot.schedules.zones import UnknownZone, label, zone_named, zone_time
from bot.texts.catalogue import Say
from bot.turn import Turn


@dataclass(frozen=True, slots=True)
class Here:
    """The person of a request, as a member of the community that it came from."""

    community: Community
    workspace: Workspace
    member: Member


async def here(turn: Turn) -> Here:
    """Who asks. A turn that only reads does not write a newcomer down: their id is 0."""
    request, person = turn.request, turn.request.person
    community = await communities.with_id(turn.tx, turn.community)
    workspace = await communities.workspace_of(turn.tx, turn.community, request.platform)
    assert community is not None
    assert workspace is not None
    if turn.reads:
        known = await store.member_of(turn.tx, workspace, person.id)
        stranger = Member(0, turn.community, person.id, clean(person.name), person.zone)
        return Here(community, workspace, known or stranger)
    return Here(community, workspace, await _meet(turn, workspace))


async def zone(turn: Turn) -> Answer:
    """Set the zone that was named, or ask for it in a form when none was."""
    wanted = turn.request.value("zone") or turn.request.value("text")
    if not wanted:
        return await ask_zone(turn)
    key = read_zone(turn.say, wanted)
    member = (await here(turn)).member
    await store.set_zone(turn.tx, member.id, key, turn.now)
    local = zone_time(turn.now, key)
    say = turn.say
    said = say("zone.set", zone=Quote(label(key)), day=local.date(), time=local.time())
    return Reply(Message(title=say("zone.title"), body=(said,)))


async def ask_zone(turn: Turn) -> Answer:
    """Open a form of one field."""
    member = (await here(turn)).member
    say = turn.say
    field = TextField(
        "zone",
        say.label("zone.field"),
        hint=say.label("zone.hint"),
        value=label(member.zone) if member.zone else "",
        most=60,
    )
    return Open(Form(say.label("zone.form"), say.label("form.save"), "members.zone", (field,)))


async def changed(turn: Turn) -> Answer:
    """The platform says that somebody's name or zone is another one now."""
    at = await communities.workspace_of(turn.tx, turn.community, turn.request.platform)
    if at and await store.member_of(turn.tx, at, turn.request.person.id):
        await _meet(turn, at)
    return _noted(turn)


async def gone(turn: Turn) -> Answer:
    """The platform says that somebody is no longer there."""
    at = await communities.workspace_of(turn.tx, turn.community, turn.request.platform)
    if at:
        await store.accounts_gone(turn.tx, at, [turn.request.person.id], turn.now)
    return _noted(turn)


async def community_gone(turn: Turn) -> Answer:
    """The bot was removed: nothing more is sent there. What is known stays, for a return."""
    request = turn.request
    at = await communities.workspace_of(turn.tx, turn.community, request.platform)
    if at:
        await store.workspace_gone(turn.tx, at, turn.now)
        reason = "the bot was removed"
        await outbox.drop(turn.tx, request.platform, request.workspace, reason, turn.now)
    return _noted(turn)


async def _meet(turn: Turn, at: Workspace) -> Member:
    person = turn.request.person
    unnamed = turn.say.label("member.unnamed", id=Quote(person.id[-6:]))
    return await store.meet(turn.tx, at, person, turn.now, unnamed=unnamed)


def _noted(turn: Turn) -> Reply:
    return Reply(Message(body=(turn.say("event.noted"),)))


def read_zone(say: Say, wanted: str) -> str:
    """The zone that somebody means; refuses what could be none, or several."""
    try:
        return zone_named(wanted)
    except UnknownZone as unknown:
        said = say("zone.unknown", zone=Quote(clean(wanted, 40)))
        if unknown.near:
            said += say("zone.near", zones=say.listed([(Quote(zone),) for zone in unknown.near]))
        raise Refusal(said) from unknown
