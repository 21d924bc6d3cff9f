"""A second service on the same PostgreSQL: it waits, and goes on where the first was killed."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from tests.contract.conftest import postgres
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.service import Service

__all__ = ["postgres"]

QUESTION = "E-Mail KI Duisburg"
_SOON = 10


async def test_the_second_takes_the_place_of_the_first(
    api: BotApi,
    tmp_path: Path,
    postgres: Callable[[], str],
) -> None:
    anna, url = Human(api=api), postgres()
    first, second = (
        Service(folder=tmp_path / name, telegram=api.url, variables={"LOTSE_DATABASE": url})
        for name in ("first", "second")
    )
    await first.start()
    await anna.writes("/zentrum Herne")
    await anna.hears()
    await second.start()
    await second.logs("Another Lotse works on this database")
    await first.crash()
    began = monotonic()
    await anna.writes(QUESTION)
    assert "integration@stadt-duisburg.de" in (await anna.hears(number=2)).text
    assert monotonic() - began < _SOON
    assert "Lotse is running" in second.log()
    await second.close()
