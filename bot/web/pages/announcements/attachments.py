"""Files of an announcement: attached to a draft, taken off it, and downloaded by those who approve it."""

import mimetypes
from urllib.parse import quote

from aiohttp import web
from aiohttp.web_request import FileField

from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.desk import Change, Page, parse_number, redirect
from bot.web.pages.announcements.actions import find_own_chat
from bot.web.pages.announcements.announcement_page import render
from bot.web.pages.announcements.announcement_view import explain
from handlers.announcements import cards, lifecycle
from handlers.announcements.feeds.drafts import adopt_draft
from handlers.announcements.model.announcement import Announcement, Changes
from handlers.announcements.model.verbs import Verb
from handlers.announcements.parsing import AnnouncementRefused
from handlers.core.events import Attachment
from handlers.core.sanitising import to_one_line
from handlers.i18n.announcements import Refusal

# What phones and offices open, and nothing that runs.
_ENDINGS = ("pdf", "png", "jpg", "jpeg", "gif", "webp", "txt", "csv", "ics", "vcf", "mp3", "m4a", "mp4", "zip")
_OFFICE_ENDINGS = ("docx", "xlsx", "pptx", "doc", "xls", "ppt", "odt", "ods", "odp", "rtf")
_LONGEST_NAME = 100
_UNKNOWN = "application/octet-stream"


async def attach(page: Page) -> web.StreamResponse:
    """Attach an uploaded file to a draft that is as it was shown."""
    sent = (await page.request.post()).get("file")
    if not isinstance(sent, FileField) or not sent.filename:
        return await render(page, page.say("Wähl zuerst eine Datei aus."), status=409)
    name = to_one_line(sent.filename)[-_LONGEST_NAME:]
    if name.rpartition(".")[2].lower() not in (*_ENDINGS, *_OFFICE_ENDINGS):
        return await render(page, page.say("Solche Dateien hängt Lotse nicht an. PDF geht immer."), status=409)
    try:
        async with page.begin_change() as change:
            draft = await _open_draft(change)
            kind = mimetypes.guess_type(name)[0] or _UNKNOWN
            file = await change.unit.files.put(name, kind, sent.file.read(), page.now)
            await lifecycle.attach_file(draft, file, change.context)
            await change.log("announcement_written", str(draft.number))
    except AnnouncementRefused as refused:
        return await _show_refusal(page, refused)
    return redirect(f"/ankuendigungen/{draft.number}")


async def remove(page: Page) -> web.StreamResponse:
    """Take a file off a draft that is as it was shown."""
    try:
        async with page.begin_change() as change:
            draft = await _open_draft(change)
            file = _pick(draft, page.field("place"))
            left = tuple(each for each in draft.attachments if each is not file)
            await lifecycle.change_draft(draft, Changes(attachments=left), change.context)
            await change.log("announcement_written", str(draft.number))
    except AnnouncementRefused as refused:
        return await _show_refusal(page, refused)
    return redirect(f"/ankuendigungen/{draft.number}")


async def download(page: Page) -> web.StreamResponse:
    """Send a file that Lotse itself keeps, to be saved and never shown as a page."""
    async with page.begin() as (_, unit):
        file = _pick(await _find(page, unit), page.request.match_info["place"])
        content = await unit.files.content(file) if file.platform is None else None
    if content is None:
        raise web.HTTPNotFound
    disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return web.Response(body=content, content_type=_UNKNOWN, headers={"Content-Disposition": disposition})


async def _open_draft(change: Change) -> Announcement:
    """Return the draft in the address, as its author's. Raises AnnouncementRefused if it is none, or another now."""
    announcement = await _find(change.page, change.unit)
    if Verb.ATTACH_FILE not in cards.list_verbs(announcement, change.context.announcement_texts):
        raise AnnouncementRefused(Refusal.NOT_ANY_MORE)
    if change.page.field("content") != announcement.content_hash:
        raise AnnouncementRefused(Refusal.CHANGED_SINCE)
    return await adopt_draft(announcement, change.page.sender, await find_own_chat(change), change.context)


async def _find(page: Page, unit: UnitOfWork) -> Announcement:
    found = await unit.announcements.get(parse_number(page.request.match_info["number"]) or 0)
    if found is None:
        raise web.HTTPNotFound
    return found


def _pick(announcement: Announcement, place: str) -> Attachment:
    """Return the file at a place that counts from 1. Raises HTTPNotFound if there is none."""
    number = parse_number(place)
    if number is None or not 1 <= number <= len(announcement.attachments):
        raise web.HTTPNotFound
    return announcement.attachments[number - 1]


async def _show_refusal(page: Page, refused: AnnouncementRefused) -> web.StreamResponse:
    async with page.begin() as (context, _):
        sentence = explain(refused, context)
    return await render(page, sentence, status=409)
