"""Accounts and rooms as the configuration names them, such as `matrix:@ops:example.org`."""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from bot.settings.addresses import MATRIX_ID, MATRIX_ID_CHARACTERS
from handlers.core.events import Address, PlatformName, RoomId, Sender

# Telegram's numbers have at most 52 bits; a group or channel is an account too, of who writes in its name.
_NUMBER = r"[1-9][0-9]{0,15}"
_ACCOUNTS = {
    "matrix": (re.compile(MATRIX_ID), "a Matrix id, such as matrix:@anna:example.org"),
    "telegram": (re.compile(f"-?{_NUMBER}"), "the number of a Telegram account, such as telegram:4711"),
}
_ANY = re.compile(r"(?!)"), "an account such as matrix:@anna:example.org or telegram:4711"


def _checked(account: str) -> str:
    platform, _, id_ = account.partition(":")
    pattern, expected = _ACCOUNTS.get(platform, _ANY)
    if not pattern.fullmatch(id_) or len(id_) > MATRIX_ID_CHARACTERS:
        raise PydanticCustomError("account", "{expected}", {"expected": expected})
    return account


Account = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_checked)]
# Other people read there: a room on Matrix, a group on Telegram.
Room = Annotated[str, StringConstraints(pattern=rf"^(matrix:!\S{{1,254}}|telegram:-{_NUMBER})$", strip_whitespace=True)]


def address_of(room: Room) -> Address:
    platform, _, id_ = room.partition(":")
    return Address(platform=PlatformName(platform), room=RoomId(id_))


def ids_on(platform: PlatformName, accounts: Iterable[Account]) -> tuple[str, ...]:
    """Of those accounts that are on this platform."""
    return tuple(sender.id for sender in senders(accounts) if sender.platform is platform)


def senders(accounts: Iterable[Account]) -> tuple[Sender, ...]:
    named = (account.partition(":") for account in accounts)
    return tuple(Sender(platform=PlatformName(platform), id=user) for platform, _, user in named)
