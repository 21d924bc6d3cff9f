"""Accounts as people type them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from handlers.core.events import PlatformName, Sender

# https://spec.matrix.org/v1.16/appendices/#user-identifiers; old accounts may have any characters before the colon.
MATRIX_ID = r"@[^\s:]+:(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.-]+)(:[0-9]{1,5})?"
MAX_ID_LENGTH = 255
# Telegram's numbers have at most 52 bits; a group or channel is an account too, of who writes in its name.
TELEGRAM_NUMBER = r"[1-9][0-9]{0,15}"


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountForm:
    """The form of the ids of accounts on a platform, in English what such an id is, and an example."""

    pattern: re.Pattern[str]
    title: str
    example: str

    def matches(self, id_: str) -> bool:
        return len(id_) <= MAX_ID_LENGTH and self.pattern.fullmatch(id_) is not None


ACCOUNT_FORMS: Mapping[PlatformName, AccountForm] = {
    PlatformName.MATRIX: AccountForm(pattern=re.compile(MATRIX_ID), title="a Matrix id", example="@anna:example.org"),
    PlatformName.TELEGRAM: AccountForm(
        pattern=re.compile(f"-?{TELEGRAM_NUMBER}"), title="the number of a Telegram account", example="4711"
    ),
}


def parse_typed_account(text: str) -> Sender | None:
    """Return the account that a person has typed, also without its platform; None if it is none."""
    bare = text.strip()
    if not (bare.isascii() and bare.isprintable()):
        return None
    named = f"matrix:{bare}" if bare.startswith("@") else f"telegram:{bare}" if bare.isdecimal() else bare
    platform, _, id_ = named.partition(":")
    form = find_account_form(platform)
    return Sender(platform=PlatformName(platform), id=id_) if form is not None and form.matches(id_) else None


def find_account_form(platform: str) -> AccountForm | None:
    """Return the form of the accounts of a platform, given its name; None if it has none or does not exist."""
    return next((form for name, form in ACCOUNT_FORMS.items() if name.value == platform), None)
