"""A circle on the fake Discord: its channel, its people, and its rounds as they see them."""

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.visits import Visit
from tests.fakes.discord.world import Channel, Message, Person
from tests.wire.running import PATIENCE, eventually
from tests.wire.tables import Table, everybody_has_met_their_table
from tests.wire.words import NAMES, charter, named


class Circle:
    """One channel with an organiser, Ann, who may manage the server. The circle is hers to make."""

    def __init__(self, discord: FakeDiscord, name: str, *, construct: str = "") -> None:
        self.discord = discord
        self.name = named(name)
        self.ann = discord.person("ann.kolibri", global_name=named("Ann"), organises=True)
        self.channel = discord.channel(name.lower())
        self.people: list[Person] = []
        self.charter = charter(name, construct)
        self._before: set[str] = set()  # threads of earlier rounds

    async def make(self) -> Message:
        """Ann makes it by the form; the opening message."""
        seen = await self.says(self.ann, "/circle create")
        assert seen.form is not None
        sent: dict[str, str | list[str]] = dict(self.charter)
        seen = await self.discord.submit(seen.form, sent)
        assert f"{self.name} is open" in seen.text
        return await eventually(lambda: self.opening)

    @property
    def opening(self) -> Message | None:
        """The message with the Join button."""
        return next((one for one in self.channel.messages if "Join" in one.labels), None)

    def newcomer(self) -> Person:
        """One more person in the server, who is in no circle."""
        first = NAMES[len(self.discord.world.people) % len(NAMES)]
        return self.discord.person(f"{first.lower()}.kolibri", global_name=named(first))

    async def join(self, how_many: int) -> None:
        """So many newcomers press Join."""
        assert self.opening is not None
        for _ in range(how_many):
            person = self.newcomer()
            seen = await self.discord.press(person, self.opening, "Join")
            assert f"You are in {self.name}" in seen.text
            self.people.append(person)

    async def says(self, person: Person, line: str, times: int = 1, **options: str) -> Visit:
        """Somebody types a command in the channel; the answer is seen by them alone."""
        name, _, verb = line.partition(" ")
        seen = await self.discord.command(person, name, verb, self.channel, times=times, **options)
        assert seen.message is None or seen.message.seen_by is person
        return seen

    async def draw(self) -> Visit:
        """Ann has the next round drawn."""
        self._before |= {thread.id for thread in self._threads()}
        asked = await self.says(self.ann, "/circle run", circle=self.name)
        assert asked.message is not None
        return await self.discord.press(self.ann, asked.message, "Draw now")

    @property
    def ids(self) -> list[str]:
        """Everybody in the circle, by their ids."""
        return [person.id for person in self.people]

    def tables(self) -> list[Table]:
        """The tables of the round that was drawn last."""
        me = self.discord.world.application
        return [
            Table(
                frozenset(thread.members) - {me},
                tuple(message.text for message in thread.messages),
            )
            for thread in self._threads()
            if thread.id not in self._before
        ]

    async def seated(self, patience: float = PATIENCE) -> list[Table]:
        """The tables, when everybody reads at theirs."""
        await eventually(lambda: everybody_has_met_their_table(self.tables(), self.ids), patience)
        return self.tables()

    def announcements(self) -> list[str]:
        """What the channel read of rounds."""
        return [one.text for one in self.channel.messages if "is set" in one.text]

    def _threads(self) -> list[Channel]:
        world = self.discord.world
        every = [*world.threads(), *world.threads(archived=True)]
        return [thread for thread in every if thread.parent is self.channel]
