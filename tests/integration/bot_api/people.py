"""People with Telegram on their phones."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from secrets import token_hex
from typing import Any

from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    Chat,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberUpdated,
    InlineQuery,
    Message,
    MessageEntity,
    MessageReactionUpdated,
    PhotoSize,
    ReactionTypeEmoji,
    User,
)

from tests.integration.bot_api.entities import units
from tests.integration.bot_api.server import BotApi
from tests.integration.bot_api.world import BOT, Room, Shown

_IDS = count(700_000_100)


@dataclass(kw_only=True)
class Human:
    """Writes in the chat with the bot, unless another is named."""

    api: BotApi
    name: str = "Anna"
    language: str | None = None
    user: User = field(init=False)

    def __post_init__(self) -> None:
        self.user = User(id=next(_IDS), is_bot=False, first_name=self.name, language_code=self.language)

    @property
    def room(self) -> Room:
        return self.api.open_room(Chat(id=self.user.id, type="private", first_name=self.name))

    def group(self, *, topics: tuple[int, ...] = ()) -> Room:
        kind = "supergroup" if topics else "group"
        chat = Chat(id=-next(_IDS), type=kind, title="Fachgruppe", is_forum=True if topics else None)
        room = self.api.open_room(chat)
        room.topics |= set(topics)
        return room

    async def writes(self, text: str, room: Room | None = None, *, twice: bool = False, **content: Any) -> Message:
        message = (room or self.room).add(self.user, text=text, entities=_entities(text) or None, **content)
        await self.api.happens(message=message, twice=twice)
        return message

    async def sends(self, room: Room | None = None, **content: Any) -> Message:
        """Something without a text, such as `photo=PHOTO`."""
        message = (room or self.room).add(self.user, **content)
        await self.api.happens(message=message)
        return message

    def keeps(self, picture: bytes) -> list[PhotoSize]:
        """A picture, to be sent as `photo`."""
        kept = self.api.keep(BufferedInputFile(picture, "photo.jpg"))
        return [PhotoSize(file_id=kept["file_id"], file_unique_id="u", width=1, height=1, file_size=len(picture))]

    async def edits(self, message: Message, text: str) -> None:
        room = self.api.rooms[message.chat.id]
        await self.api.happens(edited_message=room.change(message.message_id, text, _entities(text), None))

    async def recaptions(self, message: Message, caption: str) -> None:
        """Edit what was said with a file, which stays."""
        shown = self.api.rooms[message.chat.id].messages[message.message_id]
        shown.message = shown.message.model_copy(
            update={"caption": caption, "edit_date": int(message.date.timestamp())}
        )
        await self.api.happens(edited_message=shown.message)

    async def presses(self, shown: Shown, label: str) -> None:
        markup = shown.message.reply_markup
        assert markup is not None
        (data,) = (button.callback_data for row in markup.inline_keyboard for button in row if button.text == label)
        query = CallbackQuery(id=token_hex(8), from_user=self.user, chat_instance="1", message=shown.message, data=data)
        await self.api.happens(callback_query=query)

    async def reacts(self, shown: Shown, emoji: str) -> None:
        chat, number = shown.message.chat, shown.message.message_id
        now = datetime.now(UTC).replace(microsecond=0)
        change = MessageReactionUpdated(
            chat=chat,
            message_id=number,
            user=self.user,
            date=now,
            old_reaction=[],
            new_reaction=[ReactionTypeEmoji(emoji=emoji)],
        )
        await self.api.happens(message_reaction=change)

    async def types(self, text: str, offset: str = "") -> Any:
        """What is shown to somebody who types behind the bot's name, in any chat."""
        query = InlineQuery(id=token_hex(8), from_user=self.user, query=text, offset=offset)
        await self.api.happens(inline_query=query)
        await self.api.until(lambda: query.id in self.api.looked_up)
        return self.api.looked_up[query.id]

    async def blocks_the_bot(self) -> None:
        self.room.refuses = (403, "Forbidden: bot was blocked by the user", {})
        banned = ChatMemberBanned(user=BOT, until_date=datetime.fromtimestamp(0, UTC))
        await self._membership(self.room, ChatMemberMember(user=BOT), banned)

    async def takes_the_bot_back(self) -> None:
        self.room.refuses = None
        banned = ChatMemberBanned(user=BOT, until_date=datetime.fromtimestamp(0, UTC))
        await self._membership(self.room, banned, ChatMemberMember(user=BOT))

    async def brings_the_bot_into(self, room: Room) -> None:
        await self._membership(room, ChatMemberLeft(user=BOT), ChatMemberMember(user=BOT))

    async def sends_the_bot_out_of(self, room: Room) -> None:
        room.refuses = (403, "Forbidden: bot was kicked from the supergroup chat", {})
        banned = ChatMemberBanned(user=BOT, until_date=datetime.fromtimestamp(0, UTC))
        await self._membership(room, ChatMemberMember(user=BOT), banned)

    async def _membership(self, room: Room, old: Any, new: Any) -> None:
        change = ChatMemberUpdated(
            chat=room.chat,
            from_user=self.user,
            date=datetime.now(UTC).replace(microsecond=0),
            old_chat_member=old,
            new_chat_member=new,
        )
        await self.api.happens(my_chat_member=change)

    async def makes_a_supergroup_of(self, room: Room) -> Room:
        new = self.api.open_room(
            room.chat.model_copy(update={"id": -1000000000000 + room.chat.id, "type": "supergroup"})
        )
        parameters = {"migrate_to_chat_id": new.chat.id}
        room.refuses = (400, "Bad Request: group chat was upgraded to a supergroup chat", parameters)
        await self.api.happens(message=room.add(self.user, migrate_to_chat_id=new.chat.id))
        await self.api.happens(message=new.add(self.user, migrate_from_chat_id=room.chat.id))
        return new

    async def hears(self, room: Room | None = None, number: int = 1) -> Shown:
        """The bot's `number`th message."""
        place = room or self.room
        await self.api.until(lambda: len(place.by_bot) >= number)
        return place.by_bot[number - 1]

    async def hears_that(self, sign: str | Callable[[Shown], bool], room: Room | None = None) -> Shown:
        """The first of the bot's messages that holds these words, or is as described."""
        place = room or self.room
        is_it = (lambda shown: sign in shown.text) if isinstance(sign, str) else sign
        await self.api.until(lambda: any(map(is_it, place.by_bot)))
        return next(filter(is_it, place.by_bot))


PHOTO = [PhotoSize(file_id="f", file_unique_id="u", width=1, height=1)]


def _entities(text: str) -> list[MessageEntity]:
    """Commands and mentions, as Telegram marks them."""
    found = []
    for word in text.split():
        kind = "bot_command" if word.startswith("/") else "mention" if word.startswith("@") else None
        if kind:
            bare = word.rstrip(",:?!.")
            found.append(MessageEntity(type=kind, offset=units(text[: text.index(word)]), length=units(bare)))
    return found
