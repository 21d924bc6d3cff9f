"""Links whose words name another address than the one they lead to, and addresses that hide where they lead."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

_LINK = re.compile(r"\[([^\[\]]{0,500})\]\(\s*<?([^\s()<>]{0,500})[^()]{0,100}\)")
_ADDRESS_IN_LABEL = re.compile(
    r"(?:https?://|www\.)\S+|(?:[\w-]+\.)+(?:de|com|org|net|eu|info|nrw)\b\S*", re.IGNORECASE
)


def has_pretended_link(markdown: str) -> bool:
    """Return whether a link's words are an address other than its target."""
    return any(_find_pretended(markdown))


def hides_target(address: str) -> bool:
    """Return whether an address has a login before its host, the number of a machine, or look-alike letters.

    Raises ValueError if it is none.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    return "@" in parts.netloc or "\\" in parts.netloc or _is_number(host) or "xn--" in host or not host.isascii()


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host.rpartition(".")[2].isdecimal()
    return True


def _find_pretended(markdown: str) -> Iterator[str]:
    for words, target in _LINK.findall(markdown.replace("\\", "")):
        for address in _ADDRESS_IN_LABEL.findall(words):
            if _simplify(address) != _simplify(target):
                yield address


def _simplify(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address.casefold()).rstrip("/.,;!?")
