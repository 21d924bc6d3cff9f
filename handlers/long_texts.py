"""Texts of people that are too long to be carried as messages: their beginning goes on, the whole as a file."""

from dataclasses import replace
from typing import TypeVar

from handlers.beginnings import begin
from handlers.context import Context
from handlers.events import Attachment, MessageReceived
from handlers.messages import escape
from handlers.texts import TEXTS, Texts

Received = TypeVar("Received", bound=MessageReceived)

# About as much as two messages on Telegram show.
MOST_CARRIED = 6_000
_NAME = "Nachricht.txt"


async def shortened(event: Received, context: Context) -> Received:
    """Return the event with the beginning of its text and the whole in a file, if it is too long to be carried.

    A message that shows a file already keeps its text, as it can show no other.
    """
    if len(event.text) <= MOST_CARRIED or event.attachment is not None:
        return event
    texts = TEXTS[context.language]
    begun = begin(event.formatted or escape(event.text), MOST_CARRIED)
    beginning = f"{begun}\n\n{texts.shortened.format(characters=_counted(event.text, texts))}"
    file = await context.files.put(_NAME, "text/plain", event.text.encode(errors="replace"), context.now)
    return replace(event, formatted=beginning, attachment=file)


def begun(text: str) -> str:
    """Return a text as Markdown; of one that is too long to be carried its beginning."""
    return begin(escape(text), MOST_CARRIED)


def begun_question(text: str, texts: Texts) -> str:
    """Return a question as colleagues read it, which says so itself if it goes on."""
    if len(text) <= MOST_CARRIED:
        return escape(text)
    return f"{begun(text)}\n\n{texts.question_shortened.format(characters=_counted(text, texts))}"


def _counted(text: str, texts: Texts) -> str:
    return f"{len(text):,}".replace(",", texts.thousands)


def is_whole_text(file: Attachment | None) -> bool:
    """Return whether a file is the whole of a text that was too long, so that it tells no more than the text."""
    return file is not None and file.platform is None
