"""The fields of a template, asked for one by one."""

from handlers.announcements.model.announcement import Announcement
from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Message, label
from handlers.dialogues.prompts import prompt
from handlers.dialogues.table import Step
from handlers.i18n.announcements import ANNOUNCING


async def ask_field(
    step: Step, announcement: Announcement, field: str, event: MessageReceived, context: Context
) -> Message:
    """Return the question for the value of a field."""
    question = ANNOUNCING[await context.spoken(event)].which_value.format(field=label(field))
    return await prompt(step, announcement.number, question, (), event, context)
