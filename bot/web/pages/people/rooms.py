"""The rooms that Lotse is in, with the topics whose questions it posts there."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from aiohttp import web

from bot.storage.web.reach import KnownRoom
from bot.web.base.desk import Page
from bot.web.base.platforms import PLATFORM_TITLES
from bot.web.base.tables import Table
from knowledge.text import fold


def _is_in(state: str) -> Callable[[KnownRoom], bool]:
    return lambda room: room.state == state


def _is_on(platform: str) -> Callable[[KnownRoom], bool]:
    return lambda room: room.platform.value == platform


_TABLE: Table[KnownRoom] = Table(
    tabs={"": lambda _: True, **{state: _is_in(state) for state in ("usual", "moved", "gone")}},
    columns={
        "raum": lambda room: f"{room.platform.value} {room.room}",
        "zustand": lambda room: room.state,
        "themen": lambda room: fold(", ".join(room.topics)),
        "ankuendigungen": lambda room: f"{room.gets_announcements:d}",
    },
    turned=frozenset(("themen", "ankuendigungen")),
    identify=lambda room: f"{room.platform.value} {room.room}",
    describe=lambda room: f"{room.room} {' '.join(room.topics)}",
    filters={"plattform": {platform: _is_on(platform) for platform in PLATFORM_TITLES}},
)


async def show(page: Page) -> web.StreamResponse:
    async with page.begin() as (_, unit):
        rooms = await unit.reach.list_rooms()
    titles = (await page.desk.catalogue.read(page.desk.database)).topics
    query = _TABLE.parse_query(page)
    return page.render(
        "people/rooms.html",
        query=query,
        found=_TABLE.select([_name_topics(room, titles) for room in rooms], query),
        platforms=PLATFORM_TITLES,
    )


def _name_topics(room: KnownRoom, titles: Mapping[str, str]) -> KnownRoom:
    """Return a room with the titles of its topics in the place of their slugs."""
    return replace(room, topics=[titles.get(slug, slug) for slug in room.topics])
