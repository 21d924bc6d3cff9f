"""Outgoing messages in the forms of the Bot API."""

import re
from collections.abc import Sequence
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from bot import rendering
from handlers.core.messages import Choice, ContactCard, DeliveryId, Message, keyboard_id
from handlers.core.sanitising import to_one_line

_SPECIAL = re.compile(r"([\\,;])")


def format_vcard(card: ContactCard) -> str:
    """Return an office in the form of address books: https://datatracker.ietf.org/doc/html/rfc2426."""
    fields = {
        "FN": card.name,
        "ORG": card.name,
        "TEL;TYPE=WORK": card.phone,
        "EMAIL;TYPE=WORK": card.email,
        "URL": card.website,
        "LABEL;TYPE=WORK": card.address,
    }
    lines = [f"{name}:{_escape(value)}" for name, value in fields.items() if value]
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", f"N:{_escape(card.name)};;;;", *lines, "END:VCARD"))


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", to_one_line(text))


# Telegram counts UTF-16 units of the text that is seen.
MOST_UNITS = 4096
MOST_CAPTION_UNITS = 1024
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_LABEL = 60
# Up to this a text is rendered to see whether it fits as it is: marks and escapes seldom make up a third.
_MEASURED = MOST_UNITS * 3 // 2


def split_message(message: Message) -> Sequence[Message]:
    """Return as many messages as the text needs, the choices under the last of them, and one for each card.

    A file comes with as much of the text as its caption holds: it can't be moved when the text changes.
    """
    written = replace(message, cards=(), attachment=None)
    first, *others = [replace(written, text=text) for text in _pieces(message)]
    *said, last = [replace(first, attachment=message.attachment), *others]
    cards = [replace(written, text="", choices=(), cards=(card,)) for card in message.cards]
    return [*(replace(each, choices=()) for each in said), last, *cards]


def _pieces(message: Message) -> Sequence[str]:
    if message.attachment is None or count_units(message.text) <= MOST_CAPTION_UNITS:
        return split_text(message.text)
    return rendering.split_text(message.text, MOST_CAPTION_UNITS, count_units)


def split_text(text: str) -> Sequence[str]:
    """Return the texts of as many messages as it takes."""
    if estimate_units(text) <= MOST_UNITS:
        return [text]
    if estimate_units(text) <= _MEASURED and count_units(text) <= MOST_UNITS:
        return [text]
    return rendering.split_text(text, MOST_UNITS, estimate_units)


def estimate_units(text: str) -> int:
    """Return an upper bound of `count_units` that needs no rendering.

    What is seen is shorter than its source, but for the empty lines between blocks.
    """
    return _utf_16(text) + text.count("\n")


def count_units(text: str) -> int:
    return _utf_16(rendering.visible_text(rendering.render_telegram(text)))


def _utf_16(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def build_keyboard(choices: Sequence[Choice], delivery: DeliveryId) -> InlineKeyboardMarkup | None:
    """Return a button a row; a press comes back as the identity of these choices and the number of one."""
    identity = keyboard_id(delivery)
    rows = [
        [InlineKeyboardButton(shorten(to_one_line(choice.label), _LABEL), callback_data=f"{identity}:{number}")]
        for number, choice in enumerate(choices, 1)
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def shorten(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
