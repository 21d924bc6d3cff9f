"""What a person said in a dialogue, changed or taken back: the value follows, and the preview with it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from handlers.account import changed_centre, changed_codes
from handlers.announcements.corrections import inputs as changed_announcements
from handlers.context.context import Context
from handlers.context.people import is_same_person, may_take_back
from handlers.context.ports import Input
from handlers.core.events import MessageDeleted, MessageEdited
from handlers.core.messages import Outgoing
from handlers.core.replies import reply_to
from handlers.dialogues.table import CENTRE, CODE, LESSON, QUESTION
from handlers.exchange import changed_inputs as changed_questions
from handlers.exchange import changed_lessons
from handlers.i18n import TEXTS

# None if the message is no part of a dialogue any more.
OfEdit: TypeAlias = Callable[[Input, MessageEdited, Context], Awaitable[Sequence[Outgoing] | None]]
OfDeletion: TypeAlias = Callable[[Input, MessageDeleted, Context], Awaitable[Sequence[Outgoing] | None]]


async def edited(event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Take what the message says now in place of what it said; None if it was no part of a dialogue."""
    taken = await context.inputs.of_message(event.address, event.message, context.now)
    if taken is None:
        return None
    if not await is_same_person(event.sender, taken.sender, context):
        return []
    revise = _EDITED.get(taken.waiting.step)
    if revise is None:
        return [reply_to(event, TEXTS[await context.spoken(event)].counted_already)]
    return await revise(taken, event, context)


async def deleted(event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
    """Take back what the message gave; what came of a choice stays. None if it was no part of a dialogue."""
    taken = await context.inputs.of_message(event.address, event.message, context.now)
    if taken is None:
        return None
    if not await may_take_back(event, taken.sender, context):
        return []
    revise = _DELETED.get(taken.waiting.step)
    return [] if revise is None else await revise(taken, event, context)


# By step. What only chooses from a list, in whatever words, changes nothing afterwards.
_EDITED: Mapping[str, OfEdit] = {
    QUESTION.name: changed_questions.question_edited,
    **dict.fromkeys(changed_questions.ANSWERS, changed_questions.answer_edited),
    **dict.fromkeys(changed_announcements.CHANGEABLE, changed_announcements.apply_edit),
    LESSON.name: changed_lessons.edited,
    CENTRE.name: changed_centre.edited,
    CODE.name: changed_codes.edited,
}
_DELETED: Mapping[str, OfDeletion] = {
    QUESTION.name: changed_questions.question_deleted,
    **dict.fromkeys(changed_questions.ANSWERS, changed_questions.answer_deleted),
    **dict.fromkeys(changed_announcements.CHANGEABLE, changed_announcements.apply_deletion),
    LESSON.name: changed_lessons.deleted,
    CENTRE.name: changed_centre.deleted,
    CODE.name: changed_codes.deleted,
}
