"""`lotse demo`: everything is there in one go, and gone at its end."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from sysconfig import get_path

import pytest
from aiohttp import ClientConnectorError, ClientSession

from bot.storage.exchange.exchange_lists import ExchangeState
from tests.integration.person import Person, answers
from tests.web.chromium.addresses import PAGES
from tests.web.conftest import to_text

# A newcomer waits for less than a minute where nothing else runs; here, where much does, the work that it takes counts.
_PATIENCE_S, _MOST_PROCESSOR_S = 240, 60
_PAGES = [route.path for route in PAGES if "{" not in route.path]
_STATES = {
    ExchangeState.UNANSWERED: "unbeantwortet",
    ExchangeState.ANSWERED: "beantwortet",
    ExchangeState.SOLVED: "gelöst",
    ExchangeState.HIDDEN: "verborgen",
    ExchangeState.MERGED: "zusammengelegt",
}
_LINK = re.compile(r"(http://localhost:\d+/redaktion/anmelden/\S+)")
_URL, _USER, _PASSWORD, _LOTSE = (
    re.compile(rf"^ +{label} +(\S+)$", re.MULTILINE) for label in ("homeserver", "user", "password", "Lotse")
)


def _find(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found is not None, text
    return found[1]


def _list(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def _start(
    folder: Path, *options: str, python: str = sys.executable, **variables: str
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        python,
        *("-m", "bot", "demo", *options),
        stdout=asyncio.subprocess.PIPE,
        env={
            **os.environ,
            "TMPDIR": str(folder),
            "PYTHONUNBUFFERED": "1",
            "LOTSE_DATA_DIR": str(folder / "real"),
            **variables,
        },
    )


async def _read_until(process: asyncio.subprocess.Process, end: re.Pattern[str]) -> str:
    """Return what the demo says up to the line in which this is found."""
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(_PATIENCE_S):
        while not end.search(said):
            line = await process.stdout.readline()
            assert line, said
            said += line.decode()
    return said


async def _open_pages(link: str, *paths: str) -> dict[str, str]:
    """Sign in with a link and return pages by their paths."""
    async with ClientSession(headers={"Sec-Fetch-Site": "same-origin"}) as browser:
        answer = await browser.post(link, allow_redirects=False)
        assert answer.status == 303
        cookies = {name: morsel.value for name, morsel in answer.cookies.items()}
        address = link.partition("/anmelden/")[0]
        pages = {path: await browser.get(f"{address}{path}", cookies=cookies) for path in paths}
        return {path: await page.text() for path, page in pages.items()}


def _count_processor_seconds() -> float:
    """Return the processor time of all processes that were started here and have ended."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.slow
async def test_the_demo_shows_a_filled_desk_and_leaves_nothing(tmp_path: Path) -> None:
    before = _count_processor_seconds()
    process = await _start(tmp_path, "--no-matrix")
    said = await _read_until(process, _LINK)
    assert "homeserver" not in said
    lists = [f"/austausch{tab}" for tab in ("", "?zustand=geloest", "?zustand=verborgen")]
    pages = await _open_pages(_find(_LINK, said), *_PAGES, *lists)
    # Probe waits for a question.
    assert [path for path, page in pages.items() if 'class="empty"' in page] == ["/probe"]
    shown = to_text(" ".join(pages[path] for path in ("/ankuendigungen", *lists)))
    for exchange_state in ExchangeState:
        assert re.search(rf"A\d+ · [^·.]+ {_STATES[exchange_state]} ", shown), exchange_state
    for state in ("Entwurf", "wartet auf Freigabe", "geplant", "fertig", "zurückgerufen"):
        assert state in shown
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
    assert _list(tmp_path) == []
    assert _count_processor_seconds() - before < _MOST_PROCESSOR_S


@pytest.mark.slow
async def test_one_can_chat_with_lotse_on_the_homeserver_of_the_demo(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    process = await _start(folder)
    said = await _read_until(process, _LOTSE)
    person = await Person.enter(_find(_URL, said), _find(_USER, said), tmp_path, _find(_PASSWORD, said))
    lotse = _find(_LOTSE, said)
    room = await person.open_room(lotse, direct=True, encrypted=True)
    await person.with_company(room, lotse)
    asked = await person.ask(room, "Was ist Griffbereit?", lotse)
    await person.until(lambda: any(answers(event) == asked for event in person.heard(room)))
    await person.leave()
    pages = await _open_pages(_find(_LINK, said), "/betrieb")
    assert "Matrix verbunden" in to_text(pages["/betrieb"])
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
    assert _list(folder) == []
    async with ClientSession() as client:
        with pytest.raises(ClientConnectorError):
            await client.get(_find(_URL, said))


async def test_the_demo_says_that_synapse_is_missing(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "demo", tmp_path / "bin"
    folder.mkdir()
    elsewhere.mkdir()
    python = elsewhere / "python"
    python.symlink_to(sys.executable)
    packages = os.pathsep.join((str(Path.cwd()), get_path("purelib")))
    process = await _start(folder, python=str(python), PATH=str(elsewhere), PYTHONPATH=packages)
    said = await _read_until(process, re.compile("made up"))
    assert "Synapse is not installed here (pip install matrix-synapse): the demo runs without Matrix." in said
    process.send_signal(signal.SIGINT)
    assert await process.wait() == 0
    assert _list(folder) == []


async def test_the_demo_can_be_ended_before_it_is_ready(tmp_path: Path) -> None:
    process = await _start(tmp_path)
    assert process.stdout is not None
    async with asyncio.timeout(_PATIENCE_S):
        assert await process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0
    assert _list(tmp_path) == []
