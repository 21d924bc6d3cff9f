"""What a person said in a dialogue, changed or taken back: the value follows, and the preview with it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers import corrections, profile
from handlers.announcements import card, desk
from handlers.announcements.given import Refused, planned
from handlers.announcements.kept import Announcement, State
from handlers.announcements.texts import ANNOUNCING
from handlers.announcements.writing import as_written
from handlers.answers import reply_to
from handlers.context import Context
from handlers.dialogues.asking import ways
from handlers.dialogues.table import (
    AUDIENCE,
    CENTRE,
    DRAFT,
    ENGLISH,
    LASTS,
    OTHER_AUDIENCE,
    OTHER_TEXT,
    OTHER_TIME,
    OWN_CENTRE,
    PREVIEW,
    QUESTION,
    STEPS,
    TEXT,
    TIME,
    TOPIC,
)
from handlers.events import MessageDeleted, MessageEdited, MessageReceived
from handlers.exchange import asking
from handlers.exchange.asking import preview
from handlers.exchange.kept import Draft
from handlers.exchange.questions import question_in
from handlers.messages import Deletion, Edit, Message, Outgoing
from handlers.people import is_same_person, may_take_back
from handlers.ports import Input, Said
from handlers.texts import TEXTS

_TEXT = (TEXT.name, OTHER_TEXT.name)
_AUDIENCE = (AUDIENCE.name, OTHER_AUDIENCE.name)
_TIME = (TIME.name, OTHER_TIME.name)
_CHANGEABLE = frozenset({*_TEXT, *_AUDIENCE, *_TIME, ENGLISH.name})
# What takes the changed input of these steps in place of the first.
_TAKEN_AGAIN: Mapping[str, Callable[[MessageReceived, Context], Awaitable[Sequence[Outgoing]]]] = {
    TOPIC.name: asking.take_topic,
    OWN_CENTRE.name: asking.sign,
    CENTRE.name: profile.choose_centre,
}


async def edited(event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Take what the message says now in place of what it said; None if it was no part of a dialogue."""
    taken = await context.inputs.of_message(event.address, event.message, context.now)
    if taken is None:
        return None
    if not await is_same_person(event.sender, taken.sender, context):
        return []
    if taken.waiting.step == QUESTION.name:
        return await _reword_question(taken, event, context)
    if taken.waiting.step in _CHANGEABLE:
        return await _change_announcement(taken, event, context)
    step, take_again = STEPS.get(taken.waiting.step), _TAKEN_AGAIN.get(taken.waiting.step)
    if step is None or take_again is None:
        return [reply_to(event, TEXTS[await context.spoken(event)].counted_already)]
    command = f"{step.command.format(subject=taken.waiting.subject)} {event.text}"
    own = [said for said in await corrections.own_words(event, context) if said.asker is not None]
    return corrections.in_place_of(own, await take_again(replace(event, text=command), context))


async def deleted(event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
    """Drop the question, or the text; what came of a choice stays. None if the message was no part of a dialogue."""
    taken = await context.inputs.of_message(event.address, event.message, context.now)
    if taken is None:
        return None
    if not await may_take_back(event, taken.sender, context):
        return []
    if taken.waiting.step == QUESTION.name:
        return await _drop_question(taken, event, context)
    return await _empty_announcement(taken, event, context)


async def _drop_question(taken: Input, event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
    draft = await _draft(taken, context)
    if draft is None:
        return None
    await context.drafts.drop(draft.number)
    previews = await _previews(f"/absenden {draft.number} ", event, context)
    gone = [Deletion(of=said.delivery, address=said.address) for said in previews]
    return [*gone, *await corrections.deleted(event, context)]


async def _change_announcement(taken: Input, event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    announcement = await _announcement(taken, context)
    if announcement is None:
        return []
    if announcement.state is not State.DRAFT:
        return [await _stays(announcement, event, context)]
    try:
        values = _values(taken, event.formatted or event.text, context)
        changed = await desk.change(announcement, context, **values) if values else announcement
        return await _show_anew(changed, event, context)
    except Refused as refused:
        texts = ANNOUNCING[await context.spoken(event)]
        return [reply_to(event, texts.refusal(refused.sentence, refused.values))]


async def _stays(announcement: Announcement, event: MessageEdited, context: Context) -> Message:
    """Return a word that what was submitted, planned or sent does not change so, with what may be done."""
    texts = ANNOUNCING[await context.spoken(event)]
    text = texts.stays.format(number=announcement.number, state=texts.states[announcement.state])
    return replace(reply_to(event, text), choices=card.choices(announcement, texts))


async def _empty_announcement(taken: Input, event: MessageDeleted, context: Context) -> Sequence[Outgoing]:
    announcement = await _announcement(taken, context)
    empty = {**dict.fromkeys(_TEXT, "text"), ENGLISH.name: "english"}.get(taken.waiting.step)
    if announcement is None or empty is None or announcement.state is not State.DRAFT:
        return []
    try:
        return await _show_anew(await desk.change(announcement, context, **{empty: ""}), event, context)
    except Refused:
        return []


async def _reword_question(taken: Input, event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """A question that was not asked yet; None where no dialogue about it has begun."""
    draft = await _draft(taken, context)
    if draft is None:
        return None
    draft = replace(draft, text=question_in(event.text), attachment=event.attachment)
    await context.drafts.put(draft, context.now + LASTS)
    previews = await _previews(f"/absenden {draft.number} ", event, context)
    edits = [Edit(of=said.delivery, message=await preview(draft, event, context)) for said in previews]
    return edits if edits or await _is_under_way(draft, event, context) else None


async def _is_under_way(draft: Draft, event: MessageEdited, context: Context) -> bool:
    """Whether a dialogue about the question waits for its asker."""
    conversation = await context.conversations.load(event.address, event.sender, context.now)
    waiting = conversation.waiting if conversation else None
    step = STEPS.get(waiting.step) if waiting else None
    return bool(step and waiting and step.dialogue == "exchange" and waiting.subject == str(draft.number))


async def _draft(taken: Input, context: Context) -> Draft | None:
    accounts = await context.people.accounts(taken.sender)
    draft = await context.drafts.get(int(taken.waiting.subject), accounts, context.now)
    return draft if draft is not None and draft.exchange is None else None


async def _announcement(taken: Input, context: Context) -> Announcement | None:
    number = taken.waiting.subject
    return await context.announcements.get(int(number)) if number.isdecimal() else None


def _values(taken: Input, text: str, context: Context) -> dict[str, Any]:
    """Return what changes of an announcement; raises Refused."""
    step = taken.waiting.step
    if step in _TEXT:
        return {"text": as_written(text)}
    if step == ENGLISH.name:
        return {"english": as_written(text)}
    if step in _AUDIENCE:
        return {"audience": text}
    return planned(text, context) if step in _TIME else {}


async def _show_anew(
    announcement: Announcement, event: MessageEdited | MessageDeleted, context: Context
) -> Sequence[Outgoing]:
    """The preview as it reads now, where it stands; nothing before there is one. Raises Refused."""
    texts = ANNOUNCING[await context.spoken(event)]
    text = await card.preview(announcement, event.sender, texts, context)
    leaving = ways(DRAFT, str(announcement.number), TEXTS[await context.spoken(event)])
    choices = (*card.choices(announcement, texts), *leaving)
    return [
        Edit(of=said.delivery, message=replace(_message(said), text=text, choices=choices))
        for said in await _previews(f"{card.COMMAND} {announcement.number} senden", event, context)
    ]


def _message(said: Said) -> Message:
    return Message(address=said.address, text="", mention=said.asker, private_to=said.private_to)


async def _previews(command: str, event: MessageEdited | MessageDeleted, context: Context) -> Sequence[Said]:
    """Return Lotse's messages here that offer this command; none while another step waits, as a preview follows it."""
    conversation = await context.conversations.load(event.address, event.sender, context.now)
    waiting = conversation.waiting if conversation else None
    if waiting is not None and waiting.step not in (PREVIEW.name, DRAFT.name):
        return []
    lists = await context.sayings.lists(event.address, event.sender, context.now - LASTS)
    return [said for said in lists if any(choice.says.startswith(command) for choice in said.choices)]
