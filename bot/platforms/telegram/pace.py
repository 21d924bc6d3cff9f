"""How fast messages may go out: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""

from datetime import timedelta

from bot.platforms.pace import Pace
from handlers.core.events import RoomId


def _is_group(chat: RoomId) -> bool:
    return chat.startswith("-")


PACE = Pace(
    per_second=30,
    per_room_seconds=1,
    per_group_minute=20,
    is_group=_is_group,
    span=timedelta(seconds=1.01),
)
