"""From a message to what Telegram is asked to show."""

from collections.abc import Sequence
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import rendering
from handlers.messages import Choice, Message

# Telegram counts UTF-16 units of the text that is seen.
MOST_UNITS = 4096
_LABEL = 60


def parts(message: Message) -> Sequence[Message]:
    """As many messages as its text needs; the choices stand under the last."""
    texts = rendering.split(message.text, MOST_UNITS, units)
    *others, last = [replace(message, text=text) for text in texts]
    return [*(replace(other, choices=()) for other in others), last]


def first_part(text: str) -> str:
    """As much of a text as one message takes."""
    return rendering.split(text, MOST_UNITS, units)[0]


def units(text: str) -> int:
    return len(rendering.visible(rendering.telegram(text)).encode("utf-16-le", "replace")) // 2


def keyboard(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    """A button a row; what is pressed comes back as its number."""
    rows = [[InlineKeyboardButton(_label(choice), callback_data=str(n))] for n, choice in enumerate(choices, 1)]
    return InlineKeyboardMarkup(rows) if rows else None


def _label(choice: Choice) -> str:
    return choice.label if len(choice.label) <= _LABEL else f"{choice.label[: _LABEL - 1]}…"
