"""From a message to what Telegram is asked to show."""

from collections.abc import Sequence
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from bot import rendering
from handlers.core.messages import Choice, DeliveryId, Message, keyboard_id
from handlers.core.sanitising import to_one_line

# Telegram counts UTF-16 units of the text that is seen.
MOST_UNITS = 4096
MOST_CAPTION_UNITS = 1024
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_LABEL = 60
# Up to this a text is rendered to see whether it fits as it is: marks and escapes seldom make up a third.
_MEASURED = MOST_UNITS * 3 // 2


def parts(message: Message) -> Sequence[Message]:
    """Return as many messages as the text needs, the choices under the last of them, and one for each card.

    A file comes with as much of the text as its caption holds: it can't be moved when the text changes.
    """
    written = replace(message, cards=(), attachment=None)
    first, *others = [replace(written, text=text) for text in _pieces(message)]
    *said, last = [replace(first, attachment=message.attachment), *others]
    cards = [replace(written, text="", choices=(), cards=(card,)) for card in message.cards]
    return [*(replace(each, choices=()) for each in said), last, *cards]


def _pieces(message: Message) -> Sequence[str]:
    if message.attachment is None or units(message.text) <= MOST_CAPTION_UNITS:
        return texts(message.text)
    return rendering.split(message.text, MOST_CAPTION_UNITS, units)


def texts(text: str) -> Sequence[str]:
    """Return what each of several messages shows; one if that takes it."""
    if most_units(text) <= MOST_UNITS:
        return [text]
    if most_units(text) <= _MEASURED and units(text) <= MOST_UNITS:
        return [text]
    return rendering.split(text, MOST_UNITS, most_units)


def most_units(text: str) -> int:
    """Return an upper bound of `units` that needs no rendering.

    What is seen is shorter than its source, but for the empty lines between blocks.
    """
    return _utf_16(text) + text.count("\n")


def units(text: str) -> int:
    return _utf_16(rendering.visible(rendering.telegram(text)))


def _utf_16(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def keyboard(choices: Sequence[Choice], delivery: DeliveryId) -> InlineKeyboardMarkup | None:
    """Return a button a row; a press comes back as the identity of these choices and the number of one."""
    identity = keyboard_id(delivery)
    rows = [
        [InlineKeyboardButton(shortened(to_one_line(choice.label), _LABEL), callback_data=f"{identity}:{number}")]
        for number, choice in enumerate(choices, 1)
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
