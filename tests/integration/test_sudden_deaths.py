"""Killed at random moments: nothing is lost, nothing stands twice unmarked, the order stays.

Some 20 times with all the other tests, as often as `CHAOS_KILLS` says with `make soak` and `make chaos`.
"""

import asyncio
import os
import re
from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.news import MARK, planned
from tests.integration.person import Enter, Person, in_thread
from tests.integration.service import Serve, Service
from tests.integration.test_exchange import asked, channel, notices

_SERVICES = 3
# Of each service, every other time with something said before.
_KILLS = int(os.environ.get("CHAOS_KILLS", "20")) // _SERVICES // 2 * 2
_EACH = _KILLS // 2
_PATIENCE = 180
# Of which the start takes a fourth, or half where the machine has more to do.
_LONGEST_LIFE = 1.3


@pytest.mark.slow
async def test_nothing_is_lost_or_doubled_by_sudden_deaths(serve: Serve, enter: Enter) -> None:
    """Several services at once, as starting takes longest."""
    await asyncio.gather(*(_killed_again_and_again(serve, enter, seed) for seed in range(_SERVICES)))


async def _killed_again_and_again(serve: Serve, enter: Enter, seed: int) -> None:
    """A question with answers in both directions, and announcements to both platforms all the while."""
    moments = Random(seed)  # noqa: S311
    async with BotApi().opened() as api:
        otto, pia = Human(api=api, name="Otto Geheim"), Human(api=api, name="Pia")
        anna, bea = await enter("anna"), await enter("bea")
        lotse = await serve(LOTSE_ROLES__EDITORS=f"matrix:{anna.id}", LOTSE_ANNOUNCEMENTS__QUIET="false")
        lotse.telegram = api.url
        await lotse.start()
        room = await channel(anna, lotse, encrypted=False)
        post = await asked(otto, anna, room, lotse)
        rooms = [await _subscribed(anna, bea, lotse, encrypted=encrypted) for encrypted in (False, True)]
        for reader in (otto, pia):
            await reader.writes("/abo laki")
            await reader.hears_that("Hier kommen an")
        await lotse.stores("SELECT count(*) FROM readers", [(4,)])
        now, between = datetime.now(UTC), timedelta(seconds=_LONGEST_LIFE / 2)
        await planned(lotse, {f"Neuigkeit {number}.": now + number * between for number in range(_KILLS)})
        for kill in range(_KILLS):
            if kill % 2 == 0:
                await anna.say(room, f"Antwort {kill // 2}.", **in_thread(post))
                await otto.writes(f"#A1 Rückfrage {kill // 2}.")
            await anna.sync(wait=0)
            await asyncio.sleep(_LONGEST_LIFE * moments.random())
            await lotse.crash()
            await lotse.start()
        await anna.until(lambda: len(set(_numbers(anna, room, lotse))) == _EACH, _PATIENCE)
        assert _numbers(anna, room, lotse) == list(range(_EACH))
        # A finished announcement may still have a repeat waiting.
        await lotse.stores("SELECT count(*) FROM announcements WHERE state != 'finished'", [(0,)], _PATIENCE)
        waiting = "SELECT count(*) FROM deliveries WHERE state NOT IN ('sent', 'uncertain')"
        await lotse.stores(waiting, [(0,)], _PATIENCE)
        heard = list(dict.fromkeys(_heard(otto)))
        assert heard == sorted(heard)
        _assert_told(heard, _EACH, otto, lotse, "kind != 'announcement-again'")
        again = [text for text in _texts(otto) if MARK in text and "Antwort " in text]
        assert len(_heard(otto)) - len(heard) <= len(again)
        await _all_announced(anna, rooms, (otto, pia), lotse)
        await lotse.close()
        assert api.faults == []


async def _subscribed(anna: Person, bea: Person, lotse: Service, *, encrypted: bool) -> str:
    """A room of several people."""
    room = await anna.open_room(lotse.user_id, bea.id, encrypted=encrypted)
    await bea.client.join(room)
    await anna.with_company(room, lotse.user_id, bea.id)
    await anna.answered(room, await anna.ask(room, "/abo laki", lotse.user_id), lotse.user_id)
    return room


async def _all_announced(anna: Person, rooms: list[str], readers: tuple[Human, ...], lotse: Service) -> None:
    """On Matrix each once; on Telegram what stands there twice says so, and is counted."""
    everything = [*range(_KILLS)]
    for room in rooms:
        await anna.until(lambda room=room: len({*_news(anna, room, lotse)}) == _KILLS)  # type: ignore[misc]
        assert sorted(_news(anna, room, lotse)) == everything
    ((counted,),) = lotse.stored("SELECT count(*) FROM deliveries WHERE kind = 'announcement-again'")
    doubled = 0
    for reader in readers:
        marked = [text for text in _texts(reader) if MARK in text and "Neuigkeit " in text]
        told = Counter(int(found) for text in _texts(reader) for found in re.findall(r"Neuigkeit (\d+)\.", text))
        _assert_told(told, _KILLS, reader, lotse, "kind = 'announcement-again'")
        assert max(told.values()) <= 2
        assert told.total() - len(told) <= len(marked)
        doubled += told.total() - len(told)
    assert doubled <= counted


def _assert_told(told: Collection[int], number: int, reader: Human, lotse: Service, which: str) -> None:
    """Only what deaths cut off twice may be missing: it is repeated once, and then recorded as uncertain."""
    it = f"state = 'uncertain' AND room = '{reader.room.chat.id}' AND {which}"
    ((cut_off_twice,),) = lotse.stored(f"SELECT count(*) FROM deliveries WHERE {it}")  # noqa: S608
    assert set(told) <= set(range(number))
    assert number - len(set(told)) <= cut_off_twice


def _news(anna: Person, room: str, lotse: Service) -> list[int]:
    """Of the announcements as they stand in the room."""
    return _told(anna, room, lotse, "Neuigkeit ")


def _numbers(anna: Person, room: str, lotse: Service) -> list[int]:
    """Of the asker's questions as they stand in the room."""
    return _told(anna, room, lotse, "Rückfrage ")


def _told(anna: Person, room: str, lotse: Service, what: str) -> list[int]:
    """The numbers behind the word, without what a sync tells twice."""
    found = {str(event["event_id"]): event for event in notices(anna, room, lotse, what)}
    return [int(re.findall(rf"{what}(\d+)\.", event["content"]["body"])[0]) for event in found.values()]


def _heard(otto: Human) -> list[int]:
    return [int(found) for text in _texts(otto) for found in re.findall(r"Antwort (\d+)\.", text)]


def _texts(reader: Human) -> list[str]:
    return [shown.text for shown in reader.room.by_bot]
