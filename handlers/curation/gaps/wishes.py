"""Answers that did not help, and wishes to hear when there is one: kept by the words of the question alone."""

from collections.abc import Sequence

from handlers.context.clearance import find_clearance
from handlers.context.context import Context
from handlers.core.events import MessageReceived, ReactionAdded, WishesDue
from handlers.core.messages import Choice, Message, label
from handlers.core.reactions import rejects
from handlers.core.replies import reply_to, write_to_person
from handlers.curation.model.wishes import Wish
from handlers.exchange.model.exchange import Draft
from handlers.faq.rendering import COLLEAGUES
from handlers.i18n.editing import EDITING
from knowledge.entries import AnyEntry, Visibility

_MAX_WAITING = 1_000


async def take_thumb(event: ReactionAdded, context: Context) -> Sequence[Message]:
    """Count a question as one without a good answer when its asker rejects the answer, and offer what may help."""
    said = await context.stores.sent_messages.of_message(event.address, event.message) if rejects(event) else None
    if said is None or said.subject is None or not said.answered(*context.accounts):
        return []
    draft = await _find_draft(said.subject.draft, context)
    if draft is None or not await context.stores.questions.mark_unhelpful(draft.text):
        return []
    texts = EDITING[context.reply_language]
    choices = (
        Choice(label=texts.tell_me, says=f"/wunsch {draft.number}"),
        Choice(label=context.texts.colleagues, says=f"{COLLEAGUES} {draft.number}"),
    )
    return [
        Message(
            address=said.address,
            text=texts.did_not_help,
            reply_to=said.message,
            mention=event.sender,
            choices=choices,
            private_to=said.private_to,
        )
    ]


async def wish(number: int | None, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Note that a person wants to hear when their question has an answer."""
    texts, draft = EDITING[context.reply_language], await _find_draft(number, context)
    if draft is None:
        return [reply_to(event, texts.question_forgotten)]
    noted = Wish(person=event.sender, address=event.address, direct=event.direct)
    await context.stores.wishes.add(draft.text, noted, context.now)
    return [reply_to(event, texts.will_tell)]


async def tell_wishers(gaps: Sequence[str], entry: AnyEntry, context: Context) -> Sequence[Message]:
    """Tell people that an entry answers what they asked in vain, once; who may not read it yet waits until they may."""
    messages = []
    for each in await context.stores.wishes.list_of(gaps):
        if await _may_read(each, entry, context):
            messages.append(await _fulfil(each, entry, context))
        else:
            await context.stores.wishes.put_off(each, entry.id)
    return messages


async def tell_waiting(_: WishesDue, context: Context) -> Sequence[Message]:
    """Tell people of answers that they could not read before, and now may."""
    messages = []
    for each in await context.stores.wishes.list_waiting(_MAX_WAITING):
        entry = context.everything.get_entry(each.entry) if each.entry is not None else None
        if entry is not None and await _may_read(each, entry, context):
            messages.append(await _fulfil(each, entry, context))
    return messages


async def _may_read(wish: Wish, entry: AnyEntry, context: Context) -> bool:
    clearance = await find_clearance(wish.person, context) if wish.direct else Visibility.PUBLIC
    return clearance.includes(entry.visibility)


async def _fulfil(wish: Wish, entry: AnyEntry, context: Context) -> Message:
    """Return the message that there is an answer, and forget the wish."""
    await context.stores.wishes.drop(wish)
    spoken = await context.stores.preferences.language(wish.person) or context.language
    text = EDITING[spoken].there_is_an_answer.format(title=label(entry.title))
    choices = (Choice(label=entry.title, says=f"/eintrag {entry.id}"),)
    return write_to_person(wish.person, wish.address, text, choices, private=wish.direct)


async def _find_draft(number: int | None, context: Context) -> Draft | None:
    """Return the question of the person who acts by its number; None if it is gone."""
    return await context.stores.drafts.get(number, context.accounts, context.now) if number is not None else None
