"""Templates of announcements: stored, renamed and dropped by editors, in chats and at the web desk."""

import re

from handlers.announcements.model.announcement import Template
from handlers.announcements.model.text import MOST_CHARACTERS
from handlers.announcements.parsing import AnnouncementRefused
from handlers.context.context import Context
from handlers.i18n.announcements import Refusal


def parse_name(name: str) -> str:
    """Return the name of a template as it is stored; raises AnnouncementRefused unless it is one word."""
    stored = name.casefold()
    if not re.fullmatch(r"[\w-]{1,60}", stored):
        raise AnnouncementRefused(Refusal.TEMPLATE_NAME)
    return stored


async def find(name: str, context: Context) -> Template:
    """Return the template of this name. Raises AnnouncementRefused if there is none."""
    found = await context.stores.templates.get(name.casefold())
    if found is None:
        raise AnnouncementRefused(Refusal.TEMPLATE_UNKNOWN, name=name)
    return found


async def put(name: str, text: str, context: Context) -> Template:
    """Store a template; replaces the one of the same name. Raises AnnouncementRefused."""
    if not text.strip():
        raise AnnouncementRefused(Refusal.NO_TEXT)
    template = Template(name=parse_name(name), text=text[:MOST_CHARACTERS])
    await context.stores.templates.put(template)
    return template


async def create(name: str, text: str, context: Context) -> Template:
    """Store a template under a name that is not taken. Raises AnnouncementRefused."""
    if await context.stores.templates.get(parse_name(name)) is not None:
        raise AnnouncementRefused(Refusal.TEMPLATE_EXISTS, name=name)
    return await put(name, text, context)


async def change(template: Template, name: str, text: str, context: Context) -> Template:
    """Give a template a new text, and perhaps another name that is not taken. Raises AnnouncementRefused."""
    if parse_name(name) == template.name:
        return await put(name, text, context)
    changed = await create(name, text, context)
    await drop(template.name, context)
    return changed


async def drop(name: str, context: Context) -> None:
    """Delete a template. Raises AnnouncementRefused if there is none of this name."""
    if not await context.stores.templates.drop(parse_name(name)):
        raise AnnouncementRefused(Refusal.TEMPLATE_UNKNOWN, name=name)
