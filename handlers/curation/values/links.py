"""Addresses of websites and e-mail."""

import re
from urllib.parse import urlsplit

from handlers.curation.values.findings import CheckedValue, ValueRefused
from handlers.i18n.editing import ValueFault
from knowledge.pretended_links import hides_target

EMAIL = re.compile(r"(?:mailto:)?([^\s@<>()\[\]\",;:\\]+@(?:[\w-]+\.)+[^\W\d_]{2,24})")
WEBSITE = re.compile(r"https?://[^\s<>\"()\[\]]+|www\.[^\s<>\"()\[\]@]+", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,24}(?:/[^\s<>\"()\[\]]*)?")
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
    try:
        hides, host = hides_target(address), urlsplit(address).hostname or ""
    except ValueError as error:
        raise ValueRefused(ValueFault.NO_WEBSITE) from error
    if hides:
        raise ValueRefused(ValueFault.HIDES_TARGET)
    if "." not in host:
        raise ValueRefused(ValueFault.NO_WEBSITE)
