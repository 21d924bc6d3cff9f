"""Accounts as people type them."""

import re

from handlers.core.events import PlatformName, Sender

# https://spec.matrix.org/v1.16/appendices/#user-identifiers; old accounts may have any characters before the colon.
MATRIX_ID = r"@[^\s:]+:(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.-]+)(:[0-9]{1,5})?"
MAX_ID_LENGTH = 255
# Telegram's numbers have at most 52 bits; a group or channel is an account too, of who writes in its name.
TELEGRAM_NUMBER = r"[1-9][0-9]{0,15}"
_ID_FORMS = {"matrix": re.compile(MATRIX_ID), "telegram": re.compile(f"-?{TELEGRAM_NUMBER}")}


def parse_typed_account(text: str) -> Sender | None:
    """Return the account that a person has typed, also without its platform; None if it is none."""
    bare = text.strip()
    if not (bare.isascii() and bare.isprintable()):
        return None
    named = f"matrix:{bare}" if bare.startswith("@") else f"telegram:{bare}" if bare.isdecimal() else bare
    platform, _, id_ = named.partition(":")
    form = _ID_FORMS.get(platform)
    if form is None or not form.fullmatch(id_) or len(id_) > MAX_ID_LENGTH:
        return None
    return Sender(platform=PlatformName(platform), id=id_)
