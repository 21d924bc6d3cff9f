"""What may be set about announcements."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from handlers.announcements.quiet import Quiet
from handlers.events import Address


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """`four_eyes` None: if there are two editors. `sources` are the feeds' names for people, by slug.

    `quiet` None: there are no quiet hours. Replies are read in the `editors_room`; without one, where the author reads.
    """

    four_eyes: bool | None = None
    late_within: timedelta = timedelta(hours=12)
    quiet: Quiet | None = field(default_factory=Quiet)
    editors_room: Address | None = None
    sources: Mapping[str, str] = field(default_factory=dict)

    def needs_approval(self, editors: int) -> bool:
        return self.four_eyes if self.four_eyes is not None else editors > 1
