"""Traits of platforms, as far as they don't depend on a connection."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.core.events import PlatformName


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """The reactions of a platform: one to be named to people for each meaning, and the others that count as well."""

    approve: str
    send_back: str
    solve: str
    read: str
    approving: frozenset[str] = frozenset()
    solving: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Traits:
    """The properties of a platform; the defaults hold for a platform that offers nothing but text.

    `is_shared`: all processes may send at once; elsewhere only the one that reads. `is_idempotent`: a delivery that is
    sent twice yields one message. `has_accounts`: people can be found there by the id of their account.
    `ids` is a regular expression for the ids of accounts, rooms and events, which do not appear in logs.
    `signs` is None without reactions; `hides_reactions`: not all of them reach Lotse in groups.
    `has_buttons`: a choice is a button under its message. `has_prefix`: `!lotse` addresses Lotse in a group.
    `has_ascending_ids`: of two messages in a room the later one has the higher number.
    `has_telling_ids`: ids of people and rooms can be read, and tell more than names. `splits_rooms`: the threads of a
    room are places of their own. `is_group` tells from its id whether a room, or who writes in its name, is a group.
    `is_in_house`: members' own servers carry it, so that it may show what is internal. `domain_mark` stands before the
    domain in the id of an account; it is empty where accounts have no domain.
    """

    name: PlatformName
    is_shared: bool = False
    is_idempotent: bool = False
    has_accounts: bool = True
    ids: str = ""
    signs: Signs | None = None
    hides_reactions: bool = False
    has_buttons: bool = False
    has_prefix: bool = False
    has_ascending_ids: bool = False
    has_telling_ids: bool = True
    splits_rooms: bool = True
    is_group: Callable[[str], bool] = lambda _: False
    is_in_house: bool = False
    domain_mark: str = ""

    def find_domain(self, id_: str) -> str:
        """Return the domain of an account, empty if it has none."""
        return id_.partition(self.domain_mark)[2] if self.domain_mark else ""
