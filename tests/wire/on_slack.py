"""A circle on the fake Slack: its channel, its people, and its rounds as they see them."""

from collections import defaultdict

from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.workspace import Posted, Seen, User
from tests.wire.running import PATIENCE, eventually
from tests.wire.tables import Table, everybody_has_met_their_table
from tests.wire.words import NAMES, by_day, charter, named


class Circle:
    """One channel with an organiser, Ann, who is an admin. The circle is theirs to make."""

    def __init__(self, slack: FakeSlack, name: str, *, bot: bool = True) -> None:
        self.slack = slack
        self.name = named(name)
        self.ann = slack.user(named("Ann"), is_admin=True, tz=by_day())
        self.channel = slack.channel(name.lower(), self.ann, bot=bot)
        self.people: list[User] = []
        self._charter = charter(name)
        self._before: set[str] = set()  # keys of what was said at the tables of earlier rounds

    async def make(self) -> Posted:
        """Ann makes it by the form; the opening message."""
        seen = await self.slack.command(self.ann, "/circle", "create", self.channel)
        assert seen.form is not None
        seen = await self.slack.submit(seen.form, self._charter)
        assert f"{self.name} is open" in seen.text
        return await eventually(lambda: self.opening)

    @property
    def opening(self) -> Posted | None:
        """The message with the Join button."""
        return next((one for one in self.channel.messages if "[Join]" in one.reading), None)

    def newcomer(self, **what: object) -> User:
        """One more person in the channel, who is in no circle."""
        first = NAMES[len(self.channel.members) % len(NAMES)]
        person = self.slack.user(named(first), **what)
        self.channel.members.add(person.id)
        return person

    async def join(self, how_many: int, **what: object) -> None:
        """So many newcomers press Join."""
        assert self.opening is not None
        for _ in range(how_many):
            person = self.newcomer(**what)
            seen = await self.slack.press(person, self.opening, "Join")
            assert f"You are in {self.name}" in seen.text
            self.people.append(person)

    async def says(self, user: User, line: str, times: int = 1) -> Seen:
        """Somebody types a line in the channel; the answer is seen by them alone."""
        word, _, text = line.partition(" ")
        seen = await self.slack.command(user, word, text, self.channel, times)
        assert seen.message is None or seen.message.to == user.id
        return seen

    async def draw(self) -> Seen:
        """Ann has the next round drawn."""
        self._before |= set(self._introductions())
        asked = await self.says(self.ann, f"/circle run {self.name}")
        assert asked.message is not None
        return await self.slack.press(self.ann, asked.message, "Draw now")

    @property
    def ids(self) -> list[str]:
        """Everybody in the circle, by their ids."""
        return [person.id for person in self.people]

    def tables(self) -> list[Table]:
        """The tables of the round that was drawn last."""
        fresh = [said for key, said in self._introductions().items() if key not in self._before]
        return [
            Table(
                frozenset(self.slack.api.conversation(said[0].channel).members),
                tuple(one.reading for one in said),
            )
            for said in fresh
        ]

    async def seated(self, patience: float = PATIENCE) -> list[Table]:
        """The tables, when everybody reads at theirs and the channel has its announcement."""
        await eventually(lambda: everybody_has_met_their_table(self.tables(), self.ids), patience)
        return self.tables()

    def announcements(self) -> list[str]:
        """What the channel read of rounds."""
        return [one.reading for one in self.channel.messages if "is set" in one.reading]

    def told(self, user: User) -> list[Posted]:
        """What somebody was told in their direct conversation with the bot, unasked."""
        return [one for one in self.slack.api.direct(user) if one.key]

    def _introductions(self) -> dict[str, list[Posted]]:
        """What was said at tables of this circle, each by the delivery that it came from."""
        found: dict[str, list[Posted]] = defaultdict(list)
        for place in self.slack.api.conversations.values():
            if place.id.startswith("G") and place.members <= set(self.ids):
                for posted in place.messages:
                    found[posted.key].append(posted)
        return found
