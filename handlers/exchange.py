"""Questions to colleagues."""

from handlers.answers import reply_to
from handlers.context import Context
from handlers.events import MessageReceived
from handlers.messages import Message, escape
from handlers.texts import TEXTS


async def ask_colleagues(event: MessageReceived, context: Context) -> list[Message]:
    """Says where a question to colleagues goes as long as Lotse does not carry it there itself."""
    spoken = await context.spoken(event)
    return [reply_to(event, TEXTS[spoken].exchange_not_yet.format(office=escape(context.office)))]
