"""Rooms that Lotse was sent out of."""

from handlers.context import Context
from handlers.events import Address, RemovedFromRoom, RoomId, Sender
from handlers.messages import Message, escape
from handlers.texts import TEXTS


async def removed(event: RemovedFromRoom, context: Context) -> list[Message]:
    """Nothing more goes into the room, and each admin on the same platform learns of it."""
    await context.rooms.close(event.address, context.now)
    admins = [admin for admin in context.admins if admin.platform == event.address.platform]
    return [await _report(event, admin, context) for admin in admins]


async def _report(event: RemovedFromRoom, admin: Sender, context: Context) -> Message:
    texts = TEXTS[await context.preferences.language(admin) or context.language]
    sentence = texts.banned if event.banned else texts.removed
    room = escape(event.address.room)
    shown = f"**{escape(event.room_name)}** ({room})" if event.room_name else room
    text = sentence.format(room=shown, sender=escape(event.sender.id))
    # A message to a person goes to the room that has the person's id.
    return Message(address=Address(platform=admin.platform, room=RoomId(admin.id)), text=text, private_to=admin)
