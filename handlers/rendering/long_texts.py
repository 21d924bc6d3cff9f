"""Texts of people that are too long to be relayed: their beginning is sent, the whole text as a file."""

from dataclasses import replace
from typing import TypeVar

from handlers.context.context import Context
from handlers.core.events import Attachment, MessageReceived
from handlers.core.messages import escape
from handlers.core.sanitising import neutralise
from handlers.i18n import TEXTS, Texts
from handlers.rendering.truncation import truncate

Received = TypeVar("Received", bound=MessageReceived)

# About as much as two messages on Telegram show.
MAX_CARRIED_LENGTH = 6_000
_NAME, _MEDIA_TYPE = "Nachricht.txt", "text/plain"


async def shorten(event: Received, context: Context) -> Received:
    """Return the event with the beginning of its text and the whole in a file, if it is too long to be carried."""
    if len(event.text) <= MAX_CARRIED_LENGTH:
        return event
    texts = TEXTS[context.language]
    begun = truncate(event.formatted or escape(event.text), MAX_CARRIED_LENGTH)
    beginning = f"{begun}\n\n{texts.shortened.format(characters=_count_characters(event.text, texts))}"
    return replace(event, formatted=beginning, attachment=await attach_full_text(event.attachment, event.text, context))


async def attach_full_text(file: Attachment | None, text: str, context: Context) -> Attachment | None:
    """Return the file that came with a text, and with it the whole of the text if that is too long to be carried."""
    if len(text) <= MAX_CARRIED_LENGTH:
        return file
    whole = await context.stores.files.put(_NAME, _MEDIA_TYPE, neutralise(text).encode(errors="replace"), context.now)
    return whole if file is None else replace(file, whole=whole)


def name_full_text(file: Attachment | None, text: str) -> Attachment | None:
    """Return the same as `with_whole`, for a place that names files only: nothing is kept."""
    if len(text) <= MAX_CARRIED_LENGTH:
        return file
    whole = Attachment(platform=None, name=_NAME, media_type=_MEDIA_TYPE, size=len(text), source={})
    return whole if file is None else replace(file, whole=whole)


def shorten_text(text: str) -> str:
    """Return a text as Markdown; of one that is too long to be carried its beginning."""
    return truncate(escape(text), MAX_CARRIED_LENGTH)


def shorten_question(text: str, texts: Texts) -> str:
    """Return a question as colleagues read it, which says so itself if it goes on."""
    if len(text) <= MAX_CARRIED_LENGTH:
        return escape(text)
    return f"{shorten_text(text)}\n\n{texts.question_shortened.format(characters=_count_characters(text, texts))}"


def _count_characters(text: str, texts: Texts) -> str:
    return f"{len(text):,}".replace(",", texts.thousands)


def is_full_text(file: Attachment | None) -> bool:
    """Return whether a file is the whole of a text that was too long, so that it adds nothing to the text."""
    return file is not None and file.platform is None
