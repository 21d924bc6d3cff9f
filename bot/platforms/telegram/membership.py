"""Lotse's own membership, and groups that were given another id."""

from telegram import Chat, ChatMember, ChatMemberUpdated, Message

from bot.platforms.telegram.translate import room_of, sender_of
from handlers.core.events import Address, EventId, JoinedRoom, PlatformName, RemovedFromRoom

_OUT = (ChatMember.LEFT, ChatMember.BANNED)


def is_out(change: ChatMemberUpdated) -> bool:
    return change.new_chat_member.status in _OUT


def is_group(chat: Chat) -> bool:
    return chat.type in (Chat.GROUP, Chat.SUPERGROUP)


def translate_join(change: ChatMemberUpdated, event_id: EventId) -> JoinedRoom | None:
    """Return the event of a join; None if Lotse was a member before."""
    if change.old_chat_member.status not in _OUT:
        return None
    return JoinedRoom(
        id=event_id,
        at=change.date,
        address=Address(platform=PlatformName.TELEGRAM, room=room_of(change.chat)),
        sender=sender_of(change.from_user),
    )


def translate_removal(change: ChatMemberUpdated, event_id: EventId) -> RemovedFromRoom:
    return RemovedFromRoom(
        id=event_id,
        at=change.date,
        address=Address(platform=PlatformName.TELEGRAM, room=room_of(change.chat)),
        sender=sender_of(change.from_user),
        banned=change.new_chat_member.status == ChatMember.BANNED,
        room_name=change.chat.title or "",
    )


def find_migration(message: Message) -> tuple[int, int] | None:
    """Return the old and the new id of a group; both groups report it."""
    if message.migrate_to_chat_id is not None:
        return message.chat.id, message.migrate_to_chat_id
    if message.migrate_from_chat_id is not None:
        return message.migrate_from_chat_id, message.chat.id
    return None
