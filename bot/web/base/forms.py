"""Reading forms: their text fields, and what people without a session wrote in them."""

from aiohttp import BodyPartReader, web
from aiohttp.web_request import FileField

# The field of a form that is sent again without the files that came with it.
DROPPED_FILE = "dropped_file"
_MAX_TEXT = 256 * 1024
_PART_COST = 256  # bytes that each part of a form counts for at least, which limits their number


async def read_form(request: web.Request) -> dict[str, str]:
    """Return the text fields of a form; what is uploaded with them the page reads that takes it."""
    sent = await request.post()
    return {name: value for name, value in sent.items() if isinstance(value, str)}


async def read_without_files(request: web.Request) -> dict[str, str]:
    """Return the text fields of a form, with DROPPED_FILE if files came with it."""
    sent = await request.post()
    has_files = any(isinstance(value, FileField) and value.filename for value in sent.values())
    return {**await read_form(request), **({DROPPED_FILE: "1"} if has_files else {})}


async def read_unsent(request: web.Request, max_body: int) -> dict[str, str]:
    """Return what somebody without a session wrote, with DROPPED_FILE if files came with it; nothing if it is too much.

    Of strangers no more is kept than somebody may have written; files are skipped as they come.
    """
    if not request.can_read_body:
        # It has been read: the session ended while it arrived.
        return await read_without_files(request)
    size = request.content_length or max_body
    if request.content_type != "multipart/form-data":
        return await read_form(request) if size <= _MAX_TEXT else {}
    return await _read_parts(request) if request.method == "POST" and size < max_body else {}


async def _read_parts(request: web.Request) -> dict[str, str]:
    fields: dict[str, str] = {}
    room, parts = _MAX_TEXT, await request.multipart()
    while isinstance(part := await parts.next(), BodyPartReader):
        content = await _read_text(part, room) if part.filename is None else b""
        room -= len(content) + _PART_COST
        if room <= 0:
            return {}
        if part.filename is None:
            fields[part.name or ""] = content.decode(errors="replace")
        elif part.filename:
            fields[DROPPED_FILE] = "1"
    return fields


async def _read_text(part: BodyPartReader, most: int) -> bytes:
    """Return the content of a part, cut soon after so many bytes."""
    content = b""
    while len(content) <= most and (chunk := await part.read_chunk()):
        content += chunk
    return content
