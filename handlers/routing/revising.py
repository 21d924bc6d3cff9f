"""Edits and deletions of messages that a dialogue took: the value follows, and the preview with it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from handlers.account import code_changes, profile
from handlers.announcements.corrections import inputs as changed_announcements
from handlers.context.context import Context
from handlers.context.people import is_same_person, may_take_back
from handlers.context.ports import Input
from handlers.core.events import MessageDeleted, MessageEdited
from handlers.core.messages import Outgoing
from handlers.core.replies import reply_to
from handlers.curation.editing import dialogue as editing
from handlers.dialogues.table import CENTRE, CODE, EDIT_VALUE, LESSON, QUESTION
from handlers.exchange import draft_changes as changed_questions
from handlers.exchange import lesson_changes

# They return None if the message no longer belongs to a dialogue.
OfEdit: TypeAlias = Callable[[Input, MessageEdited, Context], Awaitable[Sequence[Outgoing] | None]]
OfDeletion: TypeAlias = Callable[[Input, MessageDeleted, Context], Awaitable[Sequence[Outgoing] | None]]


async def revise(event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Take the edited text in place of the former; return None if the message did not belong to a dialogue."""
    taken = await context.stores.inputs.of_message(event.address, event.message, context.now)
    if taken is None:
        return None
    if not await is_same_person(event.sender, taken.sender, context):
        return []
    revise = _EDITED.get(taken.waiting.step)
    if revise is None:
        return [reply_to(event, context.texts.counted_already)]
    return await revise(taken, event, context)


async def withdraw(event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
    """Withdraw the value that the message gave; what followed from a choice stays.

    Return None if the message did not belong to a dialogue.
    """
    taken = await context.stores.inputs.of_message(event.address, event.message, context.now)
    if taken is None:
        return None
    if not await may_take_back(event, taken.sender, context):
        return []
    revise = _DELETED.get(taken.waiting.step)
    return [] if revise is None else await revise(taken, event, context)


# By step. Edits of messages that only chose from a list change nothing.
_EDITED: Mapping[str, OfEdit] = {
    QUESTION.name: changed_questions.revise_question,
    **dict.fromkeys(changed_questions.REVISABLE_STEPS, changed_questions.revise_step),
    **dict.fromkeys(changed_announcements.CHANGEABLE, changed_announcements.apply_edit),
    LESSON.name: lesson_changes.revise,
    EDIT_VALUE.name: editing.revise_value,
    CENTRE.name: profile.revise_centre,
    CODE.name: code_changes.revise,
}
_DELETED: Mapping[str, OfDeletion] = {
    QUESTION.name: changed_questions.withdraw_question,
    **dict.fromkeys(changed_questions.REVISABLE_STEPS, changed_questions.withdraw_step),
    **dict.fromkeys(changed_announcements.CHANGEABLE, changed_announcements.apply_deletion),
    LESSON.name: lesson_changes.withdraw,
    CENTRE.name: profile.explain_centre_stays,
    CODE.name: code_changes.withdraw,
}
