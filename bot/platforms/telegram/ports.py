"""The menus of people with a role, by the chats in which they see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from handlers.core.commands import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class MenuScope:
    """A person's menu in one chat; `chat` is a group, or the person's own id for the direct chat."""

    chat: str
    person: str

    @property
    def is_group(self) -> bool:
        return self.chat != self.person


@dataclass(frozen=True, kw_only=True, slots=True)
class Menu:
    """The commands of a role; `is_met`: the person has written to Lotse directly."""

    role: Role
    is_met: bool = False


class Menus(Protocol):
    """The menus that people's roles require, and those that were set."""

    async def list_wanted(self) -> Mapping[MenuScope, Menu]:
        """Return the menus that people's roles require."""

    async def list_shown(self) -> Mapping[MenuScope, Role]:
        """Return the menus that were set and not removed."""

    async def note(self, seat: MenuScope, role: Role | None) -> None:
        """Record that a menu was set, or removed if `role` is None."""
