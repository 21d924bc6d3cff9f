"""What is said when it is not clear which topic a command means."""

from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Choice, Message
from handlers.core.replies import reply_to
from handlers.core.topics import FoundTopic
from handlers.faq.answers import offered_next
from handlers.i18n import TEXTS


async def which_topic(found: FoundTopic, command: str, event: MessageReceived, context: Context) -> Message:
    """The topics that come near, to choose from; `command` is what a choice says, with `{slug}` for the topic."""
    texts = TEXTS[await context.spoken(event)]
    if not found.near:
        return reply_to(event, texts.unknown_topic)
    choices = tuple(Choice(label=topic.title, says=command.format(slug=topic.slug)) for topic in found.near)
    return await offered_next(event, context, texts.which_topic_meant, choices)
