"""What is said when it is not clear which topic a command means."""

from handlers.answers import offered_next
from handlers.context import Context
from handlers.core.replies import reply_to
from handlers.events import MessageReceived
from handlers.messages import Choice, Message
from handlers.texts import TEXTS
from handlers.topics import FoundTopic


async def which_topic(found: FoundTopic, command: str, event: MessageReceived, context: Context) -> Message:
    """The topics that come near, to choose from; `command` is what a choice says, with `{slug}` for the topic."""
    texts = TEXTS[await context.spoken(event)]
    if not found.near:
        return reply_to(event, texts.unknown_topic)
    choices = tuple(Choice(label=topic.title, says=command.format(slug=topic.slug)) for topic in found.near)
    return await offered_next(event, context, texts.which_topic_meant, choices)
