"""The registration of a platform, and the host: what the program gives to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from bot.platforms.base.contract import Handle, Platform
from bot.platforms.base.ports import Inbox, Menus, OfferedChoices, RoomChanges, VerificationStore
from bot.platforms.base.space_members import SpaceMembers
from bot.settings.loading import Settings
from bot.system.clock import Clock
from bot.system.http.server import HttpServer
from handlers.core.events import PlatformName
from handlers.core.traits import Traits
from handlers.faq.inline_queries import InlinePage, InlineQuery

Find: TypeAlias = Callable[[InlineQuery], Awaitable[InlinePage]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Host:
    """Everything that a platform may use: its settings, the handlers of updates and events, and its stores.

    `http` is the one HTTP server of the process. `find` answers a look-up outside conversations; `unreadable` counts
    updates that are skipped. `console`: the chat is to open in this terminal.
    """

    settings: Settings
    clock: Clock
    http: HttpServer
    handle: Handle
    find: Find
    unreadable: Callable[[PlatformName], None]
    inbox: Inbox
    room_changes: RoomChanges
    verifications: VerificationStore
    offers: OfferedChoices
    menus: Menus
    space_members: SpaceMembers
    console: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Registration:
    """A platform: its properties, and a function that opens it, or returns None where it is not configured.

    The function imports what it needs when it is called: a platform's libraries take as much memory as all the rest.
    `is_configured` tells from the settings whether the platform is to run; `polls`, whether updates are asked for again
    and again, so that silence is a sign of trouble.
    """

    traits: Traits
    open: Callable[[Host], Platform | None]
    is_configured: Callable[[Settings], bool] = lambda _: False
    polls: Callable[[Settings], bool] = lambda _: False
