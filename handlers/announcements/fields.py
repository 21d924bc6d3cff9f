"""The fields of a template, asked for one by one."""

from handlers.announcements.kept import Announcement
from handlers.announcements.texts import ANNOUNCING
from handlers.context import Context
from handlers.dialogues.asking import ask_for
from handlers.dialogues.table import Step
from handlers.events import MessageReceived
from handlers.messages import Message, label


async def ask_field(
    step: Step, announcement: Announcement, field: str, event: MessageReceived, context: Context
) -> Message:
    """Return the question for the value of a field."""
    question = ANNOUNCING[await context.spoken(event)].which_value.format(field=label(field))
    return await ask_for(step, announcement.number, question, (), event, context)
