"""The rooms that Lotse is in, with the topics whose questions it posts there."""

from dataclasses import dataclass, replace

from aiohttp import web

from bot.storage.web.reach import RoomKey
from bot.web.base.desk import Page, make_query
from handlers.core.events import PlatformName

_PER_PAGE = 50
_STATES = ("usual", "moved", "gone")
_PLATFORMS = (PlatformName.MATRIX, PlatformName.TELEGRAM)


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomQuery:
    """The query of the address; values that mean nothing are as good as none."""

    platform: PlatformName | None = None
    state: str = ""
    after: RoomKey | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.platform or self.state)

    def link(self, after: RoomKey | None = None) -> str:
        """Return the address of this list from another place on."""
        wanted = replace(self, after=after)
        return make_query(
            plattform=wanted.platform.value if wanted.platform else "",
            zustand=wanted.state,
            nach="|".join(after) if after else "",
        )


async def show(page: Page) -> web.StreamResponse:
    query = _parse_query(page)
    async with page.begin() as (_, unit):
        found = await unit.reach.list_rooms(query.platform, query.state, query.after, _PER_PAGE + 1)
    titles = (await page.desk.catalogue.read(page.desk.database)).topics
    rooms, further = found[:_PER_PAGE], len(found) > _PER_PAGE
    return page.render(
        "people/rooms.html",
        query=query,
        rooms=rooms,
        titles=titles,
        platforms=_PLATFORMS,
        next_link=query.link(rooms[-1].key) if further else None,
    )


def _parse_query(page: Page) -> RoomQuery:
    platform, mark, room = page.query("nach").partition("|")
    state = page.query("zustand")
    return RoomQuery(
        platform=next((each for each in _PLATFORMS if each.value == page.query("plattform")), None),
        state=state if state in _STATES else "",
        after=(platform, room) if mark else None,
    )
