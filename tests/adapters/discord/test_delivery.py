"""Over the wire with the real library: each delivery arrives once, or it is said why not."""

import base64
import hashlib

import pytest

from adapters.discord.mail import nonce
from adapters.discord.platform import Discord
from bot.chat.message import File, Message
from bot.chat.platform import Adding, Channel, Closing, Direct, Edit, Opening, Table, Undeliverable
from bot.chat.text import Mention, Quote, Words
from tests.adapters.discord.conftest import Desk, Notes, adapter, running, says
from tests.fakes.discord.faults import (
    Fault,
    broken,
    denied,
    garbled,
    limited,
    reset,
    unauthorised,
)
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import ANNOUNCEMENT, SEND, VIEW, Person
from tests.fakes.discord.world import Channel as Place

KEY = "round/7/announcement"


async def refused(bot: Discord, fake: FakeDiscord, to: Channel | Direct | Table) -> Undeliverable:
    """Why a message is not delivered."""
    with pytest.raises(Undeliverable) as wrong:
        await bot.deliver(fake.world.server, to, says("hello"), KEY)
    return wrong.value


async def test_a_message_goes_by_a_plain_post_with_a_nonce_of_its_key(
    fake: FakeDiscord, bot: Discord
) -> None:
    """The nonce is made from the key alone, so that a process after a crash sends the same."""
    lunch = fake.channel("lunch")
    receipt = await bot.deliver(fake.world.server, Channel(lunch.id), says("hello"), KEY)
    (message,) = lunch.messages
    assert (receipt.id, message.text) == (message.id, "hello")
    (call,) = fake.calls("POST", "/messages")
    expected = base64.b32encode(hashlib.sha256(KEY.encode()).digest()[:15]).decode()
    assert (call.body["nonce"], call.body["enforce_nonce"]) == (expected, True)
    assert len(nonce(KEY)) == 24


async def test_only_who_is_mentioned_is_pinged(fake: FakeDiscord, bot: Discord) -> None:
    """A quote that looks like a mention calls nobody, whatever it says."""
    ann, ben, lunch = fake.person("ann"), fake.person("ben"), fake.channel("lunch")
    quote = Quote(f"@everyone @here <@{ben.id}> <@&{fake.world.server}>")
    message = Message(body=((Mention(ann.id), Words(" wrote "), quote),))
    await bot.deliver(fake.world.server, Channel(lunch.id), message, KEY)
    assert lunch.messages[0].pings == [ann.id]


async def test_a_message_is_put_in_the_place_of_another(fake: FakeDiscord, bot: Discord) -> None:
    """It is the same message with other words, in a channel and in a direct conversation."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    for to, where in ((Channel(lunch.id), lunch), (Direct(ann.id), fake.world.direct(ann))):
        first = await bot.deliver(fake.world.server, to, says("hello"), f"{KEY}:{where.id}")
        edit = Edit(KEY, says("good day"), first.id)
        for _ in range(2):
            assert await bot.deliver(fake.world.server, to, edit, f"{KEY}:edit:1") == first
        (message,) = where.messages
        assert (message.id, message.text) == (first.id, "good day")


async def test_a_message_is_changed_in_a_thread_that_was_put_away(
    fake: FakeDiscord, bot: Discord
) -> None:
    """Discord changes nothing in an archived thread: it is woken up for it, and put away again."""
    ann, lunch, server = fake.person("ann"), fake.channel("lunch"), fake.world.server
    table = Table("k", (await bot.deliver(server, Table("k"), opening(lunch, ann), "k")).id)
    first = await bot.deliver(server, table, says("hello"), KEY)
    await bot.deliver(server, table, Closing(), "c")
    thread = fake.world.channels[table.id]
    assert thread.archived
    assert await bot.deliver(server, table, Edit(KEY, says("good day"), first.id), "e") == first
    (message,) = thread.messages
    assert (message.id, message.text, thread.archived) == (first.id, "good day", True)


async def test_a_file_is_posted_once(fake: FakeDiscord, bot: Discord) -> None:
    """Its bytes arrive as they are, under its name, and the same key brings no second one."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    content = b"BEGIN:VCALENDAR\r\n" + bytes(range(256))
    file = File("lunch.ics", "text/calendar", content)
    for to, where in ((Channel(lunch.id), lunch), (Direct(ann.id), fake.world.direct(ann))):
        key = f"{KEY}:{where.id}"
        fake.faults.next("POST", "/messages", reset(effect=True))
        with pytest.raises(Undeliverable) as lost:
            await bot.deliver(fake.world.server, to, file, key)
        assert (lost.value.perhaps, lost.value.forever) == (True, False)
        receipt = await bot.deliver(fake.world.server, to, file, key)
        (message,) = where.messages
        assert message.id == receipt.id
        assert message.pings == []
        (attached,) = message.files
        assert (attached.name, attached.kind) == ("lunch.ics", "text/calendar")
        assert attached.content == content


async def test_what_is_gone_is_not_edited(fake: FakeDiscord, bot: Discord) -> None:
    """A message that somebody deleted is not made anew."""
    lunch = fake.channel("lunch")
    edit = Edit(KEY, says("good day"), "100")
    with pytest.raises(Undeliverable) as wrong:
        await bot.deliver(fake.world.server, Channel(lunch.id), edit, f"{KEY}:edit:1")
    assert (wrong.value.forever, lunch.messages) == (True, [])


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (reset(effect=False), "no answer"),
        (reset(effect=True), "no answer"),
        (garbled(effect=True), "an answer that can't be read"),
        (broken(500, effect=True), "500"),
        (broken(502, effect=False), "502"),
    ],
)
async def test_whatever_gets_lost_there_is_one_message(
    fake: FakeDiscord, bot: Discord, fault: Fault, why: str
) -> None:
    """It may have arrived, and is said to be; the next attempt with the same key is safe."""
    lunch = fake.channel("lunch")
    fake.faults.next("POST", "/messages", fault)
    wrong = await refused(bot, fake, Channel(lunch.id))
    assert (wrong.perhaps, wrong.forever, wrong.everywhere) == (True, False, False)
    assert why in wrong.reason
    receipt = await bot.deliver(fake.world.server, Channel(lunch.id), says("hello"), KEY)
    assert [message.id for message in lunch.messages] == [receipt.id]
    assert len(fake.calls("POST", "/messages")) == 2  # the library repeated nothing by itself


async def test_what_discord_can_not_serve_now_is_for_later(fake: FakeDiscord, bot: Discord) -> None:
    """503 comes before anything is done."""
    lunch = fake.channel("lunch")
    fake.faults.next("POST", "/messages", broken(503))
    wrong = await refused(bot, fake, Channel(lunch.id))
    assert (wrong.forever, wrong.perhaps) == (False, False)


async def test_a_short_rate_limit_is_waited_for(fake: FakeDiscord, bot: Discord) -> None:
    """The library waits by itself; nobody notices."""
    lunch = fake.channel("lunch")
    fake.faults.next("POST", "/messages", limited(0.05))
    await bot.deliver(fake.world.server, Channel(lunch.id), says("hello"), KEY)
    assert len(lunch.messages) == 1
    assert len(fake.calls("POST", "/messages")) == 2


async def test_a_rate_limit_that_does_not_end_is_for_later(fake: FakeDiscord, bot: Discord) -> None:
    """After the library's five attempts; other calls go on meanwhile."""
    lunch = fake.channel("lunch")
    fake.faults.next("POST", "/messages", *[limited(0.01)] * 5)
    wrong = await refused(bot, fake, Channel(lunch.id))
    assert (wrong.after, wrong.forever) == (0.01, False)
    assert bot.trouble == ""


async def test_a_long_rate_limit_comes_back_with_its_seconds(
    fake: FakeDiscord, bot: Discord
) -> None:
    """So that the outbox does other things meanwhile."""
    lunch = fake.channel("lunch")
    fake.faults.next("POST", "/messages", limited(90.0))
    wrong = await refused(bot, fake, Channel(lunch.id))
    assert (wrong.after, wrong.forever, wrong.perhaps) == (90.0, False, False)


async def test_a_ban_of_the_address_stops_every_call(fake: FakeDiscord, bot: Discord) -> None:
    """Without the header that Discord itself sends it is a ban: asking on would prolong it."""
    lunch = fake.channel("lunch")
    fake.faults.next("POST", "/messages", limited(40.0, via=False))
    assert (await refused(bot, fake, Channel(lunch.id))).after == 40.0
    again = await refused(bot, fake, Channel(lunch.id))
    assert again.after is not None
    assert 30 < again.after <= 40
    assert len(fake.calls("POST", "/messages")) == 1
    assert bot.trouble.startswith("429")


async def test_a_void_token_stops_everything_and_readiness_says_so(
    fake: FakeDiscord, bot: Discord
) -> None:
    """Nothing goes out anywhere until somebody acts."""
    lunch = fake.channel("lunch")
    fake.faults.next("POST", "/messages", unauthorised())
    assert (await refused(bot, fake, Channel(lunch.id))).everywhere
    assert bot.trouble == "401 Discord does not accept the token"
    await refused(bot, fake, Channel(lunch.id))
    assert len(fake.calls("POST", "/messages")) == 1


async def test_refusals_stop_long_before_discord_bans(fake: FakeDiscord, bot: Discord) -> None:
    """Five hundred in ten minutes is a twentieth of what Discord puts up with."""
    closed = fake.channel("closed", bot_may=VIEW)
    for _ in range(500):
        await refused(bot, fake, Channel(closed.id))
    assert (await refused(bot, fake, Channel(closed.id))).reason.endswith("too many requests")
    assert len(fake.calls("POST", "/messages")) == 500


async def test_deleted_since_it_arrived_counts_as_delivered(
    fake: FakeDiscord, bot: Discord
) -> None:
    """Discord answers so on purpose: it is no reason to say it again."""
    lunch = fake.channel("lunch")
    await bot.deliver(fake.world.server, Channel(lunch.id), says("hello"), KEY)
    lunch.messages[0].deleted = True
    receipt = await bot.deliver(fake.world.server, Channel(lunch.id), says("hello"), KEY)
    assert receipt.id == ""
    assert len(lunch.messages) == 1


async def test_a_place_where_nothing_can_be_said(fake: FakeDiscord, bot: Discord) -> None:
    """Gone, out of sight or forbidden: never again, with Discord's code and a word of ours."""
    places = {
        fake.channel("silent", bot_may=VIEW).id: "50013 the bot lacks a permission",
        fake.channel("hidden", bot_may=0).id: "50001 the bot can't see it",
        "42": "10003 the channel is gone",
    }
    for place, reason in places.items():
        wrong = await refused(bot, fake, Channel(place))
        assert (wrong.reason, wrong.forever) == (reason, True)


async def test_a_table_that_is_not_open_yet_waits(fake: FakeDiscord, bot: Discord) -> None:
    """Its opening has not been carried: nothing is asked of Discord."""
    assert not (await refused(bot, fake, Table("opening"))).forever


async def test_a_direct_message_opens_the_conversation_once(
    fake: FakeDiscord, bot: Discord
) -> None:
    """The second message goes where the first went."""
    ann = fake.person("ann")
    for key in ("a", "b"):
        await bot.deliver(fake.world.server, Direct(ann.id), says(key), key)
    assert [message.text for message in fake.directs(ann)] == ["a", "b"]
    assert len(fake.calls("POST", "/users/@me/channels")) == 1


async def test_direct_messages_that_can_not_arrive(fake: FakeDiscord, bot: Discord) -> None:
    """Closed to apps or gone is for ever; too fast is for ten minutes later."""
    ann = fake.person("ann", directs_open=False)
    ben = fake.person("ben", here=False)
    for person, code in ((ann, "50007"), (ben, "50278")):
        wrong = await refused(bot, fake, Direct(person.id))
        assert (wrong.reason[:5], wrong.forever) == (code, True)
    fake.faults.next("POST", "/users/@me/channels", denied(40003))
    wrong = await refused(bot, fake, Direct(fake.person("cem").id))
    assert (wrong.after, wrong.forever) == (600.0, False)


async def test_conversations_are_opened_at_most_ten_a_minute(
    fake: FakeDiscord, bot: Discord
) -> None:
    """More would look like an advertiser's bot, and Discord locks those out."""
    for number in range(10):
        person = fake.person(f"person{number}")
        await bot.deliver(fake.world.server, Direct(person.id), says("hello"), f"k{number}")
    wrong = await refused(bot, fake, Direct(fake.person("eleventh").id))
    assert wrong.after is not None
    assert 50 < wrong.after <= 60


OPENING_KEY = "round/7/table/1"


def opening(place: Place, *people: Person) -> Opening:
    """A table under this channel."""
    return Opening("Lunch, 24 November", "k3f9", place.id, tuple(one.id for one in people))


async def test_a_table_is_a_private_thread_with_its_people(fake: FakeDiscord, bot: Discord) -> None:
    """Nobody else can be brought in by its members, and it stays for a week."""
    ann, ben, lunch = fake.person("ann"), fake.person("ben"), fake.channel("lunch")
    receipt = await bot.deliver(
        fake.world.server, Table(OPENING_KEY), opening(lunch, ann, ben), OPENING_KEY
    )
    (thread,) = fake.world.threads()
    assert (thread.id, thread.parent) == (receipt.id, lunch)
    assert thread.name == "Lunch, 24 November · k3f9"
    assert thread.members == [fake.world.application, ann.id, ben.id]
    (call,) = fake.calls("POST", "/threads")
    assert call.body["auto_archive_duration"] == 10080
    assert call.body["invitable"] is False
    await bot.deliver(fake.world.server, Table(OPENING_KEY, receipt.id), says("hello"), KEY)
    assert thread.messages[0].text == "hello"


@pytest.mark.parametrize(
    "fault",
    [reset(effect=True), reset(effect=False), broken(500, effect=True), garbled(effect=True)],
)
@pytest.mark.parametrize("restart", [False, True])
async def test_a_lost_answer_makes_no_second_thread(
    fake: FakeDiscord, desk: Desk, notes: Notes, fault: Fault, restart: bool
) -> None:
    """The next attempt, by this process or one after it, takes the thread that is there."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    fake.faults.next("POST", "/threads", fault)
    async with running(fake, adapter(fake, desk, notes)) as bot:
        with pytest.raises(Undeliverable) as wrong:
            await bot.deliver(fake.world.server, Table("k"), opening(lunch, ann), "k")
        assert wrong.value.perhaps
        if not restart:
            await bot.deliver(fake.world.server, Table("k"), opening(lunch, ann), "k")
    if restart:
        async with running(fake, adapter(fake, desk, notes)) as bot:
            await bot.deliver(fake.world.server, Table("k"), opening(lunch, ann), "k")
    (thread,) = fake.world.threads()
    assert ann.id in thread.members


async def test_a_thread_that_was_put_away_meanwhile_is_found_too(
    fake: FakeDiscord, desk: Desk, notes: Notes
) -> None:
    """It is woken up and used."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    fake.faults.next("POST", "/threads", reset(effect=True))
    async with running(fake, adapter(fake, desk, notes)) as bot:
        with pytest.raises(Undeliverable):
            await bot.deliver(fake.world.server, Table("k"), opening(lunch, ann), "k")
    fake.world.threads()[0].archived = True
    async with running(fake, adapter(fake, desk, notes)) as bot:
        await bot.deliver(fake.world.server, Table("k"), opening(lunch, ann), "k")
    assert [ann.id in thread.members for thread in fake.world.threads()] == [True]
    assert fake.world.threads(archived=True) == []


async def test_a_thread_of_somebody_else_with_the_same_name_is_left_alone(
    fake: FakeDiscord, bot: Discord
) -> None:
    """Only what the bot made itself is a table."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    theirs = Place("77", "Lunch, 24 November · k3f9", 12, parent=lunch, owner=ann.id)
    fake.world.channels["77"] = theirs
    await bot.deliver(fake.world.server, Table("k"), opening(lunch, ann), "k")
    assert len(fake.world.threads()) == 2
    assert theirs.members == []


async def test_tables_are_looked_up_once_not_for_each(fake: FakeDiscord, bot: Discord) -> None:
    """Two hundred tables cost one look, and one call each for the thread and its people."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    for number in range(5):
        table = Opening("Lunch", f"r{number}", lunch.id, (ann.id,))
        await bot.deliver(fake.world.server, Table(f"k{number}"), table, f"k{number}")
    assert len(fake.calls("GET", "/threads/")) == 2  # active ones, and the channel's archive
    assert len(fake.world.threads()) == 5


async def test_seating_goes_on_where_it_broke_off(fake: FakeDiscord, bot: Discord) -> None:
    """The thread is kept, and who sits there already is none the wiser."""
    ann, ben, lunch = fake.person("ann"), fake.person("ben"), fake.channel("lunch")
    fake.faults.next("PUT", "/thread-members/", limited(90.0))
    with pytest.raises(Undeliverable) as wrong:
        await bot.deliver(fake.world.server, Table("k"), opening(lunch, ann, ben), "k")
    assert wrong.value.after == 90
    await bot.deliver(fake.world.server, Table("k"), opening(lunch, ann, ben), "k")
    (thread,) = fake.world.threads()
    assert thread.members == [fake.world.application, ann.id, ben.id]


async def test_who_can_not_see_the_channel_is_passed_over(fake: FakeDiscord, bot: Discord) -> None:
    """The others meet, and it is said who is missing; where one is left, there is no table."""
    ann, ben, lunch = fake.person("ann"), fake.person("ben"), fake.channel("lunch")
    cem = fake.person("cem")
    lunch.hidden_from.add(ben.id)
    receipt = await bot.deliver(fake.world.server, Table("k"), opening(lunch, ann, ben, cem), "k")
    assert fake.world.channels[receipt.id].members == [fake.world.application, ann.id, cem.id]
    assert receipt.missing == (ben.id,)
    lunch.hidden_from.add(ann.id)
    for key, missing in (("m", [ben]), ("n", [ann, ben])):
        people = (cem, *missing) if key == "m" else missing
        with pytest.raises(Undeliverable) as wrong:
            await bot.deliver(fake.world.server, Table(key), opening(lunch, *people), key)
        assert wrong.value.forever
        assert wrong.value.missing == tuple(person.id for person in missing)
    assert len(fake.world.threads()) == 1


async def test_people_are_brought_to_a_table_that_is_there(fake: FakeDiscord, bot: Discord) -> None:
    """As often as it is asked, also where the thread was put away; who can't come is named."""
    ann, ben, cem = (fake.person(name) for name in ("ann", "ben", "cem"))
    lunch, server = fake.channel("lunch"), fake.world.server
    table = Table("k", (await bot.deliver(server, Table("k"), opening(lunch, ann), "k")).id)
    thread = fake.world.channels[table.id]
    thread.archived = True
    for _ in range(2):
        receipt = await bot.deliver(server, table, Adding((ben.id,)), "a")
        assert (receipt.id, receipt.missing) == (thread.id, ())
    assert thread.members == [fake.world.application, ann.id, ben.id]
    assert not thread.archived
    lunch.hidden_from.add(cem.id)
    with pytest.raises(Undeliverable) as wrong:
        await bot.deliver(server, table, Adding((cem.id,)), "b")
    assert (wrong.value.forever, wrong.value.missing) == (True, (cem.id,))


async def test_channels_where_no_table_can_open(fake: FakeDiscord, bot: Discord) -> None:
    """No permission, the wrong sort of channel, a full server: for ever, with the reason."""
    ann = fake.person("ann")
    silent = fake.channel("silent", bot_may=VIEW | SEND)
    news = fake.channel("news", ANNOUNCEMENT)
    for place, code in ((silent, "50013"), (news, "50024")):
        with pytest.raises(Undeliverable) as wrong:
            await bot.deliver(fake.world.server, Table("k"), opening(place, ann), "k")
        assert (wrong.value.reason[:5], wrong.value.forever) == (code, True)
    fake.world.most_threads = 0
    with pytest.raises(Undeliverable) as wrong:
        await bot.deliver(fake.world.server, Table("k"), opening(fake.channel("l"), ann), "k")
    assert (wrong.value.reason[:6], wrong.value.forever) == ("160006", True)


async def test_closing_puts_a_table_away(fake: FakeDiscord, bot: Discord) -> None:
    """As often as it is asked; one that somebody deleted is away as well."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    receipt = await bot.deliver(fake.world.server, Table("k"), opening(lunch, ann), "k")
    for _ in range(2):
        await bot.deliver(fake.world.server, Table("k", receipt.id), Closing(), "c")
    assert [thread.id for thread in fake.world.threads(archived=True)] == [receipt.id]
    fake.world.channels[receipt.id].gone = True
    await bot.deliver(fake.world.server, Table("k", receipt.id), Closing(), "c")


async def test_gone_are_those_whom_discord_does_not_know_there(
    fake: FakeDiscord, bot: Discord
) -> None:
    """Asked one by one; where Discord can't tell, nobody is declared gone."""
    ann, ben = fake.person("ann"), fake.person("ben", here=False)
    assert await bot.gone(fake.world.server, [ann.id, ben.id, "42"]) == {ben.id, "42"}
    assert await bot.gone("11", [ann.id, ben.id]) == set()
    fake.faults.next("GET", "/members/", broken(503))
    assert await bot.gone(fake.world.server, [ben.id]) == set()
