"""The contexts of events: what is the same for all of them, with the stores of one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields

from bot.platforms.table import platform_traits
from bot.system.clock import Clock
from handlers.commands import COMMANDS
from handlers.context.context import Context, Service
from handlers.context.stores import Stores
from handlers.core.commands import Commands
from handlers.core.events import PlatformName
from handlers.core.traits import Traits
from knowledge.entries import Visibility
from knowledge.search import Search


@dataclass(frozen=True, kw_only=True, slots=True)
class Contexts(Service):
    """Builds contexts; `search` returns the index of the knowledge in force."""

    commands: Commands = COMMANDS
    search: Callable[[], Search]
    clock: Clock
    platforms: Mapping[PlatformName, Traits] = field(default_factory=platform_traits)

    def on(self, stores: Stores) -> Context:
        """Return the context of an event that is handled now, in the transaction of `stores`.

        Its search finds what everybody may read, until it is known who acts (`handlers.context.clearance`).
        """
        service = {each.name: getattr(self, each.name) for each in fields(Service)}
        everything = self.search()
        public = everything.visible_to(Visibility.PUBLIC)
        return Context(now=self.clock(), search=public, everything=everything, stores=stores, **service)
