"""An office in the form that address books read: https://datatracker.ietf.org/doc/html/rfc2426."""

import re

from handlers.core.messages import ContactCard
from handlers.core.sanitising import to_one_line

_SPECIAL = re.compile(r"([\\,;])")


def vcard(card: ContactCard) -> str:
    fields = {
        "FN": card.name,
        "ORG": card.name,
        "TEL;TYPE=WORK": card.phone,
        "EMAIL;TYPE=WORK": card.email,
        "URL": card.website,
        "LABEL;TYPE=WORK": card.address,
    }
    lines = [f"{name}:{_escaped(value)}" for name, value in fields.items() if value]
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", f"N:{_escaped(card.name)};;;;", *lines, "END:VCARD"))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", to_one_line(text))
