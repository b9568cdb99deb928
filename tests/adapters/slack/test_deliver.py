"""Deliveries over the wire: where they go, and what each failure means for the next try."""

from dataclasses import dataclass, replace

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import failures
from bot.chat.message import Button, File, Message
from bot.chat.platform import (
    Adding,
    Address,
    Channel,
    Closing,
    Direct,
    Edit,
    Opening,
    Payload,
    Receipt,
    Table,
    Traits,
    Undeliverable,
)
from bot.chat.text import Mention, Words
from tests.adapters.slack import golden
from tests.adapters.slack.scripted import QUICK, Bot, adapter, running, says, until
from tests.fakes.slack import rules
from tests.fakes.slack.api import SCOPES
from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.faults import Fault, Garbled, Lost, RateLimited, Refused, Reset, Slow, Status
from tests.fakes.slack.workspace import TEAM

HELLO = says("Hello.")
DATE = File("lunch.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n" + bytes(range(256)))


@dataclass(frozen=True)
class Verdict:
    """What an `Undeliverable` says."""

    reason: str
    forever: bool = False
    after: float | None = None
    perhaps: bool = False
    everywhere: bool = False


async def failing(slack: FakeSlack, to: Address, payload: Payload = HELLO) -> Verdict:
    """Deliver, and how that fails."""
    with pytest.raises(Undeliverable) as failed:
        await adapter(slack, Bot()).deliver(TEAM, to, payload, "key")
    found = failed.value
    return Verdict(found.reason, found.forever, found.after, found.perhaps, found.everywhere)


async def test_a_message_into_a_channel(slack: FakeSlack, bot: Bot) -> None:
    """It stands there once, with its key, its fallback and nothing unfurled."""
    lunch = slack.channel("lunch")
    message = Message(
        body=((Words("Hello "), Mention("U1")),), controls=(Button("Join", "a", carried="c"),)
    )
    receipt = await adapter(slack, bot).deliver(TEAM, Channel(lunch.id), message, "round-7")
    (posted,) = lunch.messages
    assert receipt == Receipt(f"{lunch.id}:{posted.ts}")
    assert posted.reading == "Hello @U1\n[Join]"
    assert posted.text == "Hello <@U1>\n[Join]"
    assert posted.key == "round-7"
    (call,) = slack.called("chat.postMessage")
    assert call.args["unfurl_links"] is call.args["unfurl_media"] is False


async def test_a_message_to_one_person(slack: FakeSlack, bot: Bot) -> None:
    """It goes to their direct conversation, which is opened once."""
    ann = slack.user("Ann")
    platform = adapter(slack, bot)
    await platform.deliver(TEAM, Direct(ann.id), HELLO, "k1")
    await platform.deliver(TEAM, Direct(ann.id), HELLO, "k2")
    assert [posted.key for posted in slack.api.direct(ann)] == ["k1", "k2"]
    assert len(slack.called("conversations.open")) == 1


async def test_a_message_is_put_in_the_place_of_another(slack: FakeSlack, bot: Bot) -> None:
    """It is the same message with other words, however often; an edit may always be repeated."""
    lunch = slack.channel("lunch")
    platform = adapter(slack, bot)
    first = await platform.deliver(TEAM, Channel(lunch.id), HELLO, "k1")
    changed = says("Good day.")
    edit = Edit("k1", changed, first.id)
    slack.next("chat.update", Lost())
    with pytest.raises(Undeliverable) as lost:
        await platform.deliver(TEAM, Channel(lunch.id), edit, "k1:edit:1")
    assert not lost.value.perhaps
    assert await platform.deliver(TEAM, Channel(lunch.id), edit, "k1:edit:1") == first
    (posted,) = lunch.messages
    assert posted.reading == "Good day."
    assert posted.key == "k1"


async def test_a_file(slack: FakeSlack, bot: Bot) -> None:
    """Its bytes arrive as they are, under its name, in a channel and with one person."""
    ann, lunch = slack.user("Ann"), slack.channel("lunch")
    platform = adapter(slack, bot)
    for to, where in (
        (Channel(lunch.id), lunch),
        (Direct(ann.id), slack.api.open_direct({ann.id})),
    ):
        receipt = await platform.deliver(TEAM, to, DATE, f"k:{where.id}")
        (posted,) = where.messages
        assert posted.file is not None
        assert (posted.file.name, posted.file.content) == (DATE.name, DATE.content)
        assert receipt == Receipt(posted.file.id)
    assert platform.traits.files


async def test_no_file_without_the_scope() -> None:
    """Slack's word is believed: it is not asked again, and the bot offers no files from then on."""
    async with FakeSlack(scopes=tuple(set(SCOPES) - {"files:write"})) as slack:
        lunch, platform = slack.channel("lunch"), adapter(slack, Bot())
        offered = [platform.traits.files]
        for n in range(3):
            with pytest.raises(Undeliverable) as refused:
                await platform.deliver(TEAM, Channel(lunch.id), DATE, f"k{n}")
            assert (refused.value.reason, refused.value.forever) == ("missing_scope", True)
        offered.append(platform.traits.files)
        assert offered == [True, False]
        assert len(slack.called("files.getUploadURLExternal")) == 1
        await platform.deliver(TEAM, Channel(lunch.id), HELLO, "k")
        assert [posted.file for posted in lunch.messages] == [None]


async def test_what_was_granted_is_known_from_the_start() -> None:
    """Once it has introduced itself, the bot offers files where it may, and only there."""
    for scopes in (SCOPES, tuple(set(SCOPES) - {"files:write"})):
        async with FakeSlack(scopes=scopes) as slack, running(slack, Bot()) as platform:
            assert platform.traits.files == ("files:write" in scopes)


@pytest.mark.parametrize(
    ("method", "fault", "verdict"),
    [
        ("files.getUploadURLExternal", RateLimited(7), Verdict("ratelimited", after=7)),
        ("files.getUploadURLExternal", Lost(), Verdict("ServerDisconnectedError")),
        ("files.getUploadURLExternal", Refused("internal_error"), Verdict("internal_error")),
        ("upload", Status(503), Verdict("HTTP 503")),
        ("upload", Reset(), Verdict("ServerDisconnectedError")),
        ("files.completeUploadExternal", Lost(), Verdict("ServerDisconnectedError", perhaps=True)),
        (
            "files.completeUploadExternal",
            Refused("channel_not_found"),
            Verdict("channel_not_found", forever=True),
        ),
    ],
)
async def test_a_file_that_fails_on_the_way(
    slack: FakeSlack, method: str, fault: Fault, verdict: Verdict
) -> None:
    """Until the last step nobody has seen it: only that one leaves a doubt."""
    lunch = slack.channel("lunch")
    slack.next(method, fault)
    assert await failing(slack, Channel(lunch.id), DATE) == verdict
    assert len(lunch.messages) == verdict.perhaps


async def test_what_is_gone_is_not_edited(slack: FakeSlack) -> None:
    """A message that somebody deleted is not made anew."""
    lunch = slack.channel("lunch")
    edit = Edit("k1", HELLO, f"{lunch.id}:1.000001")
    found = await failing(slack, Channel(lunch.id), edit)
    assert found == Verdict("message_not_found", forever=True)


@pytest.mark.parametrize("count", [1, 2, 3, 8])
async def test_a_table_is_opened_and_spoken_to(slack: FakeSlack, bot: Bot, count: int) -> None:
    """Its people sit in one conversation, whose id comes back; opened again it is the same."""
    people = tuple(slack.user(f"Person {n}").id for n in range(count))
    platform = adapter(slack, bot)
    opening = Opening("A table", "r1", "C1", people)
    table = await platform.deliver(TEAM, Table("o1"), opening, "o1")
    assert slack.api.conversation(table.id).members == set(people)
    assert await platform.deliver(TEAM, Table("o1"), opening, "o1") == table
    await platform.deliver(TEAM, Table("o1", table.id), HELLO, "k1")
    assert [posted.key for posted in slack.api.conversation(table.id).messages] == ["k1"]
    assert await platform.deliver(TEAM, Table("o1", table.id), Closing(), "c1") == Receipt("")


async def test_a_table_opens_without_who_is_deactivated(slack: FakeSlack, bot: Bot) -> None:
    """Slack refuses everybody for one: the others meet, and where one is left it says who is."""
    ann, ben, cem = (slack.user(name) for name in ("Ann", "Ben", "Cem"))
    ben.deleted = True
    platform = adapter(slack, bot)
    opening = Opening("A table", "r1", "C1", (ann.id, ben.id, cem.id))
    table = await platform.deliver(TEAM, Table("o1"), opening, "o1")
    assert table.missing == (ben.id,)
    assert slack.api.conversation(table.id).members == {ann.id, cem.id}
    two = Opening("A table", "r2", "C1", (ann.id, ben.id))
    with pytest.raises(Undeliverable) as alone:
        await platform.deliver(TEAM, Table("o2"), two, "o2")
    assert (alone.value.forever, alone.value.missing) == (True, (ben.id,))


async def test_nobody_is_added_to_a_conversation(slack: FakeSlack, bot: Bot) -> None:
    """On Slack the people are what makes it that conversation: the core is told, and opens anew."""
    platform = adapter(slack, bot)
    assert not platform.traits.adds
    found = await failing(slack, Table("o1", "G1"), Adding(("U1",)))
    assert found == Verdict("Slack adds nobody to a conversation", forever=True)
    assert slack.calls == []


async def test_a_table_that_is_not_open_yet(slack: FakeSlack) -> None:
    """Nothing is said to nowhere."""
    assert await failing(slack, Table("o1")) == Verdict("the table is not open yet")
    assert slack.calls == []


# what goes wrong with the call, whether the message arrived, and what the courier is told
FAULTS: list[tuple[Fault, int, Verdict]] = [
    # refused in so many words: nothing arrived
    (RateLimited(after=7), 0, Verdict("ratelimited", after=7.0)),
    (Refused("rate_limited"), 0, Verdict("ratelimited", after=30.0)),
    (Refused("service_unavailable"), 0, Verdict("service_unavailable")),
    (Refused("channel_not_found"), 0, Verdict("channel_not_found", forever=True)),
    (Refused("not_in_channel"), 0, Verdict("not_in_channel", forever=True)),
    (Refused("missing_scope"), 0, Verdict("missing_scope", forever=True)),
    (Refused("a_new_error"), 0, Verdict("a_new_error", forever=True)),
    (Refused("invalid_auth"), 0, Verdict("invalid_auth", everywhere=True)),
    (Refused("token_revoked"), 0, Verdict("token_revoked", everywhere=True)),
    (Refused("account_inactive"), 0, Verdict("account_inactive", everywhere=True)),
    (Status(503), 0, Verdict("HTTP 503")),
    # nobody can tell
    (Refused("fatal_error"), 0, Verdict("fatal_error", perhaps=True)),
    (Refused("internal_error"), 0, Verdict("internal_error", perhaps=True)),
    (Status(502), 0, Verdict("HTTP 502", perhaps=True)),
    (Reset(), 0, Verdict("ServerDisconnectedError", perhaps=True)),
    (Lost(), 1, Verdict("ServerDisconnectedError", perhaps=True)),
    (Garbled(), 1, Verdict("HTTP 200", perhaps=True)),
]


@pytest.mark.parametrize(("fault", "arrived", "verdict"), FAULTS)
async def test_a_call_that_fails(
    slack: FakeSlack, fault: Fault, arrived: int, verdict: Verdict
) -> None:
    """One call is made, whatever comes of it, and the courier is told what it means."""
    lunch = slack.channel("lunch")
    slack.next("chat.postMessage", fault)
    assert await failing(slack, Channel(lunch.id)) == verdict
    assert len(slack.called("chat.postMessage")) == 1
    assert len(lunch.messages) == arrived


async def test_an_answer_that_takes_too_long(slack: FakeSlack, bot: Bot) -> None:
    """A timeout after the request was sent: it may have arrived."""
    lunch = slack.channel("lunch")
    slack.next("chat.postMessage", Slow(1.5))
    platform = adapter(slack, bot, replace(QUICK, call=1))
    with pytest.raises(Undeliverable) as failed:
        await platform.deliver(TEAM, Channel(lunch.id), HELLO, "k")
    assert failed.value.perhaps
    await until(lambda: bool(lunch.messages))


async def test_nobody_listens_there(bot: Bot) -> None:
    """A connection that was refused carried nothing: again, and nothing is doubtful."""
    async with FakeSlack() as gone:
        platform = adapter(gone, bot)
    with pytest.raises(Undeliverable) as failed:
        await platform.deliver(TEAM, Channel("C1"), HELLO, "k")
    assert not failed.value.perhaps
    assert not failed.value.forever


async def test_opening_is_never_doubtful(slack: FakeSlack, bot: Bot) -> None:
    """The same people have the same conversation, so that a lost answer is asked for again."""
    ann, ben = slack.user("Ann"), slack.user("Ben")
    opening = Opening("A table", "r1", "C1", (ann.id, ben.id))
    slack.next("conversations.open", Lost())
    assert not (await failing(slack, Table("o"), opening)).perhaps
    table = await adapter(slack, bot).deliver(TEAM, Table("o"), opening, "o")
    assert [c.id for c in slack.api.conversations.values()] == [table.id]


async def test_a_limit_holds_for_all_of_a_method(slack: FakeSlack, bot: Bot) -> None:
    """While Slack wants no more of one method it is not called, for no channel; others are."""
    lunch, tea, ann = slack.channel("lunch"), slack.channel("tea"), slack.user("Ann")
    platform = adapter(slack, bot)
    slack.next("chat.postMessage", RateLimited(after=60))
    for place in (lunch, tea):
        with pytest.raises(Undeliverable) as limited:
            await platform.deliver(TEAM, Channel(place.id), HELLO, place.name)
        assert limited.value.reason == "ratelimited"
        assert limited.value.after is not None
        assert not limited.value.perhaps
    assert len(slack.called("chat.postMessage")) == 1
    await platform.deliver(TEAM, Table("o1"), Opening("A table", "r1", lunch.id, (ann.id,)), "o1")


async def test_places_and_people_that_can_not_be_reached(slack: FakeSlack) -> None:
    """What Slack itself says of each is for ever, and says which."""
    outside = slack.channel("outside", bot=False)
    hidden = slack.channel("hidden", bot=False, private=True)
    old = slack.channel("old", archived=True)
    gone, far = slack.user("Gone", deleted=True), slack.user("Far", is_stranger=True)
    shut = slack.user("Shut")
    slack.api.closed_messages_tab.add(slack.api.open_direct({shut.id}).id)
    tried: dict[str, Address] = {
        "not_in_channel": Channel(outside.id),
        "channel_not_found": Channel(hidden.id),
        "is_archived": Channel(old.id),
        "user_disabled": Direct(gone.id),
        "user_not_visible": Direct(far.id),
        "user_not_found": Direct("U0NOBODY"),
        "messages_tab_disabled": Direct(shut.id),
    }
    for reason, to in tried.items():
        assert await failing(slack, to) == Verdict(reason, forever=True)


@pytest.mark.parametrize("missing", ["chat:write", "im:write", "mpim:write"])
async def test_a_scope_that_is_missing(missing: str) -> None:
    """Each scope is needed for what the docs say, and its absence is said."""
    async with FakeSlack(scopes=tuple(set(SCOPES) - {missing})) as slack:
        ann, ben = slack.user("Ann"), slack.user("Ben")
        lunch = slack.channel("lunch")
        verdicts = {"missing_scope": Verdict("missing_scope", forever=True)}
        needs: list[tuple[str, Address, Payload]] = [
            ("chat:write", Channel(lunch.id), HELLO),
            ("im:write", Direct(ann.id), HELLO),
            ("mpim:write", Table("o"), Opening("A table", "r", "C1", (ann.id, ben.id))),
        ]
        for scope, to, payload in needs:
            if scope == missing:
                assert await failing(slack, to, payload) == verdicts["missing_scope"]


async def test_a_revoked_token_is_trouble_until_something_goes_through(
    slack: FakeSlack, bot: Bot
) -> None:
    """Readiness tells of a token that stopped working, and of nothing once it works again."""
    lunch = slack.channel("lunch")
    platform = adapter(slack, bot)
    slack.api.refusing["bot"] = "token_revoked"
    with pytest.raises(Undeliverable):
        await platform.deliver(TEAM, Channel(lunch.id), HELLO, "k")
    assert platform.trouble == "Slack refuses: token_revoked"
    del slack.api.refusing["bot"]
    await platform.deliver(TEAM, Channel(lunch.id), HELLO, "k")
    assert "refuses" not in platform.trouble


async def test_who_is_gone(slack: FakeSlack, bot: Bot) -> None:
    """The deactivated and the unknown are gone; who could not be asked about is still there."""
    ann, ben, cat = slack.user("Ann"), slack.user("Ben", deleted=True), slack.user("Cat")
    slack.next("users.info", Refused("fatal_error"))
    platform = adapter(slack, bot)
    assert await platform.gone(TEAM, [cat.id, ann.id, ben.id, "U0NOBODY"]) == {ben.id, "U0NOBODY"}


async def test_nobody_is_gone_because_a_token_is(slack: FakeSlack, bot: Bot) -> None:
    """Without a token that works nobody is taken for gone, and Slack is asked no further."""
    people = [slack.user(f"Person {n}").id for n in range(5)]
    slack.api.refusing["bot"] = "account_inactive"
    assert await adapter(slack, bot).gone(TEAM, people) == set()
    assert len(slack.called("users.info")) == 1


def test_the_traits(bot: Bot) -> None:
    """What the core plans with: eight seats, any number of tables, and Slack's own rates."""
    slack = FakeSlack()
    slack.base = "http://127.0.0.1:9"
    assert adapter(slack, bot).traits == Traits(
        seats=8,
        tells_zone=True,
        per_place=1.0,
        per_workspace={"opening": 1.2, "message": 0.2, "edit": 1.2, "file": 0.7},
    )


def test_every_error_that_slack_publishes_has_its_meaning() -> None:
    """Each documented error of what we call, and what follows from it, to be read as a table."""
    methods = ("chat.postMessage", "chat.postEphemeral", "conversations.open", "users.info")
    errors = {error for method in methods for error in rules.methods()[method]["errors"]}
    found: dict[str, list[str]] = {"forever": [], "everywhere": [], "perhaps": [], "later": []}
    for error in sorted(errors):
        verdict = failures.verdict(_refusal(error))
        kinds = [kind for kind in ("forever", "everywhere", "perhaps") if getattr(verdict, kind)]
        found[kinds[0] if kinds else "later"].append(error)
        assert len(kinds) <= 1
    golden.matches("errors", found)


def _refusal(error: str) -> Exception:
    """What the library raises for it."""
    response = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="",
        req_args={},
        data={"ok": False, "error": error},
        headers={},
        status_code=200,
    )
    return SlackApiError("refused", response)  # type: ignore[no-untyped-call]  # the library's has no types
