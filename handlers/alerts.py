"""Alerts to admins: something failed, or Lotse was removed from a room."""

from collections.abc import Mapping
from enum import StrEnum

from handlers.context.context import Context
from handlers.core.events import Address, RemovedFromRoom, RoomId, Sender
from handlers.core.messages import Message, label
from handlers.i18n import TEXTS, Sentence
from knowledge.search import Language


class Cause(StrEnum):
    """The cause of an alert."""

    PLATFORM = "platform"
    OUTBOX = "outbox"
    KNOWLEDGE = "knowledge"
    DISK = "disk"
    REFUSED = "refused"


_SENTENCES: Mapping[Cause, Sentence] = {
    Cause.PLATFORM: lambda texts: texts.alert_platform,
    Cause.OUTBOX: lambda texts: texts.alert_outbox,
    Cause.KNOWLEDGE: lambda texts: texts.alert_knowledge,
    Cause.DISK: lambda texts: texts.alert_disk,
    Cause.REFUSED: lambda texts: texts.alert_refused,
}


def render_alert(cause: Cause, detail: str, language: Language) -> str:
    """Return a sentence on what failed and what to do."""
    return _SENTENCES[cause](TEXTS[language]).format(detail=label(detail))


async def report_removal(event: RemovedFromRoom, context: Context) -> list[Message]:
    """Stop deliveries to the room, and alert each admin on the same platform."""
    await context.stores.rooms.close(event.address, context.now)
    admins = [admin for admin in context.admins if admin.platform == event.address.platform]
    return [await _report_to_admin(event, admin, context) for admin in admins]


async def _report_to_admin(event: RemovedFromRoom, admin: Sender, context: Context) -> Message:
    texts = await context.texts_for(admin)
    sentence = texts.banned if event.banned else texts.removed
    telling = context.traits(admin.platform).has_telling_ids
    room = _render_name(f"**{label(event.room_name)}**" if event.room_name else "", event.address.room, telling=telling)
    sender = _render_name(label(event.sender.name), event.sender.id, telling=telling)
    text = sentence.format(room=room, sender=sender)
    # The id of a person addresses their direct chat.
    return Message(address=Address(platform=admin.platform, room=RoomId(admin.id)), text=text, private_to=admin)


def _render_name(name: str, id_: str, *, telling: bool) -> str:
    """Return the name; with the id, which can't be imitated, if ids tell people anything."""
    if not name:
        return label(id_)
    return f"{name} ({label(id_)})" if telling else name
