"""Edits and deletions of the wording that an editor gave a draft for the knowledge base."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.context.ports import Input
from handlers.core.events import MessageDeleted, MessageEdited
from handlers.core.messages import Outgoing
from handlers.core.replies import reply_to
from handlers.dialogues.corrections import find_own_replies, replace_messages
from handlers.dialogues.engine import is_command_of
from handlers.dialogues.revisions import make_placeholder, without_reply
from handlers.exchange.lessons import apply_wording, hash_content, remember_wording, render_lesson
from handlers.exchange.model.exchange import Lesson
from handlers.rendering.backslashes import unescape_typed


async def revise(taken: Input, event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    """Apply the edited title and text, or the text alone, while the draft is undecided."""
    texts = context.texts
    if not context.is_editor(taken.sender):
        return []
    lesson = await _find_lesson(taken, context)
    if lesson is None:
        return [reply_to(event, texts.no_lesson)]
    if not _is_in_force(taken, lesson):
        return [reply_to(event, texts.draft_changed_since)]
    if context.commands.is_command(event.text) and not is_command_of(event.text, taken.waiting, context):
        return [reply_to(event, texts.counted_already)]
    title, text = lesson.previous or (lesson.title, lesson.text)
    changed = apply_wording(replace(lesson, title=title, text=text), _parse_wording(event))
    await context.stores.lessons.reword(changed)
    await remember_wording(changed, event, context)
    return replace_messages(await find_own_replies(event, context), [await render_lesson(changed, event, context)])


async def withdraw(taken: Input, event: MessageDeleted, context: Context) -> Sequence[Outgoing]:
    """Restore the wording before the deleted message, while the draft is undecided."""
    if not context.is_editor(taken.sender):
        return []
    own = await find_own_replies(event, context)
    there = make_placeholder(taken, event, direct=any(said.private_to is not None for said in own))
    lesson = await _find_lesson(taken, context)
    if lesson is None:
        return [without_reply(reply_to(there, context.texts.no_lesson))]
    if not _is_in_force(taken, lesson) or lesson.previous is None:
        return []
    title, text = lesson.previous
    before = replace(lesson, title=title, text=text, previous=None)
    await context.stores.lessons.reword(before)
    return replace_messages(own, [without_reply(await render_lesson(before, there, context))])


def _parse_wording(event: MessageEdited) -> str:
    """Return the text behind a command, if there is one, as Markdown."""
    first, _, text = event.text.strip().partition("\n")
    if not first.startswith(("/", "!")):
        return event.formatted or unescape_typed(event.text)
    title = first.split(maxsplit=2)[2:]
    return unescape_typed("\n".join((*(each for each in title if each != "aendern"), text)))


async def _find_lesson(taken: Input, context: Context) -> Lesson | None:
    number, _, _ = taken.waiting.subject.partition(" ")
    return await context.stores.lessons.get(int(number)) if number.isdecimal() else None


def _is_in_force(taken: Input, lesson: Lesson) -> bool:
    return taken.waiting.subject.partition(" ")[2] == hash_content(lesson)
