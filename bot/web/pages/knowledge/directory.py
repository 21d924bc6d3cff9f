"""The directory of all centres and offers, to be saved and printed."""

import asyncio
import logging

from aiohttp import web

from bot.printing.directory import render_directory
from bot.printing.pdf import CannotPrint, can_print, write_pdf
from bot.web.base.desk import Page
from knowledge.entries import Visibility

log = logging.getLogger(__name__)

_MEDIA_TYPES = {"html": "text/html", "pdf": "application/pdf"}


async def download(page: Page) -> web.StreamResponse:
    """Send what everybody may read of the directory in the format that the address names."""
    form = page.request.match_info["form"]
    if form not in _MEDIA_TYPES or (form == "pdf" and not can_print()):
        raise web.HTTPNotFound
    office = page.desk.settings.office
    search = await asyncio.to_thread(page.desk.search().visible_to, Visibility.PUBLIC)
    text = await asyncio.to_thread(render_directory, search, office, page.today)
    try:
        content = await write_pdf(text) if form == "pdf" else text.encode()
    except CannotPrint as error:
        log.warning("The directory can't be printed: %s", error)
        raise web.HTTPServiceUnavailable from error
    headers = {"Content-Disposition": f'attachment; filename="verzeichnis-{page.today.isoformat()}.{form}"'}
    return web.Response(body=content, content_type=_MEDIA_TYPES[form], headers=headers)
