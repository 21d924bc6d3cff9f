"""Detection and removal of the form of address by which a message in a group is meant for Lotse."""

from dataclasses import dataclass

from telegram import Message, MessageEntity

from bot.platforms.base.sanitising import sanitise_text
from handlers.commands import COMMANDS


@dataclass(frozen=True, kw_only=True, slots=True)
class BotAccount:
    """Lotse's account; `username` is without the @."""

    id: int
    username: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressedText:
    text: str
    addressed: bool


def parse_addressing(message: Message, me: BotAccount) -> AddressedText:
    """Return text or caption without the form of address, and whether there was one."""
    text = message.text or message.caption or ""
    if text.startswith("/"):
        return _command(sanitise_text(text), me)
    own = [part for part in _mentions(message) if _is_own(part, text, me)]
    for mention in sorted(own, key=lambda part: part.offset, reverse=True):
        text = _remove_mention(text, mention)
    return AddressedText(text=sanitise_text(text).strip(), addressed=bool(own) or is_reply_to(message, me))


def is_reply_to(message: Message, me: BotAccount) -> bool:
    """Return whether a person replied to Lotse; in a topic every message replies to the one that opened it."""
    replied = message.reply_to_message
    by = replied.from_user if replied else None
    return replied is not None and by is not None and by.id == me.id and replied.forum_topic_created is None


def _command(text: str, me: BotAccount) -> AddressedText:
    """Return the command without the bot's name; it is not addressed if it may be another bot's."""
    name, _, rest = text.partition(" ")
    command, _, bot = name.partition("@")
    told = f"{command} {rest}".strip()
    return AddressedText(
        text=told, addressed=bot.casefold() == me.username.casefold() if bot else COMMANDS.is_command(told)
    )


def _mentions(message: Message) -> list[MessageEntity]:
    entities = message.entities or message.caption_entities
    return [part for part in entities if part.type in (MessageEntity.MENTION, MessageEntity.TEXT_MENTION)]


def _is_own(mention: MessageEntity, text: str, me: BotAccount) -> bool:
    if mention.user is not None:
        return mention.user.id == me.id
    return _cut(text, mention)[1].casefold() == f"@{me.username}".casefold()


def _remove_mention(text: str, mention: MessageEntity) -> str:
    before, _, after = _cut(text, mention)
    return before.rstrip() + (" " if before.strip() and after.strip() else "") + after.lstrip(" ,:")


def _cut(text: str, part: MessageEntity) -> tuple[str, str, str]:
    """Split a text at a part, in UTF-16 units as Telegram counts; lone surrogates are replaced."""
    units = text.encode("utf-16-le", "surrogatepass")
    start, end = 2 * part.offset, 2 * (part.offset + part.length)
    before, within, after = (
        piece.decode("utf-16-le", "replace") for piece in (units[:start], units[start:end], units[end:])
    )
    return before, within, after
