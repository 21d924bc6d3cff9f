"""Accounts and rooms as the configuration names them, such as `matrix:@ops:example.org`."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import StringConstraints

from handlers.events import Address, PlatformName, RoomId, Sender

Account = Annotated[str, StringConstraints(pattern=r"^(matrix|telegram):\S+$", strip_whitespace=True)]
# Other people read there: a room on Matrix, a group on Telegram.
Room = Annotated[str, StringConstraints(pattern=r"^(matrix:!|telegram:-)\S+$", strip_whitespace=True)]


def address_of(room: Room) -> Address:
    platform, _, id_ = room.partition(":")
    return Address(platform=PlatformName(platform), room=RoomId(id_))


def ids_on(platform: PlatformName, accounts: Iterable[Account]) -> tuple[str, ...]:
    """Of those accounts that are on this platform."""
    return tuple(sender.id for sender in senders(accounts) if sender.platform is platform)


def senders(accounts: Iterable[Account]) -> tuple[Sender, ...]:
    named = (account.partition(":") for account in accounts)
    return tuple(Sender(platform=PlatformName(platform), id=user) for platform, _, user in named)
