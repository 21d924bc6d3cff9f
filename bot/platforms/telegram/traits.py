"""Traits of Telegram, and the rate at which it lets Lotse send."""

from datetime import timedelta

from bot.platforms.base.pace import Pace
from handlers.core.events import PlatformName
from handlers.core.traits import Signs, Traits

TRAITS = Traits(
    name=PlatformName.TELEGRAM,
    is_shared=True,
    ids=r"(?<![\w.:/-])-?\d{6,}(?![\w/-]|[.:]\d)",
    # Telegram has no ✅ among its reactions. Under what colleagues say, 👍 and 💯 are thanks.
    signs=Signs(
        approve="👍",
        send_back="👎",
        solve="👌",
        read="👍",
        approving=frozenset({"👍", "👌", "💯"}),
        solving=frozenset({"👌"}),
    ),
    # Groups show reactions to administrators only.
    hides_reactions=True,
    has_buttons=True,
    has_ascending_ids=True,
    has_telling_ids=False,
    is_group=lambda id_: id_.startswith("-"),
)

PACE = Pace(
    per_second=30,
    per_room_seconds=1,
    per_group_minute=20,
    is_group=TRAITS.is_group,
    span=timedelta(seconds=1.01),
)
