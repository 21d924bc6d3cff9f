"""A day of many people: what they ask, answer and are told, spread over turns."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from bot.storage.database import open_database
from handlers.announcements.model.announcement import Reader
from handlers.announcements.model.policy import OFFICE
from handlers.core.events import Address, PlatformName, RoomId
from knowledge.loader import SHIPPED, load_bundle
from tests.integration.bot_api.people import Human
from tests.integration.news import planned
from tests.integration.person import Person, in_thread
from tests.integration.service import Service
from tests.integration.test_exchange import notices

QUESTIONS, EXCHANGES, NEWS, ADDRESSES = 300, 40, 3, 200
# Questions to colleagues are put in the first two fifths of the turns.
LEAST_TURNS = 3
_ROOMS = 4
# How long people wait for what they ask while something is stopped.
_PATIENCE_S = 120

Act = Callable[[], Awaitable[None]]


@dataclass(kw_only=True)
class Day:
    """`asked` are the questions on Matrix: room and event; `wanted` those on Telegram, with what their answer says."""

    lotse: Service
    anna: Person
    people: list[Human]
    moments: Random
    addresses: int = ADDRESSES
    questions: int = QUESTIONS
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
        self.readers = [await self.anna.open_room(self.lotse.user_id) for _ in range(self.addresses // 2)]
        for room in self.readers:
            await self.anna.with_company(room, self.lotse.user_id)
        await self._subscribe()
        self._plan(turns)

    def _plan(self, turns: int) -> None:
        names = [centre.title for centre in load_bundle(SHIPPED).centres]
        for number in range(self.questions):
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

    async def ask_both(self) -> None:
        """One more question on each platform; return when both are answered, or nobody waits any longer."""
        names, number = [centre.title for centre in load_bundle(SHIPPED).centres], len(self.asked) + len(self.wanted)
        human, name = self._asker(number), names[number % len(names)]
        before = _times(human, name)
        await self._ask_on_telegram(number, names)
        await self._ask_on_matrix(number, names)
        room, event = self.asked[-1]
        with suppress(TimeoutError):
            await self.anna.until(lambda: self.anna.has_reply(room, event, self.lotse.user_id), _PATIENCE_S)
            await human.api.until(lambda: _times(human, name) > before, _PATIENCE_S)

    async def finish(self) -> None:
        """Answer until all that was asked of colleagues is answered."""
        while len(self.answered) < EXCHANGES:
            await self.anna.sync()
            await self._answer()

    async def _ask_on_matrix(self, number: int, names: list[str]) -> None:
        room = self.rooms[number % _ROOMS]
        self.asked.append((room, await self.anna.say(room, names[number % len(names)])))

    async def _ask_on_telegram(self, number: int, names: list[str]) -> None:
        human, name = self._asker(number), names[number % len(names)]
        await human.writes(name)
        self.wanted.append((human, name))

    def _asker(self, number: int) -> Human:
        """One who has put no question to colleagues: whatever those write next may belong to it, and they are asked."""
        return self.people[EXCHANGES + number % (len(self.people) - EXCHANGES)]

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
        on_telegram = [str(human.user.id) for human in self.people[: self.addresses // 2]]
        rooms = [(PlatformName.MATRIX, room) for room in self.readers]
        async with open_database(self.lotse.database) as database, database.begin() as unit:
            for platform, room in [*rooms, *((PlatformName.TELEGRAM, room) for room in on_telegram)]:
                address = Address(platform=platform, room=RoomId(room))
                await unit.readers.put(Reader(address=address, tags=frozenset({f"source/{OFFICE}"}), chosen_at=now))


def _times(human: Human, name: str) -> int:
    return sum(name in str(getattr(shown, "text", "")) for shown in human.room.by_bot)


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
