"""How fast messages may go out: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""

from datetime import timedelta

from bot.platforms.pace import Pace
from bot.platforms.telegram.registration import TELEGRAM

PACE = Pace(
    per_second=30,
    per_room_seconds=1,
    per_group_minute=20,
    is_group=TELEGRAM.traits.is_group,
    span=timedelta(seconds=1.01),
)
