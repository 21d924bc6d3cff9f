"""Stylesheets and scripts, compressed once, with addresses that change when their content does."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

from aiohttp import web

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript"}
_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asset:
    """One file; `plain` and `compressed` are its content."""

    name: str
    version: str
    type: str
    plain: bytes
    compressed: bytes


@cache
def read_assets() -> dict[str, Asset]:
    """Return all assets by name."""
    return {path.name: _read(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES}


def asset_path(name: str) -> str:
    """Return the path of an asset below that of the desk."""
    return f"/static/{read_assets()[name].version}/{name}"


async def serve_asset(request: web.Request) -> web.Response:
    """Serve an asset by its version and name; 404 for any other version."""
    asset = read_assets().get(request.match_info["name"])
    if asset is None or asset.version != request.match_info["version"]:
        raise web.HTTPNotFound
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers = {**_HEADERS, "Content-Encoding": "gzip"}
        return web.Response(body=asset.compressed, content_type=asset.type, charset="utf-8", headers=headers)
    return web.Response(body=asset.plain, content_type=asset.type, charset="utf-8", headers=_HEADERS)


def _read(path: Path) -> Asset:
    plain = path.read_bytes()
    return Asset(
        name=path.name,
        version=blake2b(plain, digest_size=8).hexdigest(),
        type=_TYPES[path.suffix],
        plain=plain,
        compressed=gzip.compress(plain, mtime=0),
    )
