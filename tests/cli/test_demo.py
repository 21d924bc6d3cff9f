"""`lotse demo`: everything is there in one go, and gone at its end."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.web.conftest import to_text

_PATIENCE_S = 240
_LINK = re.compile(r"http://localhost:\d+/redaktion/anmelden/\S+")


def _list(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def _start(folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "demo"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1", "LOTSE_DATA_DIR": "/nowhere"},
    )


@pytest.mark.slow
async def test_the_demo_shows_a_filled_desk_and_leaves_nothing(tmp_path: Path) -> None:
    process = await _start(tmp_path)
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(_PATIENCE_S):
        while not (found := _LINK.search(said)):
            line = await process.stdout.readline()
            assert line, said
            said += line.decode()
    async with ClientSession(headers={"Sec-Fetch-Site": "same-origin"}) as browser:
        answer = await browser.post(found[0], allow_redirects=False)
        assert answer.status == 303
        cookies = {name: morsel.value for name, morsel in answer.cookies.items()}
        address = found[0].partition("/anmelden/")[0]
        async with browser.get(f"{address}/ankuendigungen", cookies=cookies) as page:
            shown = to_text(await page.text())
    for state in ("Entwurf", "wartet auf Freigabe", "geplant", "fertig", "zurückgerufen"):
        assert state in shown
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
    assert _list(tmp_path) == []


async def test_the_demo_can_be_ended_before_it_is_ready(tmp_path: Path) -> None:
    process = await _start(tmp_path)
    assert process.stdout is not None
    async with asyncio.timeout(_PATIENCE_S):
        assert await process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0
    assert _list(tmp_path) == []
