"""Addresses as the configuration gives them: ids on Matrix, places to listen on, and ports that there are."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from bot.settings.bounds import between

OFF = "off"

_LEAST_PORT, _MOST_PORT = 1, 65_535

# https://spec.matrix.org/v1.16/appendices/#user-identifiers; old accounts may have any characters before the colon.
MATRIX_ID = r"@[^\s:]+:(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.-]+)(:[0-9]{1,5})?"
MATRIX_ID_CHARACTERS = 255

MatrixId = Annotated[
    str, StringConstraints(pattern=rf"^{MATRIX_ID}$", strip_whitespace=True, max_length=MATRIX_ID_CHARACTERS)
]


def check_port(port: int | None) -> None:
    """Raise PydanticCustomError, which names the port, if there is none of this number."""
    if port is not None and not _LEAST_PORT <= port <= _MOST_PORT:
        expected = between("a whole number", _LEAST_PORT, _MOST_PORT)
        raise PydanticCustomError("port", "port {port} is not {expected}", {"port": port, "expected": expected})


def check_web_address(address: str) -> str:
    """Return it; raise PydanticCustomError if its port is none, which is repeated only if it is a number."""
    _, found, port = urlsplit(address).netloc.rpartition("@")[2].rpartition("]")[2].rpartition(":")
    if found and port:
        check_port(_number(port))
    return address


def _listens(listen: str) -> str:
    if listen != OFF:
        check_port(_number(listen.rpartition(":")[2]))
    return listen


def _number(port: str) -> int:
    if not (port.isascii() and port.isdecimal()):
        raise PydanticCustomError("address", "no port")
    return int(port[:6])


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
# HOST:PORT, as servers are told where to take requests.
Listen = Annotated[str, StringConstraints(pattern=r"^\S+:[0-9]+$", strip_whitespace=True), AfterValidator(_listens)]
ListenOrOff = Annotated[
    str, StringConstraints(pattern=rf"^({OFF}|\S+:[0-9]+)$", strip_whitespace=True), AfterValidator(_listens)
]
