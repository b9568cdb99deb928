"""Everything that the product does on one page: commands, actions, and what they lead to."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from bot.chat.command import Command
from bot.chat.message import Message
from bot.chat.text import Text
from bot.checkins import absence, answering, feeding, helping, prompts
from bot.checkins import actions as checkins
from bot.checkins import choosing as choosing_check_ins
from bot.checkins import ends as check_in_ends
from bot.checkins import looking as looking_at_check_ins
from bot.checkins import organising as organising_check_ins
from bot.checkins import running as running_check_ins
from bot.checkins import tuning as tuning_check_ins
from bot.checkins.kind import CHECK_INS
from bot.circles import (
    actions,
    anew,
    asking,
    avoiding,
    choosing,
    ends,
    holidays,
    looking,
    organising,
    own_starters,
    rounds,
    running,
    settling,
    status,
    telling_why,
    tuning,
)
from bot.circles.kind import CIRCLES
from bot.commands import Verbs, described, help_with
from bot.database import Transaction
from bot.duty import Duty
from bot.forgetting import actions as forgetting
from bot.kind import Kind
from bot.lunches import (
    again,
    calling_off,
    dates,
    finding,
    freeing,
    late,
    nudging,
    on_the_day,
    promises,
    readers,
    reminding,
    seat_ends,
    seating,
    silence,
    times,
)
from bot.lunches import anew as seats_anew
from bot.lunches.signs import at_table, in_circle
from bot.members import about
from bot.members import actions as members
from bot.outbox.model import Delivery, Ended
from bot.outbox.policy import Drop, Wait
from bot.programme import Programme
from bot.seasons import ends as season_ends
from bot.seasons import joining as joining_seasons
from bot.seasons import organising as organising_seasons
from bot.seasons import running as running_seasons
from bot.seasons.kind import SEASONS
from bot.texts.catalogue import Say
from bot.turn import Action, Prepare

CIRCLE = {"circle": "circles.complete"}
CHECK_IN = {"checkin": "checkins.complete"}
VERBS: Mapping[str, Verbs] = {
    "lunch": {
        "join": ("circles.join", CIRCLE),
        "leave": ("circles.leave", CIRCLE),
        "pause": ("circles.pause", {"until": "", **CIRCLE}),
        "resume": ("circles.resume", CIRCLE),
        "skip": ("circles.skip", {"day": "", **CIRCLE}),
        "unskip": ("circles.unskip", {"day": "", **CIRCLE}),
        "status": ("circles.status", {}),
        "next": ("circles.next", {}),
        "history": ("circles.history", {}),
        "why": ("circles.why", CIRCLE),
        "pass": ("circles.decline", {}),
        "again": ("lunches.again", {}),
        "promises": ("lunches.promises", {}),
        "avoid": ("circles.avoid", {"person": ""}),
        "unavoid": ("circles.unavoid", {"person": ""}),
        "zone": ("members.zone", {"zone": ""}),
        "about": ("members.about", {}),
        "prefer": ("members.prefer", {}),
        "forget": ("members.forget", {}),
        "help": ("lunch.help", {}),
    },
    "circle": {
        "create": ("circles.create", {}),
        "list": ("circles.list", {}),
        "show": ("circles.show", CIRCLE),
        "edit": ("circles.edit", CIRCLE),
        "settings": ("circles.settings", {"key": "circles.complete_key", "value": "", **CIRCLE}),
        "holidays": ("circles.holidays", CIRCLE),
        "starters": ("circles.starters", CIRCLE),
        "preview": ("circles.preview", CIRCLE),
        "simulate": ("circles.simulate", CIRCLE),
        "stats": ("circles.stats", CIRCLE),
        "run": ("circles.run", CIRCLE),
        "pause": ("circles.pause_circle", CIRCLE),
        "resume": ("circles.resume_circle", CIRCLE),
        "archive": ("circles.archive", CIRCLE),
        "invite": ("circles.invite", CIRCLE),
        "season": ("seasons.ask", CIRCLE),
        "help": ("circle.help", {}),
    },
    "checkin": {
        "join": ("checkins.join", CHECK_IN),
        "leave": ("checkins.leave", CHECK_IN),
        "answer": ("checkins.answer", CHECK_IN),
        "skip": ("checkins.skip", CHECK_IN),
        "away": ("checkins.away", {"until": "", **CHECK_IN}),
        "back": ("checkins.back", CHECK_IN),
        "times": ("checkins.times", CHECK_IN),
        "status": ("checkins.status", {}),
        "mine": ("checkins.mine", {}),
        "asks": ("checkins.asks", {}),
        "list": ("checkins.list", {}),
        "show": ("checkins.show", CHECK_IN),
        "read": ("checkins.read", CHECK_IN),
        "create": ("checkins.create", {}),
        "edit": ("checkins.edit", CHECK_IN),
        "settings": (
            "checkins.settings",
            {"key": "checkins.complete_key", "value": "", **CHECK_IN},
        ),
        "preview": ("checkins.preview", CHECK_IN),
        "run": ("checkins.run", CHECK_IN),
        "pause": ("checkins.pause", CHECK_IN),
        "resume": ("checkins.resume", CHECK_IN),
        "archive": ("checkins.archive", CHECK_IN),
        "invite": ("checkins.invite", CHECK_IN),
        "results": ("checkins.results", CHECK_IN),
        "help": ("checkin.help", {}),
    },
}
BARE = {"lunch": "circles.status", "circle": "circles.list", "checkin": "checkins.status"}


# These only read. They never wait for a writer, and can open a form.
READS: Mapping[str, Action] = {
    "circles.complete": choosing.complete,
    "circles.complete_key": tuning.complete_key,
    "circles.status": status.status,
    "circles.next": status.next_round,
    "circles.history": status.history,
    "circles.create": organising.create,
    "circles.edit": organising.edit,
    "circles.holidays": holidays.ask,
    "circles.list": looking.list_all,
    "circles.show": looking.show,
    "circles.preview": looking.preview,
    "circles.run": running.run,
    "circles.archive": running.archive,
    "circles.simulate": looking.simulate,
    "circles.change": settling.change,
    "circles.why": telling_why.why,
    "circles.stats": telling_why.stats,
    "circles.starters": own_starters.show,
    "circles.ask_starters": own_starters.ask,
    "lunches.again": again.show,
    "lunches.ask_again": again.ask,
    "lunches.promises": promises.show,
    "lunches.one_promise": promises.pick,
    "lunches.promise": promises.ask,
    "members.ask_zone": members.ask_zone,
    "members.about": about.about,
    "members.prefer": about.prefer,
    "members.forget": forgetting.ask,
    "seasons.ask": organising_seasons.ask,
    "checkins.complete": choosing_check_ins.complete,
    "checkins.complete_key": tuning_check_ins.complete_key,
    "checkins.status": checkins.status,
    "checkins.mine": checkins.look_back,
    "checkins.asks": helping.show,
    "checkins.answer": answering.answer,
    "checkins.ask_away": absence.ask_away,
    "checkins.times": absence.times,
    "checkins.list": looking_at_check_ins.list_all,
    "checkins.show": looking_at_check_ins.show,
    "checkins.read": looking_at_check_ins.read,
    "checkins.preview": looking_at_check_ins.preview,
    "checkins.results": looking_at_check_ins.results,
    "checkins.create": organising_check_ins.create,
    "checkins.edit": organising_check_ins.edit,
    "checkins.run": running_check_ins.run,
    "checkins.archive": running_check_ins.archive,
    **{f"{name}.help": partial(help_with, name, verbs) for name, verbs in VERBS.items()},
}

# These change something. Each event has its effect once. What is done `at_table` or `in_circle`
# is a sign of life too: a table that gives one is not nudged.
WRITES: Mapping[str, Action] = {
    "circles.join": late.seated_yet(in_circle(actions.join)),
    "circles.join_instead": late.seated_yet(in_circle(actions.join_instead)),
    "circles.leave": in_circle(actions.leave),
    "circles.pause": in_circle(actions.pause),
    "circles.resume": late.seated_yet(in_circle(actions.resume)),
    "circles.skip": in_circle(actions.skip),
    "circles.unskip": in_circle(actions.unskip),
    "circles.answered": in_circle(actions.answered),
    "circles.created": organising.created,
    "circles.edited": organising.edited,
    "circles.kept_holidays": holidays.kept,
    "circles.add_starters": own_starters.add,
    "circles.take_out_starter": own_starters.take_out,
    "circles.settings": tuning.settings,
    "circles.draw": running.draw,
    "circles.publish": running.publish,
    "circles.pause_circle": running.pause,
    "circles.resume_circle": running.resume,
    "circles.archived": running.archived,
    "circles.invite": running.invite,
    "circles.post": running.post_again,
    "circles.outcome": at_table(calling_off.where_not_met(settling.outcome)),
    "circles.reason": at_table(settling.reason),
    "circles.decline": at_table(settling.decline),
    "lunches.cant": at_table(freeing.cant),
    "lunches.not_now": in_circle(late.not_now),
    "lunches.stay": in_circle(silence.stay),
    "lunches.ask_me": in_circle(silence.ask_each_time),
    "lunches.suggest": at_table(times.suggest),
    "lunches.choose": at_table(times.choose),
    "lunches.other_times": at_table(times.other_times),
    "lunches.date": at_table(dates.ask),
    "lunches.dated": at_table(dates.found),
    "lunches.off": at_table(calling_off.off),
    "circles.avoid": avoiding.avoid,
    "circles.unavoid": avoiding.unavoid,
    "checkins.join": checkins.join,
    "checkins.join_instead": checkins.join_instead,
    "checkins.leave": checkins.leave,
    "checkins.away": absence.away,
    "checkins.back": absence.back,
    "checkins.timed": absence.timed,
    "checkins.thread": checkins.thread,
    "checkins.answered": answering.answered,
    "checkins.chosen": answering.chosen,
    "checkins.not_now": answering.not_now,
    "checkins.skip": answering.skip,
    "checkins.offer": helping.offer,
    "checkins.settle": helping.settle,
    "checkins.feed": feeding.feed,
    "checkins.created": organising_check_ins.created,
    "checkins.edited": organising_check_ins.edited,
    "checkins.settings": tuning_check_ins.settings,
    "checkins.ask_now": running_check_ins.ask_now,
    "checkins.pause": running_check_ins.pause,
    "checkins.resume": running_check_ins.resume,
    "checkins.archived": running_check_ins.archived,
    "checkins.invite": running_check_ins.invite,
    "checkins.post": running_check_ins.post_again,
    "lunches.wish": at_table(again.wish),
    "lunches.unwish": again.unwish,
    "lunches.promised": promises.keep,
    "lunches.closed": promises.close,
    "seasons.created": organising_seasons.created,
    "seasons.stop": organising_seasons.stop,
    "seasons.join": joining_seasons.join,
    "seasons.join_instead": joining_seasons.join_instead,
    "seasons.leave": joining_seasons.leave,
    "seasons.go_on": joining_seasons.go_on,
    "seasons.reopen": season_ends.reopen,
    "members.zone": members.zone,
    "members.told": about.told,
    "members.preferred": about.preferred,
    "members.forgotten": forgetting.forget,
}

# What is worked out before the transaction of these, since it would keep others waiting.
PREPARES: Mapping[str, Prepare] = {
    "lunches.suggest": finding.ahead,
    "lunches.choose": finding.ahead,
    "lunches.other_times": finding.ahead,
}

# Looking at these is a sign of life, too, and so is being told no.
ABOUT_LUNCH = frozenset(
    {
        *(action for action, _ in VERBS["lunch"].values()),
        *(action for action in (*READS, *WRITES) if action.startswith("lunches.")),
        *("circles.answered", "circles.outcome", "circles.reason", "circles.decline"),
        "circles.change",
    }
)

# What platforms tell of people who come and go; nobody can type or press these.
EVENTS: Mapping[str, Action] = {
    "members.changed": members.changed,
    "members.gone": members.gone,
    "communities.gone": members.community_gone,
}

# What is answered to nobody in particular: the inbox keeps it without a name.
NAMELESS = frozenset({"members.forgotten"})

# What a platform does by itself, while somebody types: nobody is asked to slow down for it.
FREE = frozenset(
    {
        "circles.complete",
        "circles.complete_key",
        "checkins.complete",
        "checkins.complete_key",
        *EVENTS,
    }
)

# What follows when a delivery has ended.
ENDS: Mapping[str, Callable[[Transaction, Ended], Awaitable[None]]] = {
    "circles.opened": nudging.opened,
    "circles.asked": ends.asked,
    "lunches.added": seat_ends.added,
    "lunches.silent_asked": silence.asked,
    "circles.announced": ends.announced,
    "circles.posted": ends.posted,
    "lunches.reminded": reminding.reminded,
    "checkins.asked": check_in_ends.asked,
    "checkins.thread_opened": check_in_ends.thread_opened,
    "checkins.posted": check_in_ends.posted,
    "seasons.opened": season_ends.opened,
}

# What a message says that waited for a better hour, or for another week: drawn anew when it goes.
ANEW: Mapping[
    str, Callable[[Transaction, Say, Delivery, datetime], Awaitable[Message | Wait | Drop]]
] = {
    "circles.left_over": anew.left_over,
    "circles.elsewhere": anew.elsewhere,
    "circles.coming": anew.coming,
    "lunches.no_seat_alone": seats_anew.no_seat("alone"),
    "lunches.no_seat_over": seats_anew.no_seat("over"),
    "lunches.no_seat_late": seats_anew.no_seat("late"),
    "lunches.not_added": seats_anew.not_added,
    "lunches.out_of_reach": seats_anew.out_of_reach,
    "lunches.silent": silence.drawn,
    "lunches.rests": silence.rests,
    "checkins.call": helping.still_open,
    "seasons.not_opened": season_ends.not_opened,
    "seasons.left_out": season_ends.left_out,
    "seasons.welcome": season_ends.welcome,
}

# What a member has three of at most, unless an organiser says otherwise.
KINDS: Sequence[Kind[Programme]] = (CIRCLES, CHECK_INS, SEASONS)

# What is done by time, in this order.
DUTIES: Sequence[Duty] = (
    *prompts.DUTIES,
    asking.DUTY,
    silence.DUTY,
    rounds.DUTY,
    freeing.DUTY,
    seating.DUTY,
    reminding.DUTY,
    *running_seasons.DUTIES,
    nudging.DUTY,
)

# What comes next, for whoever winds a clock on.
AHEAD: Sequence[Callable[[Transaction, Say, datetime], Awaitable[list[tuple[datetime, Text]]]]] = (
    rounds.ahead,
    prompts.ahead,
    reminding.ahead,
    late.ahead,
    running_seasons.ahead,
    nudging.ahead,
    on_the_day.ahead,
    readers.ahead,
)


def commands(say: Say) -> tuple[Command, ...]:
    """The commands, described in one language."""
    return described(say, VERBS, BARE)
