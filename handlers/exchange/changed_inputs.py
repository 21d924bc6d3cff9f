"""What was written at a step of a question to colleagues, changed or deleted before the question is asked."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.account.profile import centres_named, keep_centre
from handlers.commands import parse
from handlers.context.context import Context
from handlers.context.ports import Input, SentMessage, Waiting
from handlers.core.events import MessageDeleted, MessageEdited, MessageReceived
from handlers.core.messages import Deletion, Edit, Message, Outgoing
from handlers.core.replies import reply_to
from handlers.core.topics import find_topic
from handlers.dialogues import corrections
from handlers.dialogues.corrections import in_place_of, own_words
from handlers.dialogues.said_again import given, heard, unreplied, waiting_step
from handlers.dialogues.table import KNOWN, LASTS, OWN_CENTRE, PREVIEW, QUESTION, SIGNATURE, STEPS, TOPIC
from handlers.exchange.asking import (
    ask_centre,
    ask_signature,
    ask_topic,
    preview,
    remember_centre,
    remember_signature,
    remember_topic,
    show_known,
)
from handlers.exchange.model.exchange import Draft, Signature
from handlers.exchange.questions import question_in
from handlers.i18n import TEXTS

ANSWERS = frozenset({TOPIC.name, SIGNATURE.name, OWN_CENTRE.name})


async def question_edited(taken: Input, event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Change a question that was not asked yet; None where no dialogue about it has begun."""
    draft = await _draft(taken, context)
    if draft is None or draft.exchange is not None:
        return None
    found = await waiting_step(event, context)
    step = found[0] if found is not None and _is_about(found[1], draft) else None
    previews = await _previews(draft, event, context)
    if step is None and not previews:
        return None
    if not _asks_something(event):
        return [reply_to(event, TEXTS[await context.spoken(event)].counted_already)]
    draft = replace(draft, text=question_in(event.text), attachment=event.attachment)
    await context.drafts.put(draft, context.now + LASTS)
    if step is KNOWN:
        return in_place_of(await own_words(event, context), await show_known(draft, event, context))
    return [Edit(of=said.delivery, message=await preview(draft, event, context)) for said in previews]


def _asks_something(event: MessageEdited) -> bool:
    """Return whether a message is a question still, with or without the command for one; no other command is."""
    command = parse(event.text)
    is_other = command is not None and command[0].name != QUESTION.command.removeprefix("/")
    return not is_other and bool(question_in(event.text) or event.attachment)


async def question_deleted(taken: Input, event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
    """Drop the question; None if it is gone, or was asked."""
    draft = await _draft(taken, context)
    if draft is None or draft.exchange is not None:
        return None
    await context.drafts.drop(draft.number)
    gone = [Deletion(of=said.delivery, address=said.address) for said in await _previews(draft, event, context)]
    return [*gone, *await corrections.deleted(event, context)]


async def answer_edited(taken: Input, event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    """Take another topic, signature or centre; the preview follows, and what was asked says so."""
    texts = TEXTS[await context.spoken(event)]
    draft = await _draft(taken, context)
    if draft is None:
        return [reply_to(event, texts.counted_already)]
    if draft.exchange is not None:
        return [reply_to(event, texts.asked_once.format(number=draft.exchange))]
    if not await _is_in_force(taken, draft, context):
        return [reply_to(event, texts.superseded)]
    command = STEPS[taken.waiting.step].command.format(subject=draft.number)
    changed = await _with(await given(event.text, command, event, context), taken, draft, event, context)
    if changed is None:
        misfit: str = getattr(texts, STEPS[taken.waiting.step].misfit)
        return [reply_to(event, misfit)]
    await context.drafts.put(changed, context.now + LASTS)
    previews = await _previews(changed, event, context)
    if not previews:
        return []
    is_unknown = await context.preferences.centre(event.sender) is None
    if changed.signature is not Signature.NONE and is_unknown:
        question = await ask_centre(changed, (), event, context)
    else:
        question = await preview(changed, event, context)
    return [Edit(of=said.delivery, message=question) for said in previews]


async def answer_deleted(taken: Input, event: MessageDeleted, context: Context) -> Sequence[Outgoing]:
    """Ask for it again in the place of the preview; what was asked says so."""
    draft = await _draft(taken, context)
    if draft is None:
        return []
    own = await own_words(event, context)
    there = heard(taken, event, direct=any(said.private_to is not None for said in own))
    if draft.exchange is not None:
        texts = TEXTS[await context.spoken(event)]
        return [unreplied(reply_to(there, texts.asked_once.format(number=draft.exchange)))]
    found = await waiting_step(event, context)
    previews = await _previews(draft, event, context)
    is_under_way = found is not None and _is_about(found[1], draft)
    if not (previews or is_under_way) or not await _is_in_force(taken, draft, context):
        return []
    question = unreplied(await _ask_again(taken, draft, there, context))
    return [Edit(of=said.delivery, message=question) for said in previews] or [question]


async def _ask_again(taken: Input, draft: Draft, event: MessageReceived, context: Context) -> Message:
    if taken.waiting.step == TOPIC.name:
        draft = replace(draft, topic=None)
        await context.drafts.put(draft, context.now + LASTS)
        return await ask_topic(draft, event, context)
    if taken.waiting.step == SIGNATURE.name:
        draft = replace(draft, signature=None)
        await context.drafts.put(draft, context.now + LASTS)
        return await ask_signature(draft, event, context)
    return await ask_centre(draft, (), event, context)


async def _with(text: str, taken: Input, draft: Draft, event: MessageEdited, context: Context) -> Draft | None:
    """Return the draft with what a text gives to a step; None if that is nothing."""
    if taken.waiting.step == TOPIC.name:
        topic = find_topic(text, context.search.knowledge.topics).topic
        changed = replace(draft, topic=topic.slug) if topic else None
        return await remember_topic(changed, event, context) if changed else None
    if taken.waiting.step == SIGNATURE.name:
        signature = next((each for each in Signature if each == text), None)
        changed = replace(draft, signature=signature) if signature else None
        return await remember_signature(changed, event, context) if changed else None
    centres = centres_named(text.removeprefix("in "), context)
    if len(centres) != 1:
        return None
    await keep_centre(centres[0], event.sender, context)
    return await remember_centre(draft, centres[0].id, event, context)


async def _is_in_force(taken: Input, draft: Draft, context: Context) -> bool:
    """Return whether what the message gave still holds."""
    _, _, value = taken.waiting.subject.partition(" ")
    if taken.waiting.step == OWN_CENTRE.name:
        return value == await context.preferences.centre(taken.sender)
    return value == (draft.topic if taken.waiting.step == TOPIC.name else draft.signature)


async def _draft(taken: Input, context: Context) -> Draft | None:
    number, _, _ = taken.waiting.subject.partition(" ")
    if not number.isdecimal():
        return None
    return await context.drafts.get(int(number), await context.people.accounts(taken.sender), context.now)


def _is_about(waiting: Waiting, draft: Draft) -> bool:
    """Return whether a step of the dialogue about this question waits."""
    return STEPS[waiting.step].dialogue == KNOWN.dialogue and waiting.subject == str(draft.number)


async def _previews(draft: Draft, event: MessageEdited | MessageDeleted, context: Context) -> Sequence[SentMessage]:
    """Return Lotse's messages here that offer to send the question; none while another step waits."""
    found = await waiting_step(event, context)
    if found is not None and found[0] is not PREVIEW:
        return []
    lists = await context.sayings.lists(event.address, event.sender, context.now - LASTS)
    command = f"/absenden {draft.number} "
    return [said for said in lists if any(choice.says.startswith(command) for choice in said.choices)]
