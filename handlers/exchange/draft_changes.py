"""Edits and deletions of what a person wrote while drafting a question to colleagues."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.account.profile import find_centres, save_centre
from handlers.context.context import Context
from handlers.context.ports import Input, SentMessage, Waiting
from handlers.core.events import MessageDeleted, MessageEdited, MessageReceived
from handlers.core.messages import Deletion, Edit, Message, Outgoing
from handlers.core.replies import reply_to
from handlers.core.topics import find_topic
from handlers.dialogues import corrections
from handlers.dialogues.corrections import find_own_replies, replace_messages
from handlers.dialogues.revisions import find_waiting_step, make_placeholder, parse_revised_value, without_reply
from handlers.dialogues.table import KNOWN, LIFETIME, OWN_CENTRE, PREVIEW, QUESTION, SIGNATURE, STEPS, TOPIC
from handlers.exchange.drafting import (
    prompt_for_centre,
    prompt_for_signature,
    prompt_for_topic,
    remember_centre,
    remember_signature,
    remember_topic,
    render_preview,
    show_known,
)
from handlers.exchange.model.exchange import Draft, Signature
from handlers.exchange.questions import strip_command

REVISABLE_STEPS = frozenset({TOPIC.name, SIGNATURE.name, OWN_CENTRE.name})


async def revise_question(taken: Input, event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Return the edited prompts for a question that was not posted yet; None if no dialogue about it has begun."""
    draft = await _find_draft(taken, context)
    if draft is None or draft.exchange is not None:
        return None
    found = await find_waiting_step(event, context)
    step = found[0] if found is not None and _is_about(found[1], draft) else None
    previews = await _find_previews(draft, event, context)
    if step is None and not previews:
        return None
    if not _asks_something(event, context):
        return [reply_to(event, context.texts.counted_already)]
    draft = replace(draft, text=strip_command(event.text), attachment=event.attachment)
    await context.stores.drafts.put(draft, context.now + LIFETIME)
    if step is KNOWN:
        return replace_messages(await find_own_replies(event, context), await show_known(draft, event, context))
    return [Edit(of=said.delivery, message=await render_preview(draft, event, context)) for said in previews]


def _asks_something(event: MessageEdited, context: Context) -> bool:
    """Return whether a message is a question still, with or without the command for one; no other command is."""
    call = context.commands.parse(event.text)
    is_other = call is not None and call.command.name != QUESTION.command.removeprefix("/")
    return not is_other and bool(strip_command(event.text) or event.attachment)


async def withdraw_question(taken: Input, event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
    """Discard the draft and return the deletions; None if it is gone, or was posted."""
    draft = await _find_draft(taken, context)
    if draft is None or draft.exchange is not None:
        return None
    await context.stores.drafts.drop(draft.number)
    gone = [Deletion(of=said.delivery, address=said.address) for said in await _find_previews(draft, event, context)]
    return [*gone, *await corrections.delete_answers(event, context)]


async def revise_step(taken: Input, event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    """Apply another topic, signature or centre and return the new previews; a posted question says so instead."""
    texts = context.texts
    draft = await _find_draft(taken, context)
    if draft is None:
        return [reply_to(event, texts.counted_already)]
    if draft.exchange is not None:
        return [reply_to(event, texts.asked_once.format(number=draft.exchange))]
    if not await _is_in_force(taken, draft, context):
        return [reply_to(event, texts.superseded)]
    command = STEPS[taken.waiting.step].command.format(subject=draft.number)
    changed = await _apply(await parse_revised_value(event.text, command, event, context), taken, draft, event, context)
    if changed is None:
        return [reply_to(event, STEPS[taken.waiting.step].misfit(texts))]
    await context.stores.drafts.put(changed, context.now + LIFETIME)
    previews = await _find_previews(changed, event, context)
    if not previews:
        return []
    is_unknown = await context.stores.preferences.centre(event.sender) is None
    if changed.signature is not Signature.NONE and is_unknown:
        question = await prompt_for_centre(changed, (), event, context)
    else:
        question = await render_preview(changed, event, context)
    return [Edit(of=said.delivery, message=question) for said in previews]


async def withdraw_step(taken: Input, event: MessageDeleted, context: Context) -> Sequence[Outgoing]:
    """Return the question of the step again in place of the preview; a posted question says so instead."""
    draft = await _find_draft(taken, context)
    if draft is None:
        return []
    own = await find_own_replies(event, context)
    there = make_placeholder(taken, event, direct=any(said.private_to is not None for said in own))
    if draft.exchange is not None:
        texts = context.texts
        return [without_reply(reply_to(there, texts.asked_once.format(number=draft.exchange)))]
    found = await find_waiting_step(event, context)
    previews = await _find_previews(draft, event, context)
    is_under_way = found is not None and _is_about(found[1], draft)
    if not (previews or is_under_way) or not await _is_in_force(taken, draft, context):
        return []
    question = without_reply(await _ask_again(taken, draft, there, context))
    return [Edit(of=said.delivery, message=question) for said in previews] or [question]


async def _ask_again(taken: Input, draft: Draft, event: MessageReceived, context: Context) -> Message:
    if taken.waiting.step == TOPIC.name:
        draft = replace(draft, topic=None)
        await context.stores.drafts.put(draft, context.now + LIFETIME)
        return await prompt_for_topic(draft, event, context)
    if taken.waiting.step == SIGNATURE.name:
        draft = replace(draft, signature=None)
        await context.stores.drafts.put(draft, context.now + LIFETIME)
        return await prompt_for_signature(draft, event, context)
    return await prompt_for_centre(draft, (), event, context)


async def _apply(text: str, taken: Input, draft: Draft, event: MessageEdited, context: Context) -> Draft | None:
    """Return the draft with what a text gives to a step; None if that is nothing."""
    if taken.waiting.step == TOPIC.name:
        topic = find_topic(text, context.search.knowledge.topics).topic
        changed = replace(draft, topic=topic.slug) if topic else None
        return await remember_topic(changed, event, context) if changed else None
    if taken.waiting.step == SIGNATURE.name:
        signature = next((each for each in Signature if each == text), None)
        changed = replace(draft, signature=signature) if signature else None
        return await remember_signature(changed, event, context) if changed else None
    centres = find_centres(text.removeprefix("in "), context)
    if len(centres) != 1:
        return None
    await save_centre(centres[0], event.sender, context)
    return await remember_centre(draft, centres[0].id, event, context)


async def _is_in_force(taken: Input, draft: Draft, context: Context) -> bool:
    """Return whether what the message gave still holds."""
    _, _, value = taken.waiting.subject.partition(" ")
    if taken.waiting.step == OWN_CENTRE.name:
        return value == await context.stores.preferences.centre(taken.sender)
    return value == (draft.topic if taken.waiting.step == TOPIC.name else draft.signature)


async def _find_draft(taken: Input, context: Context) -> Draft | None:
    number, _, _ = taken.waiting.subject.partition(" ")
    if not number.isdecimal():
        return None
    return await context.stores.drafts.get(int(number), await context.stores.people.accounts(taken.sender), context.now)


def _is_about(waiting: Waiting, draft: Draft) -> bool:
    """Return whether a step of the dialogue about this question waits."""
    return STEPS[waiting.step].dialogue == KNOWN.dialogue and waiting.subject == str(draft.number)


async def _find_previews(
    draft: Draft, event: MessageEdited | MessageDeleted, context: Context
) -> Sequence[SentMessage]:
    """Return Lotse's messages here that offer to send the question; none while another step waits."""
    found = await find_waiting_step(event, context)
    if found is not None and found[0] is not PREVIEW:
        return []
    lists = await context.stores.sent_messages.lists(event.address, event.sender, context.now - LIFETIME)
    command = f"/absenden {draft.number} "
    return [said for said in lists if any(choice.says.startswith(command) for choice in said.choices)]
