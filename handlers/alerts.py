"""Alerts to admins: something went wrong, or Lotse was sent out of a room."""

from enum import StrEnum

from handlers.context.context import Context
from handlers.core.events import Address, RemovedFromRoom, RoomId, Sender
from handlers.core.messages import Message, label
from handlers.i18n import TEXTS
from knowledge.search import Language


class Cause(StrEnum):
    """What went wrong; the sentences on it are named after it."""

    PLATFORM = "platform"
    OUTBOX = "outbox"
    KNOWLEDGE = "knowledge"
    DISK = "disk"
    REFUSED = "refused"


def render_alert(cause: Cause, detail: str, language: Language) -> str:
    """One sentence, and what to do."""
    sentence: str = getattr(TEXTS[language], f"alert_{cause}")
    return sentence.format(detail=label(detail))


async def report_removal(event: RemovedFromRoom, context: Context) -> list[Message]:
    """Nothing more goes into the room, and each admin on the same platform learns of it."""
    await context.stores.rooms.close(event.address, context.now)
    admins = [admin for admin in context.admins if admin.platform == event.address.platform]
    return [await _report_to_admin(event, admin, context) for admin in admins]


async def _report_to_admin(event: RemovedFromRoom, admin: Sender, context: Context) -> Message:
    texts = TEXTS[await context.stores.preferences.language(admin) or context.language]
    sentence = texts.banned if event.banned else texts.removed
    telling = context.traits(admin.platform).has_telling_ids
    room = _render_name(f"**{label(event.room_name)}**" if event.room_name else "", event.address.room, telling=telling)
    sender = _render_name(label(event.sender.name), event.sender.id, telling=telling)
    text = sentence.format(room=room, sender=sender)
    # A message to a person goes to the room that has the person's id.
    return Message(address=Address(platform=admin.platform, room=RoomId(admin.id)), text=text, private_to=admin)


def _render_name(name: str, id_: str, *, telling: bool) -> str:
    """Return the name; with the id, which can't be imitated, if ids tell people anything."""
    if not name:
        return label(id_)
    return f"{name} ({label(id_)})" if telling else name
