"""Reminds people of what they promised, on its day, by day, and with one message at most."""

from datetime import datetime, timedelta
from functools import partial

from bot.chat.platform import Direct
from bot.chat.text import Text
from bot.database import Transaction
from bot.duty import Duty, Watch, Work
from bot.lunches.promised import remind_at, told
from bot.lunches.store import promises
from bot.lunches.store.promises import Whose
from bot.members import communities
from bot.members import store as members
from bot.outbox import store as outbox
from bot.outbox.model import Delivery, Ended
from bot.schedules.hours import by_day, evening
from bot.schedules.local import day_at
from bot.texts.catalogue import Say

TRIES = 3  # days in a row, where a reminder does not arrive
_TOMORROW = timedelta(days=1)


async def _due(watch: Watch) -> list[Work]:
    """Remind everybody whose moment has come."""
    async with watch.database.read() as tx:
        due = await promises.to_remind(tx, watch.now)
    return [
        partial(_remind, watch, each, watch.traits[each.platform].prefix)
        for each in due
        if each.platform in watch.traits
    ]


DUTY = Duty(_due, promises.FIRST_TO_REMIND)


async def _remind(watch: Watch, whose: Whose, prefix: str) -> bool:
    """One message about all that is due. False when somebody else was there first.

    Where it is night, as for whoever moved, it waits for the morning; and for the next one where
    they have had a reminder today.
    """
    now, today = watch.now, day_at(watch.now, whose.zone)
    async with watch.database.write() as tx:
        if (opens := by_day(now, whose.zone)) > now:
            await promises.put_off(tx, whose.member, now, opens)
            return True
        early = await promises.early(tx, whose.member, now, today)
        for each in early:  # they live further west by now
            at = remind_at(each.day, whose.zone)
            await promises.change(tx, each.id, each.text, each.day, at)
        found = await promises.take_due(tx, whose.member, now)
        if not found:
            return bool(early)
        say = Say(whose.language, today, prefix)
        reminder = Delivery(
            key=f"promises:{whose.member}:{today}",
            community=whose.community,
            platform=whose.platform,
            workspace=whose.workspace,
            to=Direct(whose.ref),
            payload=told(say, say("promise.reminder"), found),
            not_before=now,
            expires=evening(now, [whose.zone]),
            member=whose.member,
            asked=True,
            on_end="lunches.reminded",
            about=whose.member,
        )
        if not await outbox.put(tx, [reminder]):
            tomorrow = remind_at(today + _TOMORROW, whose.zone)
            await promises.remind_again(tx, whose.member, today, tomorrow, TRIES)
    return True


async def reminded(tx: Transaction, ended: Ended) -> None:
    """What did not arrive is said once more, the next morning."""
    if ended.end == "sent":
        return
    member = (await members.members_with(tx, [ended.about])).get(ended.about)
    community = await communities.with_id(tx, ended.community)
    if member is None or community is None:
        return
    zone = member.zone or community.zone
    today = day_at(ended.now, zone)
    tomorrow = remind_at(today + _TOMORROW, zone)
    await promises.remind_again(tx, ended.about, today, tomorrow, TRIES)


async def ahead(tx: Transaction, say: Say, now: datetime) -> list[tuple[datetime, Text]]:
    """When people are reminded of what they promised."""
    return [(at, say("ahead.reminder")) for at in await promises.reminders(tx, now)]
