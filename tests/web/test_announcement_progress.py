"""Live progress: each change until the announcement ends, and one query for all who look."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.settings.web import PATH
from bot.system.http.parts import STOPPING
from bot.web.app import create_app
from bot.web.base.desk import COOKIE
from bot.web.base.progress import ProgressReader
from handlers.announcements.model.announcement import AnnouncementState
from tests.web.announcing import add_announcement
from tests.web.conftest import ADMIN, EDITOR, Browser, DeskHouse


async def test_what_is_done_ends_the_stream(editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(house, state=AnnouncementState.FINISHED, started_at=house.now)
    answer = await editor.get(f"/ankuendigungen/{made.number}/verlauf")
    assert answer.content_type == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    text = await answer.text()
    assert text.startswith("event: progress\ndata: ")
    assert "0 von 0 angekommen" in text
    assert text.endswith("event: done\ndata: -\n\n")


async def test_only_what_has_started_has_progress(stranger: Browser, editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(house)
    assert (await editor.get(f"/ankuendigungen/{made.number}/verlauf")).status == 404
    assert (await editor.get("/ankuendigungen/99/verlauf")).status == 404
    assert (await stranger.get(f"/ankuendigungen/{made.number}/verlauf")).status == 303
    house.editors = (ADMIN,)
    assert (await editor.get(f"/ankuendigungen/{made.number}/verlauf")).status == 303


async def test_a_running_one_is_sent_until_the_service_stops(editor: Browser, house: DeskHouse, tmp_path: Path) -> None:
    made = await add_announcement(house, state=AnnouncementState.RUNNING, started_at=house.now)
    outer, stopping = web.Application(), asyncio.Event()
    outer[STOPPING] = stopping
    outer.add_subapp(PATH, create_app(house.desk(tmp_path)))
    async with TestServer(outer) as server:
        url = server.make_url(f"{PATH}/ankuendigungen/{made.number}/verlauf")
        async with editor.client.get(url, cookies={COOKIE: editor.cookie}) as answer:
            assert await answer.content.readline() == b"event: progress\n"
            stopping.set()
            rest = await asyncio.wait_for(answer.content.read(), 5)
    assert b"event: done" not in rest


@pytest.mark.parametrize("lost", ["session", "role"])
async def test_whoever_may_not_watch_any_longer_gets_no_more(editor: Browser, house: DeskHouse, lost: str) -> None:
    made = await add_announcement(house, state=AnnouncementState.RUNNING, started_at=house.now)
    url = editor.server.make_url(f"{PATH}/ankuendigungen/{made.number}/verlauf")
    async with editor.client.get(url, cookies={COOKIE: editor.cookie}) as answer:
        assert await answer.content.readline() == b"event: progress\n"
        if lost == "role":
            house.editors = (ADMIN,)
        else:
            async with house.database.begin() as unit:
                await unit.desk_sessions.end_all([EDITOR])
        house.now += timedelta(seconds=5)
        rest = await asyncio.wait_for(answer.content.read(), 5)
    assert b"event: done" not in rest


async def test_all_who_look_share_one_query(house: DeskHouse) -> None:
    made = await add_announcement(house, state=AnnouncementState.RUNNING, started_at=house.now)
    reader = ProgressReader()
    found = await asyncio.gather(*(reader.read(made.number, house.database) for _ in range(20)))
    assert len({id(each) for each in found}) == 1
    assert await reader.read(99, house.database) is None


async def test_a_page_asks_for_progress_while_it_runs(editor: Browser, house: DeskHouse) -> None:
    made = await add_announcement(house, state=AnnouncementState.RUNNING, started_at=house.now)
    done = await add_announcement(house, state=AnnouncementState.FINISHED, started_at=house.now)
    assert "data-live" in await (await editor.get(f"/ankuendigungen/{made.number}")).text()
    assert "data-live" not in await (await editor.get(f"/ankuendigungen/{done.number}")).text()
