"""The live progress of an announcement, as server-sent events."""

import asyncio
from datetime import timedelta

from aiohttp import web

from bot.system.http.parts import STOPPING
from bot.web.base.desk import Page, SignedOut, parse_number
from bot.web.base.progress import Progress
from bot.web.pages.announcements.reports import chart_outcomes

_INTERVAL = 1.0  # seconds
# Asking for session and role with each event would slow down what is being watched.
_CONFIRMED_FOR = timedelta(seconds=5)
# Then browsers come again by themselves.
_MOST_LOOKS = 60
_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Accel-Buffering": "no",  # nginx would hold events back
}


async def stream(page: Page) -> web.StreamResponse:
    """Send each new progress, until the announcement, the service or the person's admission ends."""
    number, reader = parse_number(page.request.match_info["number"]) or 0, page.desk.progress
    progress = await reader.read(number, page.desk.database)
    if progress is None:
        raise web.HTTPNotFound
    response = web.StreamResponse(headers=_HEADERS)
    stopping = page.request.config_dict.get(STOPPING) or asyncio.Event()
    confirmed_at, shown = page.desk.clock(), None
    try:
        await response.prepare(page.request)
        for _ in range(_MOST_LOOKS):
            if page.desk.clock() - confirmed_at >= _CONFIRMED_FOR:
                await page.confirm()
                confirmed_at = page.desk.clock()
            progress = await reader.read(number, page.desk.database) or progress
            if progress != shown:
                await response.write(_format_event("progress", await _render(page, progress)))
                shown = progress
            if not progress.is_running:
                await response.write(_format_event("done", "-"))
                break
            if await _is_set_within(stopping, _INTERVAL):
                break
    except (ConnectionResetError, SignedOut):
        pass  # The browser has left, or the person may not watch any longer.
    return response


async def _render(page: Page, progress: Progress) -> str:
    outcomes = chart_outcomes(progress.counts)
    return await page.render("announcements/progress.html", counts=progress.counts, outcomes=outcomes).render()


def _format_event(name: str, data: str) -> bytes:
    lines = "\n".join(f"data: {line}" for line in data.splitlines())
    return f"event: {name}\n{lines}\n\n".encode()


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
