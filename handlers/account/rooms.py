"""Rooms that Lotse was sent out of."""

from handlers.context.context import Context
from handlers.core.events import Address, RemovedFromRoom, RoomId, Sender
from handlers.core.messages import Message, label
from handlers.i18n import TEXTS


async def removed(event: RemovedFromRoom, context: Context) -> list[Message]:
    """Nothing more goes into the room, and each admin on the same platform learns of it."""
    await context.rooms.close(event.address, context.now)
    admins = [admin for admin in context.admins if admin.platform == event.address.platform]
    return [await _report(event, admin, context) for admin in admins]


async def _report(event: RemovedFromRoom, admin: Sender, context: Context) -> Message:
    texts = TEXTS[await context.preferences.language(admin) or context.language]
    sentence = texts.banned if event.banned else texts.removed
    telling = context.traits(admin.platform).has_telling_ids
    room = _named(f"**{label(event.room_name)}**" if event.room_name else "", event.address.room, telling=telling)
    text = sentence.format(room=room, sender=_named(label(event.sender.name), event.sender.id, telling=telling))
    # A message to a person goes to the room that has the person's id.
    return Message(address=Address(platform=admin.platform, room=RoomId(admin.id)), text=text, private_to=admin)


def _named(name: str, id_: str, *, telling: bool) -> str:
    """Return the name; with the id, which can't be imitated, if ids tell people anything."""
    if not name:
        return label(id_)
    return f"{name} ({label(id_)})" if telling else name
