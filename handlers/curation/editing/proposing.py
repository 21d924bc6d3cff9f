"""Proposals in chats: making one, deciding on one by button or reaction, and the words about them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from handlers.context.clearance import find_clearance
from handlers.context.context import Context
from handlers.context.ports import SentMessage
from handlers.core.arguments import parse_number
from handlers.core.events import MessageReceived, ReactionAdded, Sender
from handlers.core.messages import Choice, Message, label
from handlers.core.reactions import approves, returns
from handlers.core.replies import reply_to, write_to_person
from handlers.curation.editing import proposals
from handlers.curation.editing.entries import StoredEntry, load_entry
from handlers.curation.editing.proposals import Decision, Outcome
from handlers.curation.editing.rendering import render_changes, render_difference, render_short, render_value
from handlers.curation.model.fields import FieldName
from handlers.curation.model.proposals import Proposal
from handlers.faq.answers import offer_choices
from handlers.i18n.editing import EDITING, EditingTexts

COMMAND = "/vorschlag"
_TAKE_OVER, _REFUSE, _WITHDRAW = "uebernehmen", "ablehnen", "zurueckziehen"
_MAX_OFFERED = 8


class Order(NamedTuple):
    """An order about a proposal: `number` is None for the list, `revision` the one of the entry that was seen."""

    number: int | None
    verb: str
    revision: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposed:
    """A value that has been checked, for a field of an entry as its proposer sees it."""

    stored: StoredEntry
    field: FieldName
    value: str | None


def parse_order(argument: str) -> Order:
    number, verb, revision, *_ = (*argument.split(), "", "", "")
    return Order(parse_number(number), verb, parse_number(revision))


async def propose(proposed: Proposed, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Store a proposal, and show it to who decides on it."""
    texts, entry = _texts_of(context), proposed.stored.entry
    if not await proposals.may_propose(event.sender, context):
        return [reply_to(event, texts.enough_proposed.format(number=proposals.MOST_A_DAY))]
    proposal = Proposal(
        entry=entry.id,
        field=proposed.field,
        value=proposed.value,
        revision=proposed.stored.revision,
        proposer=event.sender,
        address=event.address,
        direct=event.direct,
        proposed_at=context.now,
    )
    added = await proposals.add_proposal(proposal, context)
    back = Choice(label=texts.withdraw, says=f"{COMMAND} {added.number} {_WITHDRAW}")
    thanks = texts.proposed.format(entry=label(entry.title))
    return [
        await offer_choices(event, context, thanks, (back,)),
        *await _show_to_deciders(added, proposed.stored, context),
    ]


async def _show_to_deciders(proposal: Proposal, stored: StoredEntry, context: Context) -> Sequence[Message]:
    messages = []
    for account, address in await proposals.find_deciders(stored.entry, proposal.field, context):
        texts = await _texts_for(account, context)
        text = render_proposal(proposal, stored, texts)
        messages.append(write_to_person(account, address, text, _offer_decisions(proposal, stored, texts)))
    return messages


def render_proposal(proposal: Proposal, stored: StoredEntry, texts: EditingTexts) -> str:
    """Return a proposal as who decides on it reads it."""
    old = stored.read(proposal.field)
    difference = render_difference(stored.entry, proposal.field, old, proposal.value, texts)
    return f"{texts.proposal.format(number=proposal.number)}\n\n{difference}"


def _offer_decisions(
    proposal: Proposal, stored: StoredEntry, texts: EditingTexts, *, is_outdated: bool = False
) -> tuple[Choice, ...]:
    take_over = texts.take_over_anyway if is_outdated else texts.take_over
    return (
        Choice(label=take_over, says=f"{COMMAND} {proposal.number} {_TAKE_OVER} {stored.revision}"),
        Choice(label=texts.refuse, says=f"{COMMAND} {proposal.number} {_REFUSE}"),
    )


async def decide(order: Order, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Do with a proposal what its buttons say; show it, or the list, if nothing is said."""
    if order.number is None:
        return [await _list_proposals(event, context)]
    decision = await _decide(order.number, order, event.sender, context)
    return [await _reply(decision, event, context), *await tell_proposer(decision, context)]


async def _decide(number: int, order: Order, person: Sender, context: Context) -> Decision:
    match order.verb:
        case "uebernehmen":
            return await proposals.take_over(number, order.revision, person, context)
        case "ablehnen":
            return await proposals.refuse(number, person, context)
        case "zurueckziehen":
            return await proposals.withdraw(number, person, context)
        case _:
            return await proposals.view_proposal(number, person, context)


async def decide_by_reaction(event: ReactionAdded, context: Context) -> Sequence[Message]:
    """Take over or refuse the proposal that a message shows, if the sign below it says so."""
    traits = context.traits(event.address.platform)
    verb = _TAKE_OVER if approves(event, traits) else _REFUSE if returns(event) else None
    said = await context.stores.sent_messages.of_message(event.address, event.message) if verb else None
    offered = (choice.says for choice in (said.choices if said else ()) if choice.says.startswith(f"{COMMAND} "))
    order = next((order for says in offered if (order := parse_order(says.removeprefix(COMMAND))).verb == verb), None)
    if said is None or order is None or _predates(event, said):
        return []
    decided = MessageReceived(
        id=event.id,
        at=event.at,
        address=event.address,
        sender=event.sender,
        message=event.message,
        text="",
        direct=said.private_to is not None,
        addressed=True,
    )
    if decided.direct:
        clearance = await find_clearance(event.sender, context)
        context = replace(context, search=context.everything.visible_to(clearance))
    return await decide(order, decided, context)


def _predates(event: ReactionAdded, said: SentMessage) -> bool:
    """Return whether a sign may be about an earlier version of the message."""
    return said.version != said.delivery and (said.sent_at is None or event.at <= said.sent_at)


async def _reply(decision: Decision, event: MessageReceived, context: Context) -> Message:
    texts, proposal, stored = _texts_of(context), decision.proposal, decision.stored
    if proposal is None:
        return reply_to(event, texts.no_proposal)
    text = describe_decision(decision, texts)
    if decision.revision is not None:
        undo = Choice(label=texts.undo, says=f"/rueckgaengig {proposal.entry} {decision.revision}")
        return await offer_choices(event, context, text, (undo,))
    is_open = decision.outcome is Outcome.OUTDATED or (decision.outcome is Outcome.TAKEN_OVER and stored is not None)
    if not is_open or stored is None:
        return reply_to(event, text)
    is_outdated = decision.outcome is Outcome.OUTDATED
    return await offer_choices(event, context, text, _offer_decisions(proposal, stored, texts, is_outdated=is_outdated))


def describe_decision(decision: Decision, texts: EditingTexts) -> str:
    """Return what came of a proposal, or the proposal if it still waits; with all values that matter."""
    proposal, stored = decision.proposal, decision.stored
    if proposal is None:
        return texts.no_proposal
    present = stored.read(proposal.field) if stored else None
    details = {
        "number": str(proposal.number),
        "entry": label(stored.entry.title) if stored else "",
        "field": texts.fields[proposal.field],
        "seen": render_value(proposal.field, decision.seen, texts),
        "present": render_value(proposal.field, present, texts),
        "value": render_value(proposal.field, proposal.value, texts),
    }
    match decision.outcome:
        case Outcome.OUTDATED:
            seen, _ = render_changes(proposal.field, decision.seen, present, texts)
            now, value = render_changes(proposal.field, present, proposal.value, texts)
            return texts.outcomes[Outcome.OUTDATED].format(**{**details, "seen": seen, "present": now, "value": value})
        case Outcome.TAKEN_OVER if decision.revision is None and stored is not None:
            return render_proposal(proposal, stored, texts)
        case Outcome.CLOSED:
            return texts.closed[proposal.state].format(**details)
        case outcome:
            return texts.outcomes[outcome].format(**details)


async def tell_proposer(decision: Decision, context: Context) -> Sequence[Message]:
    """Return the word to the proposer that their proposal was taken over or refused; nothing otherwise."""
    proposal, stored = decision.proposal, decision.stored
    is_taken_over = decision.revision is not None or decision.outcome is Outcome.STANDS_ALREADY
    if proposal is None or not (is_taken_over or decision.outcome is Outcome.REFUSED):
        return ()
    texts = await _texts_for(proposal.proposer, context)
    text = (texts.was_taken_over if is_taken_over else texts.was_refused).format(
        entry=label(stored.entry.title if stored else proposal.entry),
        field=texts.fields[proposal.field],
        value=render_value(proposal.field, proposal.value, texts),
    )
    return [write_to_person(proposal.proposer, proposal.address, text, (), private=proposal.direct)]


async def _list_proposals(event: MessageReceived, context: Context) -> Message:
    texts = _texts_of(context)
    choices = []
    for proposal in await proposals.list_decidable(event.sender, context, _MAX_OFFERED):
        stored = await load_entry(proposal.entry, context)
        title = stored.entry.title if stored else proposal.entry
        line = f"{title}, {texts.fields[proposal.field]}: {render_short(proposal.value, texts)}"
        choices.append(Choice(label=line, says=f"{COMMAND} {proposal.number}"))
    return await offer_choices(event, context, texts.proposals if choices else texts.no_proposals, tuple(choices))


def _texts_of(context: Context) -> EditingTexts:
    return EDITING[context.reply_language]


async def _texts_for(reader: Sender, context: Context) -> EditingTexts:
    return EDITING[await context.stores.preferences.language(reader) or context.language]
