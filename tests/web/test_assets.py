"""What every page loads: how much it is, and how long browsers keep it."""

import gzip
import re
from pathlib import Path

import pytest
from aiohttp import ClientSession

import bot.web.base.assets
from bot.settings.web import PATH
from bot.web.base.assets import asset_path, read_assets
from tests.web.conftest import Browser

_MOST_BYTES = 60 * 1024
# The packages as published; their versions and hashes stand in package-lock.json beside them.
_PACKAGES = Path(__file__).parents[1] / "integration/js/node_modules"
_STATIC = Path(bot.web.base.assets.__file__).parent / "static"
_COPIES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENSE.txt": "htmx.org/LICENSE",
    "kern.min.css": "@kern-ux/native/dist/kern.min.css",
    "kern.LICENSE.md": "@kern-ux/native/LICENSE.md",
}


@pytest.mark.parametrize(("copy", "original"), _COPIES.items())
def test_what_others_made_is_unchanged(copy: str, original: str) -> None:
    if not _PACKAGES.exists():
        pytest.skip("The packages are not installed: `make test` does that.")
    assert (_STATIC / copy).read_bytes() == (_PACKAGES / original).read_bytes()


def test_all_assets_together_stay_small() -> None:
    sizes = {name: len(asset.compressed) for name, asset in read_assets().items()}
    assert sum(sizes.values()) <= _MOST_BYTES, sizes


def test_every_colour_that_the_desk_takes_from_kern_is_there() -> None:
    assets = read_assets()
    desk, kern = (assets[name].plain.decode() for name in ("desk.css", "kern.min.css"))
    used = set(re.findall(r"var\((--kern-[\w-]+)", desk))
    assert used
    assert used <= set(re.findall(r"(--kern-[\w-]+):", desk + kern))


async def test_assets_come_compressed_and_are_kept_for_good(stranger: Browser) -> None:
    async with ClientSession(auto_decompress=False) as client:
        for name, asset in read_assets().items():
            url = stranger.server.make_url(PATH + asset_path(name))
            async with client.get(url, headers={"Accept-Encoding": "gzip"}) as answer:
                body = await answer.read()
                assert answer.headers["Content-Encoding"] == "gzip"
                assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
                assert answer.headers["Vary"] == "Accept-Encoding"
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert gzip.decompress(body) == asset.plain
            async with client.get(url, headers={"Accept-Encoding": "identity"}) as answer:
                assert await answer.read() == asset.plain


async def test_an_asset_of_another_version_is_not_there(stranger: Browser) -> None:
    for path in ("/static/0000000000000000/desk.css", asset_path("desk.css") + ".map", "/static/x/..%2fdesk.py"):
        assert (await stranger.get(path)).status == 404
