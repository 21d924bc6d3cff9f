"""The power fails at random moments: nothing that was taken in is lost, nothing stands twice unmarked.

Each time the files are put back as they may be then, without what was never synced. A few times with all the other
tests, as often as `POWER_CUTS` says with `make chaos`.
"""

import asyncio
import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.bench.tables import show
from tests.chaos.verdict import Verdict
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.conftest import unique
from tests.integration.news import MARK, planned
from tests.integration.person import Enter, Person, in_thread
from tests.integration.person import answers as answers_to
from tests.integration.synapse import Synapse
from tests.integration.test_exchange import asked, channel, notices
from tests.power.preloaded import COMPILER, built
from tests.power.service import PoweredService

_SERVICES = 2
_CUTS = int(os.environ.get("POWER_CUTS", "6")) // _SERVICES
_PEOPLE = 4
_PATIENCE = 180
_LONGEST_S = 1.5

pytestmark = pytest.mark.skipif(COMPILER is None, reason="the recorder needs a C compiler")


@pytest.mark.slow
async def test_nothing_taken_in_is_lost_when_the_power_fails(synapse: Synapse, enter: Enter, tmp_path: Path) -> None:
    """Several services at once, as starting takes longest."""
    library = built(tmp_path)
    async with asyncio.TaskGroup() as tasks:
        towns = [
            tasks.create_task(_cut_again_and_again(synapse, enter, tmp_path / f"service-{seed}", library, seed))
            for seed in range(_SERVICES)
        ]
    found = [verdict for town in towns for verdict in town.result()]
    columns = ("", "expected", "lost", "of these uncertain", "doubled", "of these marked")
    show(f"After {_CUTS * _SERVICES} power cuts", columns, [verdict.row() for verdict in found])
    assert [verdict for verdict in found if not verdict.is_good] == []


async def test_a_disk_that_fails_ends_the_service_which_goes_on_afterwards(tmp_path: Path, api: BotApi) -> None:
    chance = Random(1)  # noqa: S311
    lotse = PoweredService(folder=tmp_path / "service", telegram=api.url, recorder=built(tmp_path), chance=chance)
    first, second = Human(api=api), Human(api=api)
    await lotse.start()
    try:
        await first.writes("Was ist Griffbereit?")
        await first.hears_that("Griffbereit")
        lotse.broken.touch()
        await second.writes("Was ist Griffbereit?")
        assert await lotse.ended() == 1
        assert "The disk did not take what Lotse wrote to its database" in lotse.log()
        assert second.room.by_bot == []
        lotse.broken.unlink()
        await lotse.start()
        await second.hears_that("Griffbereit")
    finally:
        await lotse.close()


@dataclass(kw_only=True)
class _Town:
    """Who talks with Lotse, and what they said."""

    lotse: PoweredService
    api: BotApi
    anna: Person
    otto: Human
    readers: list[Human]
    rooms: list[str] = field(default_factory=list)
    talks: list[str] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    asking: list[Human] = field(default_factory=list)
    channel: str = ""
    post: str = ""

    async def speak(self, cut: int) -> None:
        """Questions on both platforms, and one remark in each direction between colleagues."""
        for _ in range(_PEOPLE):
            human = Human(api=self.api)
            self.asking.append(human)
            await human.writes("Was ist Griffbereit?")
        for room in self.talks:
            self.asked.append((room, await self.anna.say(room, "Was ist Griffbereit?")))
        await self.anna.say(self.channel, f"Antwort {cut}.", **in_thread(self.post))
        await self.otto.writes(f"#A1 Rückfrage {cut}.")

    async def moment(self, polled: int, chance: Random) -> None:
        """Some time after Lotse reads on, or as soon as it has asked for so much."""
        await self.api.until(lambda: len(self.api.asked("getUpdates")) > polled, _PATIENCE)
        if chance.random() < 0.5:
            await asyncio.sleep(_LONGEST_S * chance.random())
            return
        method, many = chance.choice((("getUpdates", 3), ("sendMessage", 2 * _PEOPLE)))
        enough = len(self.api.asked(method)) + chance.randint(1, many)
        try:
            await self.api.until(lambda: len(self.api.asked(method)) >= enough, _LONGEST_S)
        except TimeoutError:
            return


async def _cut_again_and_again(
    synapse: Synapse, enter: Enter, folder: Path, library: Path, seed: int
) -> Sequence[Verdict]:
    chance = Random(seed)  # noqa: S311
    async with BotApi().opened() as api:
        anna, bea = await enter("anna"), await enter("bea")
        lotse = PoweredService(
            folder=folder,
            homeserver=synapse.url,
            user_id=await synapse.register(unique("lotse")),
            telegram=api.url,
            variables={"LOTSE_ROLES__EDITORS": f"matrix:{anna.id}", "LOTSE_ANNOUNCEMENTS__QUIET": "false"},
            recorder=library,
            chance=chance,
        )
        otto, *readers = (Human(api=api, name=name) for name in ("Otto Geheim", "Pia", "Mia"))
        town = _Town(lotse=lotse, api=api, anna=anna, otto=otto, readers=[otto, *readers])
        await lotse.start()
        try:
            await _prepare(town, bea)
            await _live(town, chance)
            verdicts = await _verdicts(town)
        finally:
            await lotse.close()
        assert api.faults == []
        return verdicts


async def _live(town: _Town, chance: Random) -> None:
    """From one power cut to the next, until all is done."""
    polled = len(town.api.asked("getUpdates"))
    await town.lotse.start()
    for cut in range(_CUTS):
        await town.speak(cut)
        await town.moment(polled, chance)
        await town.lotse.crash()
        polled = len(town.api.asked("getUpdates"))
        await town.lotse.start()
    await _settled(town)


async def _prepare(town: _Town, bea: Person) -> None:
    """Rooms, a question to colleagues, readers, and an announcement for each cut; Lotse has stopped then."""
    anna, lotse = town.anna, town.lotse
    town.channel = await channel(anna, lotse, encrypted=False)
    town.post = await asked(town.otto, anna, town.channel, lotse)
    for encrypted in (False, True):
        room = await anna.open_room(lotse.user_id, bea.id, encrypted=encrypted)
        await bea.client.join(room)
        await anna.with_company(room, lotse.user_id, bea.id)
        await anna.answered(room, await anna.ask(room, "/abo laki", lotse.user_id), lotse.user_id)
        town.rooms.append(room)
        talk = await anna.open_room(lotse.user_id, direct=True, encrypted=encrypted)
        await anna.with_company(talk, lotse.user_id)
        town.talks.append(talk)
    for reader in town.readers:
        await reader.writes("/abo laki")
        await reader.hears_that("Hier kommen an")
    await lotse.stores("SELECT count(*) FROM readers", [(len(town.readers) + len(town.rooms),)])
    await lotse.stop()
    now, between = datetime.now(UTC), timedelta(seconds=3)
    await planned(lotse, {f"Neuigkeit {number}.": now + number * between for number in range(_CUTS)})


async def _settled(town: _Town) -> None:
    """Nothing is left to be done, and Anna has the keys of what was said last."""
    await town.lotse.logs("Lotse is running", _PATIENCE, times=_CUTS + 2)
    for query in (
        "SELECT count(*) FROM announcements WHERE state != 'finished'",
        "SELECT count(*) FROM inbox WHERE state = 'pending'",
        "SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending', 'paused')",
    ):
        await town.lotse.stores(query, [(0,)], _PATIENCE)
    last = await town.anna.say(town.talks[0], "Was ist Griffbereit?")
    await town.anna.answered(town.talks[0], last, town.lotse.user_id)
    for _ in range(5):
        await town.anna.sync(wait=0)


async def _verdicts(town: _Town) -> Sequence[Verdict]:
    told = [
        [text for text in _texts(reader) if f"Neuigkeit {number}." in text]
        for reader in town.readers
        for number in range(_CUTS)
    ]
    heard = [[text for text in _texts(town.otto) if f"Antwort {number}." in text] for number in range(_CUTS)]
    return [
        _verdict("questions on Telegram", [_texts(human) for human in town.asking], _uncertain(town)),
        await _questions_on_matrix(town),
        _verdict("answers of colleagues", heard, 0),
        _counted("remarks on Matrix", [(town.channel, "Rückfrage ")], town),
        _verdict("announcements on Telegram", told, _uncertain_announcements(town)),
        _counted("announcements on Matrix", [(room, "Neuigkeit ") for room in town.rooms], town),
    ]


def _uncertain(town: _Town) -> int:
    """How many people asked without an answer that Lotse knows to have left."""
    silent = {str(human.user.id) for human in town.asking if not _texts(human)}
    rows = town.lotse.stored("SELECT room FROM deliveries WHERE state = 'uncertain' AND platform = 'telegram'")
    return len(silent & {room for (room,) in rows})


def _uncertain_announcements(town: _Town) -> int:
    """Return how many copies of announcements Lotse knows to have been cut off twice, and no reader has."""
    silent = {
        (str(reader.user.id), number)
        for reader in town.readers
        for number in range(1, _CUTS + 1)
        if not any(f"Neuigkeit {number - 1}." in text for text in _texts(reader))
    }
    rows = town.lotse.stored("SELECT room, announcement FROM deliveries WHERE state = 'uncertain'")
    return len(silent & set(rows))


async def _questions_on_matrix(town: _Town) -> Verdict:
    histories = [await town.anna.history(room) for room in town.talks]
    answers = Counter(
        answers_to(event)
        for history in histories
        for event in history
        if event["sender"] == town.lotse.user_id and "Griffbereit" in event.get("content", {}).get("body", "")
    )
    return _of_counts("questions on Matrix", [answers[event] for _, event in town.asked])


def _counted(what: str, places: Sequence[tuple[str, str]], town: _Town) -> Verdict:
    """Messages in Matrix rooms by their numbers."""
    counts = []
    for room, word in places:
        # A sync may tell the same twice.
        bodies = {event["event_id"]: event["content"]["body"] for event in notices(town.anna, room, town.lotse, word)}
        numbers = Counter(int(found) for body in bodies.values() for found in re.findall(rf"{word}(\d+)\.", body))
        counts += [numbers[number] for number in range(_CUTS)]
    return _of_counts(what, counts)


def _of_counts(what: str, counts: Sequence[int]) -> Verdict:
    return _verdict(what, [[""] * count for count in counts], 0)


def _verdict(what: str, found: Sequence[Sequence[str]], uncertain: int) -> Verdict:
    """Of what should stand once in each place."""
    return Verdict(
        what=what,
        expected=len(found),
        lost=sum(not texts for texts in found),
        lost_marked=uncertain,
        doubled=sum(max(0, len(texts) - 1) for texts in found),
        doubled_marked=sum(min(len(texts) - 1, sum(MARK in text for text in texts)) for texts in found if texts),
    )


def _texts(human: Human) -> list[str]:
    return [shown.text for shown in human.room.by_bot]
