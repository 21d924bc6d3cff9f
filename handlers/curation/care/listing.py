"""The list of what a person has to look after, five at a time, and its buttons."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.core.arguments import parse_number, two_words
from handlers.core.events import MessageReceived, Sender
from handlers.core.messages import Choice, Message, Outgoing, label
from handlers.core.replies import reply_to, write_to_person
from handlers.curation.care.due import DueItem, confirm_entry, find_due, is_still_due, list_owned
from handlers.curation.confirming.asking import render_question
from handlers.curation.editing import proposing
from handlers.curation.editing.entries import StoredEntry, load_entry
from handlers.curation.editing.proposals import list_decidable
from handlers.curation.editing.proposing import Order
from handlers.curation.gaps.phrasings import offer_wanted
from handlers.curation.membership import find_owner, list_caretakers, list_centres
from handlers.curation.model.fields import CONTACT
from handlers.curation.model.proposals import Proposal
from handlers.curation.rounds.rendering import render_own_progress
from handlers.i18n.membership import MEMBERSHIP, MembershipTexts
from handlers.rendering.origins import render_day
from knowledge.entries import Centre

COMMAND = "/pflege"
AT_ONCE = 5
_MOST_SKIPPED = 10_000
_HOLDS, _MORE = "stimmt", "mehr"


async def look_after(argument: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Show what is to do, or take what a button below it says."""
    await context.stores.people.meet(event.sender, event.address)
    verb, rest = two_words(argument)
    if verb == _HOLDS:
        return [await _confirm(argument.split()[1:3], event, context)]
    skipped = (parse_number(rest) or 0) if verb == _MORE else 0
    return await _show(min(skipped, _MOST_SKIPPED), event, context)


async def _show(skipped: int, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    texts = _texts(context)
    own = await list_centres(event.sender, context)
    if not (own or context.is_editor(event.sender)):
        return [reply_to(event, texts.no_membership.format(office=label(context.office)))]
    found = [message async for message in _list_messages(skipped, event, context)]
    wanted = None if skipped or not context.is_editor(event.sender) else await offer_wanted(event, context)
    progress = () if skipped else _list_progress(own, context)
    if not (found or wanted):
        return [reply_to(event, "\n\n".join((*progress, texts.nothing_more_to_do if skipped else texts.nothing_to_do)))]
    shown, further = [*((wanted,) if wanted else ()), *found[:AT_ONCE]], len(found) > AT_ONCE
    head = "\n\n".join((*progress, texts.to_do, shown[0].text))
    shown[0] = replace(shown[0], text=head, reply_to=event.message)
    if further:
        more = Choice(label=texts.more_to_do, says=f"{COMMAND} {_MORE} {skipped + AT_ONCE}")
        shown[-1] = replace(shown[-1], choices=(*shown[-1].choices, more))
    return shown


def _list_progress(own: Sequence[str], context: Context) -> Sequence[str]:
    """Return a sentence for each centre of a person: how far it is in the round."""
    entries = [context.search.get_entry(id_) for id_ in own] if context.care_rules.has_rounds else []
    return [render_own_progress(centre, context) for centre in entries if isinstance(centre, Centre)]


async def _list_messages(skipped: int, event: MessageReceived, context: Context) -> AsyncIterator[Message]:
    """Yield a message for each thing to do from a place on, and one more than is shown; proposals come first."""
    proposed = await _list_proposed(event.sender, context)
    wanted = slice(skipped, skipped + AT_ONCE + 1)
    for proposal in proposed[wanted]:
        yield (await proposing.decide(Order(proposal.number, "", None), event, context))[0]
    due = await find_due(await list_owned(event.sender, context), context)
    first = max(0, wanted.start - len(proposed))
    for item in due[first : max(first, wanted.stop - len(proposed))]:
        shown = await _render_due(item, event, context)
        if shown is not None:
            yield shown


async def _list_proposed(person: Sender, context: Context) -> Sequence[Proposal]:
    """Return the open proposals that a person has to decide on; editors not what members of a centre decide on."""
    found = await list_decidable(person, context)
    if not context.is_editor(person):
        return found
    own = await list_centres(person, context)
    return [each for each in found if not await _is_for_others(each, own, context)]


async def _is_for_others(proposal: Proposal, own: Sequence[str], context: Context) -> bool:
    """Return whether members of a centre, which is none of `own`, decide on a proposal."""
    entry = context.search.get_entry(proposal.entry)
    owner = find_owner(entry) if entry is not None and proposal.field in CONTACT else None
    return owner is not None and owner not in own and bool(await list_caretakers(owner, context))


async def _render_due(item: DueItem, event: MessageReceived, context: Context) -> Message | None:
    """Return the message about an item; None if somebody has just looked after it, or archived the entry."""
    stored, spoken = await load_entry(item.entry.id, context), context.reply_language
    if stored is None or not is_still_due(item, stored.entry, context):
        return None
    if item.field is None:
        return write_to_person(event.sender, event.address, *_render_entry(item, stored, context))
    text, choices = render_question(stored, item.field.name, spoken)
    return write_to_person(event.sender, event.address, text, choices)


def _render_entry(item: DueItem, stored: StoredEntry, context: Context) -> tuple[str, tuple[Choice, ...]]:
    """Return an entry whose date is over, with its choices."""
    texts, id_ = _texts(context), item.entry.id
    day = render_day(item.since) if item.since else ""
    text = (texts.has_ended if item.has_ended else texts.to_be_reviewed).format(entry=label(item.entry.title), day=day)
    change = Choice(label=texts.change_it, says=f"/aendern {id_}")
    look = Choice(label=texts.look_at_it, says=f"/eintrag {id_}")
    if item.has_ended:
        return text, (change, look)
    holds = Choice(label=texts.still_holds, says=f"{COMMAND} {_HOLDS} {id_} {stored.revision}")
    return text, (holds, change, look)


async def _confirm(words: Sequence[str], event: MessageReceived, context: Context) -> Message:
    """Note that an entry still holds, as its button says."""
    texts = _texts(context)
    id_, number, *_ = (*words, "", "")
    revision = parse_number(number)
    stored = await confirm_entry(id_, revision, event.sender, context) if revision is not None else None
    if stored is None:
        return reply_to(event, texts.not_to_confirm)
    sentence = texts.confirmed if stored.revision == revision else texts.changed_meanwhile
    return reply_to(event, sentence.format(entry=label(stored.entry.title)))


def _texts(context: Context) -> MembershipTexts:
    return MEMBERSHIP[context.reply_language]
