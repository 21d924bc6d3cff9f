"""What people send without a word."""

from handlers.context import Context
from handlers.events import MediaReceived
from handlers.messages import Message
from handlers.texts import TEXTS


async def explain(event: MediaReceived, context: Context) -> list[Message]:
    """What Lotse understands."""
    text = TEXTS[await context.spoken(event)].only_text
    return [Message(address=event.address, text=text, reply_to=event.message, mention=event.sender)]
