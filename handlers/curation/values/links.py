"""Addresses of websites and e-mail, and links in texts that pretend to lead elsewhere."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from handlers.curation.values.findings import CheckedValue, ValueRefused
from handlers.i18n.editing import ValueFault

EMAIL = re.compile(r"(?:mailto:)?([^\s@<>()\[\]\",;:\\]+@(?:[\w-]+\.)+[^\W\d_]{2,24})")
WEBSITE = re.compile(r"https?://[^\s<>\"()\[\]]+|www\.[^\s<>\"()\[\]@]+", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,24}(?:/[^\s<>\"()\[\]]*)?")
_LINK = re.compile(r"\[([^\[\]]{0,500})\]\(\s*<?([^\s()<>]{0,500})[^()]{0,100}\)")
_ADDRESS_IN_LABEL = re.compile(
    r"(?:https?://|www\.)\S+|(?:[\w-]+\.)+(?:de|com|org|net|eu|info|nrw)\b\S*", re.IGNORECASE
)
_MAX_EMAIL, _MAX_WEBSITE = 254, 500


def check_email(text: str) -> CheckedValue:
    """Return an e-mail address. Raises ValueRefused."""
    found = EMAIL.fullmatch(text.strip("<>")) if len(text) <= _MAX_EMAIL else None
    if found is None or ".." in found[1] or not found[1].isascii():
        raise ValueRefused(ValueFault.NO_EMAIL)
    return CheckedValue(value=found[1])


def check_website(text: str) -> CheckedValue:
    """Return a web address with its scheme; one without gets https. Raises ValueRefused."""
    written = text.strip("<>")
    if len(written) > _MAX_WEBSITE or not (WEBSITE.fullmatch(written) or _BARE_HOST.fullmatch(written)):
        raise ValueRefused(ValueFault.NO_WEBSITE)
    address = written if "://" in written else f"https://{written}"
    refuse_hidden_target(address)
    return CheckedValue(value=address)


def refuse_hidden_target(address: str) -> None:
    """Raise ValueRefused for a login before the host, the number of a machine, or look-alike letters."""
    parts = _split(address)
    host = parts.hostname or ""
    if "@" in parts.netloc or "\\" in parts.netloc or _is_number(host) or "xn--" in host or not host.isascii():
        raise ValueRefused(ValueFault.HIDES_TARGET)
    if "." not in host:
        raise ValueRefused(ValueFault.NO_WEBSITE)


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError as error:
        raise ValueRefused(ValueFault.NO_WEBSITE) from error


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host.rpartition(".")[2].isdecimal()
    return True


def has_pretended_link(markdown: str) -> bool:
    """Return whether a link's words are an address other than its target."""
    return any(_find_pretended(markdown))


def _find_pretended(markdown: str) -> Iterator[str]:
    for words, target in _LINK.findall(markdown.replace("\\", "")):
        for address in _ADDRESS_IN_LABEL.findall(words):
            if _simplify(address) != _simplify(target):
                yield address


def _simplify(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address.casefold()).rstrip("/.,;!?")
