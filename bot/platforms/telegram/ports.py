"""The menus of people with a role: where they see them, and which were set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from handlers.core.commands import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class MenuScope:
    """The scope of a person's menu: `chat` is a group, or their own id for the direct chat."""

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
    """The store of roles and of the menus that were set for them."""

    async def wanted(self) -> Mapping[MenuScope, Menu]: ...

    async def shown(self) -> Mapping[MenuScope, Role]:
        """Return the menus that were set, and not taken away."""

    async def note(self, seat: MenuScope, role: Role | None) -> None:
        """Remember that a menu was set, or taken away if there is no role."""
