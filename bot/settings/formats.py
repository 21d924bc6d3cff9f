"""Formats of settings: ids, accounts, rooms, addresses and ports."""

from collections.abc import Iterable
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from bot.settings.fields import Unset, describe_bounds
from handlers.core.accounts import ACCOUNT_FORMS, MATRIX_ID, MAX_ID_LENGTH, TELEGRAM_NUMBER, find_account_form
from handlers.core.events import Address, PlatformName, RoomId, Sender

OFF = "off"

_LEAST_PORT, _MOST_PORT = 1, 65_535

_EXAMPLES = [f"{platform}:{form.example}" for platform, form in ACCOUNT_FORMS.items()]


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
    form = find_account_form(platform)
    if form is None:
        raise PydanticCustomError("account", "{expected}", {"expected": f"an account such as {' or '.join(_EXAMPLES)}"})
    if not form.matches(id_):
        expected = f"{form.title}, such as {platform}:{form.example}"
        raise PydanticCustomError("account", "{expected}", {"expected": expected})
    return account


MatrixId = Annotated[str, StringConstraints(pattern=rf"^{MATRIX_ID}$", strip_whitespace=True, max_length=MAX_ID_LENGTH)]
# A server's name with its port, as Matrix ids end with it.
Domain = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z.-]+(:[0-9]{1,5})?$", strip_whitespace=True, max_length=255)
]
Account = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_check_account)]
Accounts = Annotated[tuple[Account, ...], Unset("nobody")]
ACCOUNTS = [_EXAMPLES]
# Other people read there: a room on Matrix, a group on Telegram.
Room = Annotated[
    str, StringConstraints(pattern=rf"^(matrix:!\S{{1,254}}|telegram:-{TELEGRAM_NUMBER})$", strip_whitespace=True)
]
# The id of a room on Matrix, since room version 12 without a server, or an alias.
Space = Annotated[
    str, StringConstraints(pattern=r"^(!\S{1,254}|#[^\s:]+:\S+)$", strip_whitespace=True, max_length=MAX_ID_LENGTH)
]
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
