"""An address of each page of the desk: those with parameters are found by the links of the others."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from aiohttp import ClientSession

from bot.settings.web import PATH
from bot.web.admission import Route
from bot.web.app import ROUTES

_LINK = re.compile(r'(?:href|hx-get|src)="([^"]*)"')
PAGES = tuple(route for route in ROUTES if route.method == "GET")


# Not every announcement can be changed: of a route more pages than one are read for links once every other has been
# looked at, but fewer in all than a person may open at once.
_MOST_READ = 110


async def find_addresses(origin: str, cookies: Mapping[str, str]) -> dict[str, str]:
    """Return an address for the path of each GET route that a page links to; only HTML pages are in it."""
    waiting = [(route.path, route.path) for route in PAGES if "{" not in route.path]
    known, pages = {path for path, _ in waiting}, dict[str, str]()
    further: list[tuple[str, str]] = []
    read = Counter[str]()
    async with ClientSession(cookies=cookies) as client:
        while (waiting or further) and read.total() < _MOST_READ:
            path, address = waiting.pop(0) if waiting else further.pop(_find_rarest(further, read))
            read[path] += 1
            text = await _read(client, f"{origin}{PATH}{address}")
            if "<html" not in text:
                continue
            pages.setdefault(path, address)
            for route, found in _list_links(text):
                if found not in known:
                    (further if route in known else waiting).append((route, found))
                    known |= {route, found}
    return pages


def _find_rarest(addresses: Sequence[tuple[str, str]], read: Mapping[str, int]) -> int:
    """Return the place of the first address whose route was read least."""
    return min(range(len(addresses)), key=lambda place: read[addresses[place][0]])


async def _read(client: ClientSession, url: str) -> str:
    """Return a page, empty if the address is not that of one."""
    async with client.get(url) as answer:
        if answer.content_type != "text/html" or answer.content_disposition:
            return ""
        assert answer.status == 200, (url, answer.status)
        return await answer.text()


def find_route(path: str) -> Route | None:
    """Return the route of a page by its own path, or by an address that it has."""
    bare = path.partition("?")[0]
    return next((route for route in PAGES if bare == route.path or _pattern(route.path).fullmatch(bare)), None)


def _list_links(page: str) -> Iterator[tuple[str, str]]:
    """Yield the path of each route with parameters that a page links to, with the address."""
    for link in map(unescape, _LINK.findall(page)):
        route = _route_of(link)
        if route is not None:
            yield route.path, link.removeprefix(PATH).partition("#")[0]


def _route_of(address: str) -> Route | None:
    """Return the route with parameters that an address leads to, unless another one means exactly this path."""
    path = re.split(r"[?#]", address.removeprefix(PATH))[0]
    if not address.startswith(PATH + "/") or any(route.path == path for route in PAGES):
        return None
    return next((route for route in PAGES if _pattern(route.path).fullmatch(path)), None)


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^{}:]+(?::([^{}]*))?\}", path)
    fixed, wanted = parts[::2], [f"({pattern or '[^/]+'})" for pattern in parts[1::2]]
    return re.compile("".join(f"{re.escape(text)}{(*wanted, '')[index]}" for index, text in enumerate(fixed)))
