"""What people send without a word."""

from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Message
from handlers.core.replies import reply_to
from handlers.i18n import TEXTS


async def explain(event: MessageReceived, context: Context) -> list[Message]:
    """What Lotse understands."""
    return [reply_to(event, TEXTS[await context.spoken(event)].only_text)]
