"""Files of an announcement: attached and taken off with its form, and downloaded by those who approve it."""

import mimetypes
from urllib.parse import quote

from aiohttp import web
from aiohttp.web_request import FileField

from bot.web.base.desk import Change, Page, parse_number
from bot.web.pages.announcements.addressed import find_announcement
from handlers.announcements import lifecycle
from handlers.announcements.model.announcement import Announcement, Changes
from handlers.announcements.parsing import AnnouncementRefused
from handlers.core.events import Attachment
from handlers.core.sanitising import to_one_line
from handlers.i18n.announcements import Refusal

# What phones and offices open, and nothing that runs.
_ENDINGS = ("pdf", "png", "jpg", "jpeg", "gif", "webp", "txt", "csv", "ics", "vcf", "mp3", "m4a", "mp4", "zip")
_OFFICE_ENDINGS = ("docx", "xlsx", "pptx", "doc", "xls", "ppt", "odt", "ods", "odp", "rtf")
_LONGEST_NAME = 100
_MOST_BYTES = 7_000_000
_UNKNOWN = "application/octet-stream"


async def attach_sent(draft: Announcement, change: Change) -> Announcement:
    """Attach the files that were sent with the form. Raises AnnouncementRefused."""
    sent = (await change.page.request.post()).getall("file", [])
    for field in sent:
        if isinstance(field, FileField) and field.filename:
            draft = await _attach(draft, field, change)
    return draft


async def has_files(page: Page) -> bool:
    """Return whether files were chosen in the form; some of its buttons send only their names."""
    sent = (await page.request.post()).getall("file", [])
    return any(field.filename if isinstance(field, FileField) else field for field in sent)


async def _attach(draft: Announcement, sent: FileField, change: Change) -> Announcement:
    name = to_one_line(sent.filename)[-_LONGEST_NAME:]
    if name.rpartition(".")[2].lower() not in (*_ENDINGS, *_OFFICE_ENDINGS):
        raise AnnouncementRefused(Refusal.FILE_KIND)
    content = sent.file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise AnnouncementRefused(Refusal.UPLOAD_TOO_LARGE, megabytes=_MOST_BYTES // 1_000_000)
    kind = mimetypes.guess_type(name)[0] or _UNKNOWN
    file = await change.unit.files.put(name, kind, content, change.page.now)
    return await lifecycle.attach_file(draft, file, change.context)


async def remove_named(draft: Announcement, change: Change) -> Announcement:
    """Take off the file whose button was taken, if one was. Raises HTTPNotFound if there is none at its place."""
    if not change.page.field("drop_file"):
        return draft
    file = _pick(draft, change.page.field("drop_file"))
    left = tuple(each for each in draft.attachments if each is not file)
    return await lifecycle.change_draft(draft, Changes(attachments=left), change.context)


async def download(page: Page) -> web.StreamResponse:
    """Send a file that Lotse itself keeps, to be saved and never shown as a page."""
    async with page.begin() as (_, unit):
        file = _pick(await find_announcement(page, unit), page.request.match_info["place"])
        content = await unit.files.content(file) if file.platform is None else None
    if content is None:
        raise web.HTTPNotFound
    disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return web.Response(body=content, content_type=_UNKNOWN, headers={"Content-Disposition": disposition})


def _pick(announcement: Announcement, place: str) -> Attachment:
    """Return the file at a place that counts from 1. Raises HTTPNotFound if there is none."""
    number = parse_number(place)
    if number is None or not 1 <= number <= len(announcement.attachments):
        raise web.HTTPNotFound
    return announcement.attachments[number - 1]
