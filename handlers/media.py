"""What people send without a word."""

from handlers.context import Context
from handlers.core.replies import reply_to
from handlers.events import MessageReceived
from handlers.messages import Message
from handlers.texts import TEXTS


async def explain(event: MessageReceived, context: Context) -> list[Message]:
    """What Lotse understands."""
    return [reply_to(event, TEXTS[await context.spoken(event)].only_text)]
