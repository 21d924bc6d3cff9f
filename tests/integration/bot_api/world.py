"""The chats of a test, and what stands in them as people see it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from aiogram.types import Chat, InlineKeyboardMarkup, Message, MessageEntity, User

TOKEN = "4711:only-for-tests"
BOT = User(id=4711, is_bot=True, first_name="Lotse", username="lotse_bot")


@dataclass(kw_only=True)
class Shown:
    """A message as it reads now."""

    message: Message
    edits: int = 0
    deleted: bool = False

    @property
    def text(self) -> str:
        return self.message.text or self.message.caption or ""

    @property
    def buttons(self) -> list[str]:
        markup = self.message.reply_markup
        return [button.text for row in markup.inline_keyboard for button in row] if markup else []


@dataclass(kw_only=True)
class Room:
    """A chat; `refuses` is what every request for it is answered with, `topics` those of a forum, some `closed`.

    `keeps`: its messages are too old to be deleted. `members` are people who are in it, or have written there.
    """

    chat: Chat
    messages: dict[int, Shown] = field(default_factory=dict)
    topics: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    refuses: tuple[int, str, dict[str, Any]] | None = None
    keeps: bool = False
    members: set[int] = field(default_factory=set)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def add(self, sender: User, **content: Any) -> Message:
        message = Message(
            message_id=next(self.numbers),
            date=datetime.now(UTC).replace(microsecond=0),
            chat=self.chat,
            from_user=sender,
            **content,
        )
        self.messages[message.message_id] = Shown(message=message)
        self.members.add(sender.id)
        return message

    def change(
        self, number: int, text: str, entities: list[MessageEntity], markup: InlineKeyboardMarkup | None
    ) -> Message:
        shown = self.messages[number]
        now = datetime.now(UTC).replace(microsecond=0)
        changed = {
            "text": text,
            "entities": entities or None,
            "reply_markup": markup,
            "edit_date": int(now.timestamp()),
        }
        shown.message = shown.message.model_copy(update=changed)
        shown.edits += 1
        return shown.message

    @property
    def by_bot(self) -> list[Shown]:
        return [shown for shown in self.messages.values() if shown.message.from_user == BOT and not shown.deleted]
