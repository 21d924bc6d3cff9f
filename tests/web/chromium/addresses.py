"""An address of each page of the desk: those with parameters are found by the links of the others."""

import re
from collections.abc import Mapping
from html import unescape

from aiohttp import ClientSession

from bot.settings.web import PATH
from bot.web.app import ROUTES, Route

_LINK = re.compile(r'(?:href|hx-get|src)="([^"]*)"')
PAGES = tuple(route for route in ROUTES if route.method == "GET")


async def find_addresses(origin: str, cookies: Mapping[str, str]) -> dict[str, str]:
    """Return an address for the path of each GET route that a page links to; only HTML pages are in it."""
    waiting = [route.path for route in PAGES if "{" not in route.path]
    found = {path: path for path in waiting}
    pages: dict[str, str] = {}
    async with ClientSession(cookies=cookies) as client:
        while waiting:
            path = waiting.pop()
            async with client.get(f"{origin}{PATH}{found[path]}") as answer:
                if answer.content_type != "text/html" or answer.content_disposition:
                    continue
                assert answer.status == 200, (found[path], answer.status)
                text = await answer.text()
            if "<html" not in text:
                continue
            pages[path] = found[path]
            for address in map(unescape, _LINK.findall(text)):
                route = _route_of(address)
                if route is not None and route.path not in found:
                    found[route.path] = address.removeprefix(PATH)
                    waiting.append(route.path)
    return pages


def _route_of(address: str) -> Route | None:
    """Return the route with parameters that an address leads to, unless another one means exactly this path."""
    path = address.removeprefix(PATH).partition("?")[0]
    if not address.startswith(PATH + "/") or any(route.path == path for route in PAGES):
        return None
    return next((route for route in PAGES if _pattern(route.path).fullmatch(path)), None)


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^{}:]+(?::([^{}]*))?\}", path)
    fixed, wanted = parts[::2], [f"({pattern or '[^/]+'})" for pattern in parts[1::2]]
    return re.compile("".join(f"{re.escape(text)}{(*wanted, '')[index]}" for index, text in enumerate(fixed)))
