"""A day of many people: what they ask, answer and are told, spread over turns."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from bot.storage.database import open_database
from handlers.announcements.kept import OFFICE, Reader
from handlers.events import Address, PlatformName, RoomId
from knowledge.loader import SHIPPED, load
from tests.integration.bot_api.people import Human
from tests.integration.news import planned
from tests.integration.person import Person, in_thread
from tests.integration.service import Service
from tests.integration.test_exchange import notices

QUESTIONS, EXCHANGES, NEWS, ADDRESSES = 300, 40, 3, 200
_ROOMS = 4

Act = Callable[[], Awaitable[None]]


@dataclass(kw_only=True)
class Day:
    """`asked` are the questions on Matrix: room and event; `wanted` those on Telegram, with what their answer says."""

    lotse: Service
    anna: Person
    people: list[Human]
    moments: Random
    rooms: list[str] = field(default_factory=list)
    channel: str = ""
    readers: list[str] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    wanted: list[tuple[Human, str]] = field(default_factory=list)
    answered: set[int] = field(default_factory=set)
    _turns: dict[int, list[Act]] = field(default_factory=lambda: defaultdict(list))

    async def begin(self, turns: int) -> None:
        """Rooms, subscriptions, and the plan of the day."""
        for number in range(_ROOMS):
            room = await self.anna.open_room(self.lotse.user_id, direct=True, encrypted=number % 2 == 1)
            await self.anna.with_company(room, self.lotse.user_id)
            self.rooms.append(room)
        self.readers = [await self.anna.open_room(self.lotse.user_id) for _ in range(ADDRESSES // 2)]
        for room in self.readers:
            await self.anna.with_company(room, self.lotse.user_id)
        await self._subscribe()
        self._plan(turns)

    def _plan(self, turns: int) -> None:
        names = [centre.title for centre in load(SHIPPED).centres]
        for number in range(QUESTIONS):
            turn = self.moments.randrange(turns)
            if number % 2:
                self._turns[turn].append(lambda number=number: self._ask_on_matrix(number, names))  # type: ignore[misc]
            else:
                self._turns[turn].append(lambda number=number: self._ask_on_telegram(number, names))  # type: ignore[misc]
        for number in range(EXCHANGES):
            self._turns[self.moments.randrange(turns * 2 // 5)].append(lambda number=number: self._put(number))  # type: ignore[misc]
        for number in range(NEWS):
            self._turns[(number + 1) * turns // (NEWS + 2)].append(lambda number=number: self._announce(number))  # type: ignore[misc]

    async def turn(self, number: int) -> None:
        """What is said in this turn; and a colleague answers the questions that have come to the channel."""
        for act in self._turns[number]:
            await act()
        await self.anna.sync(wait=0)
        await self._answer()

    async def _answer(self) -> None:
        for number in range(EXCHANGES):
            posts = notices(self.anna, self.channel, self.lotse, f"in Fall {number}?")
            if posts and number not in self.answered:
                await self.anna.say(self.channel, f"Antwort {number}.", **in_thread(str(posts[0]["event_id"])))
                self.answered.add(number)

    async def finish(self) -> None:
        """Answer until all that was asked of colleagues is answered."""
        while len(self.answered) < EXCHANGES:
            await self.anna.sync()
            await self._answer()

    async def _ask_on_matrix(self, number: int, names: list[str]) -> None:
        room = self.rooms[number % _ROOMS]
        self.asked.append((room, await self.anna.say(room, names[number % len(names)])))

    async def _ask_on_telegram(self, number: int, names: list[str]) -> None:
        human, name = self.people[number % len(self.people)], names[number % len(names)]
        await human.writes(name)
        self.wanted.append((human, name))

    async def _put(self, number: int) -> None:
        human = self.people[number]
        for words in (f"/frage Hat jemand Erfahrung mit Sprachmittlung in Fall {number}?", "/thema sprachmittlung"):
            await human.writes(words)
        for words in ("/zeichnen none", "/absenden"):
            await human.writes(words)

    async def _announce(self, number: int) -> None:
        await planned(self.lotse, {f"Neuigkeit {number}.": datetime.now(UTC)})

    async def _subscribe(self) -> None:
        now = datetime.now(UTC)
        on_telegram = [str(human.user.id) for human in self.people[: ADDRESSES // 2]]
        rooms = [(PlatformName.MATRIX, room) for room in self.readers]
        async with open_database(self.lotse.database) as database, database.begin() as unit:
            for platform, room in [*rooms, *((PlatformName.TELEGRAM, room) for room in on_telegram)]:
                address = Address(platform=platform, room=RoomId(room))
                await unit.readers.put(Reader(address=address, tags=frozenset({f"source/{OFFICE}"}), chosen_at=now))


async def settled(lotse: Service, patience: float) -> None:
    """Wait until nothing is left to be done."""
    for query in (
        "SELECT count(*) FROM inbox WHERE state = 'pending'",
        "SELECT count(*) FROM announcements WHERE state != 'finished'",
        "SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending', 'paused')",
    ):
        try:
            await lotse.stores(query, [(0,)], patience)
        except TimeoutError:
            left = lotse.stored(
                "SELECT platform, kind, state, attempts, due_at, error FROM deliveries WHERE sent_at IS NULL"
            )
            raise AssertionError(f"{query}: {left}") from None
