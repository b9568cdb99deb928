"""Which line of a member stands, when answers come in another order than their days."""

from datetime import timedelta

from bot.chat.request import Person
from bot.members import lines
from bot.members.lines import Line, Said
from tests.bot.members.test_about import does, known
from tests.town import MONDAY, Town

STANDUP = 7
TUESDAY = MONDAY + timedelta(days=1)


async def test_an_earlier_day_answered_late_leaves_the_later_lines(town: Town) -> None:
    """What somebody said of Tuesday stands, though they say something of Monday after it."""
    await does(town, Person("ann", "Ann"), "members.told")
    ann = (await known(town)).id
    async with town.database.write() as tx:
        await lines.may_read(tx, STANDUP, ann)
        await lines.show(tx, STANDUP, ann, True)
        for day, text in ((MONDAY, "Print it"), (TUESDAY, "Bind it"), (MONDAY, "Fold it")):
            said = Said(1, "working", "channel", text)
            await lines.keep(tx, STANDUP, ann, day.date(), [said])
        found = await lines.shown(tx, [ann], MONDAY.date())
    assert found == {ann: [Line("working", "Bind it")]}
