"""Formats of settings: ids, accounts, rooms, addresses and ports."""

import re
from collections.abc import Iterable
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from bot.settings.fields import Unset, describe_bounds
from handlers.core.events import Address, PlatformName, RoomId, Sender

OFF = "off"

_LEAST_PORT, _MOST_PORT = 1, 65_535

# https://spec.matrix.org/v1.16/appendices/#user-identifiers; old accounts may have any characters before the colon.
_MATRIX_ID = r"@[^\s:]+:(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.-]+)(:[0-9]{1,5})?"
_MATRIX_ID_CHARACTERS = 255
# Telegram's numbers have at most 52 bits; a group or channel is an account too, of who writes in its name.
_NUMBER = r"[1-9][0-9]{0,15}"
_ACCOUNTS = {
    "matrix": (re.compile(_MATRIX_ID), "a Matrix id, such as matrix:@anna:example.org"),
    "telegram": (re.compile(f"-?{_NUMBER}"), "the number of a Telegram account, such as telegram:4711"),
}
_ANY = re.compile(r"(?!)"), "an account such as matrix:@anna:example.org or telegram:4711"


def check_port(port: int | None) -> None:
    """Raise PydanticCustomError, which names the port, if there is none of this number."""
    if port is not None and not _LEAST_PORT <= port <= _MOST_PORT:
        expected = describe_bounds("a whole number", _LEAST_PORT, _MOST_PORT)
        raise PydanticCustomError("port", "port {port} is not {expected}", {"port": port, "expected": expected})


def check_web_address(address: str) -> str:
    """Return the address; raises PydanticCustomError if its port is none, which is repeated only if it is a number."""
    _, found, port = urlsplit(address).netloc.rpartition("@")[2].rpartition("]")[2].rpartition(":")
    if found and port:
        check_port(_parse_port(port))
    return address


def _check_listen(listen: str) -> str:
    if listen != OFF:
        check_port(_parse_port(listen.rpartition(":")[2]))
    return listen


def _parse_port(port: str) -> int:
    if not (port.isascii() and port.isdecimal()):
        raise PydanticCustomError("address", "no port")
    return int(port[:6])


def _check_account(account: str) -> str:
    platform, _, id_ = account.partition(":")
    pattern, expected = _ACCOUNTS.get(platform, _ANY)
    if not pattern.fullmatch(id_) or len(id_) > _MATRIX_ID_CHARACTERS:
        raise PydanticCustomError("account", "{expected}", {"expected": expected})
    return account


MatrixId = Annotated[
    str, StringConstraints(pattern=rf"^{_MATRIX_ID}$", strip_whitespace=True, max_length=_MATRIX_ID_CHARACTERS)
]
# A server's name with its port, as Matrix ids end with it.
Domain = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z.-]+(:[0-9]{1,5})?$", strip_whitespace=True, max_length=255)
]
Account = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_check_account)]
Accounts = Annotated[tuple[Account, ...], Unset("nobody")]
ACCOUNTS = [["matrix:@anna:example.org", "telegram:4711"]]
# Other people read there: a room on Matrix, a group on Telegram.
Room = Annotated[str, StringConstraints(pattern=rf"^(matrix:!\S{{1,254}}|telegram:-{_NUMBER})$", strip_whitespace=True)]
ROOMS = ["matrix:!abc:example.org", "telegram:-1001234"]
WebAddress = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s/]+(/\S*)?$", strip_whitespace=True),
    AfterValidator(check_web_address),
]
SecureWebAddress = Annotated[
    str,
    StringConstraints(pattern=r"^https://[^\s/]+(/\S*)?$", strip_whitespace=True),
    AfterValidator(check_web_address),
]
# HOST:PORT, as servers are told where to listen.
Listen = Annotated[
    str, StringConstraints(pattern=r"^\S+:[0-9]+$", strip_whitespace=True), AfterValidator(_check_listen)
]
ListenOrOff = Annotated[
    str, StringConstraints(pattern=rf"^({OFF}|\S+:[0-9]+)$", strip_whitespace=True), AfterValidator(_check_listen)
]


def parse_address(room: Room) -> Address:
    platform, _, id_ = room.partition(":")
    return Address(platform=PlatformName(platform), room=RoomId(id_))


def account_ids(platform: PlatformName, accounts: Iterable[Account]) -> tuple[str, ...]:
    """Return the ids of those accounts that are on this platform."""
    return tuple(sender.id for sender in parse_senders(accounts) if sender.platform is platform)


def parse_senders(accounts: Iterable[Account]) -> tuple[Sender, ...]:
    named = (account.partition(":") for account in accounts)
    return tuple(Sender(platform=PlatformName(platform), id=user) for platform, _, user in named)


def parse_account(text: str) -> Sender | None:
    """Return the account that a person has typed, also without its platform; None if it is none."""
    bare = text.strip()
    if not (bare.isascii() and bare.isprintable()):
        return None
    named = f"matrix:{bare}" if bare.startswith("@") else f"telegram:{bare}" if bare.isdecimal() else bare
    try:
        return parse_senders([_check_account(named)])[0]
    except PydanticCustomError:
        return None
