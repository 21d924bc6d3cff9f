"""Proposals: made by anybody, decided by who may change that field, and what became of them told to who made them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum, auto

from handlers.context.context import Context
from handlers.context.people import accounts_of, find_chats
from handlers.core.events import Address, Sender
from handlers.curation.editing.entries import StoredEntry, load_earlier, load_entry, may_change
from handlers.curation.editing.saving import FieldChange, save_change
from handlers.curation.membership import find_owner, list_caretakers, list_centres
from handlers.curation.model.fields import CONTACT, EDITABLE, FieldName
from handlers.curation.model.proposals import Proposal, ProposalState
from handlers.i18n.editing import EDITING
from knowledge.entries import AnyEntry, Visibility

MOST_A_DAY = 5
_DAY = timedelta(days=1)
_MAX_LISTED = 200


class Outcome(StrEnum):
    """The outcome of a decision on a proposal."""

    TAKEN_OVER = auto()
    STANDS_ALREADY = auto()
    REFUSED = auto()
    WITHDRAWN = auto()
    OUTDATED = auto()
    CLOSED = auto()
    GONE = auto()
    NOT_YOURS = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """The outcome of a decision, with the entry as it was before, and the value that the proposer had seen.

    `revision` is the one that was saved. Without a proposal there is none that the person may know of.
    """

    outcome: Outcome
    proposal: Proposal | None = None
    stored: StoredEntry | None = None
    seen: str | None = None
    revision: int | None = None


async def may_propose(person: Sender, context: Context) -> bool:
    """Return whether a person may make one more proposal today."""
    accounts = await accounts_of(person, context)
    return await context.stores.proposals.count_since(accounts, context.now - _DAY) < MOST_A_DAY


async def add_proposal(proposal: Proposal, context: Context) -> Proposal:
    """Store a proposal in place of earlier open ones of the same person about that field."""
    added = await context.stores.proposals.add(proposal)
    accounts = await accounts_of(proposal.proposer, context)
    await context.stores.proposals.withdraw_earlier(added, accounts, context.now)
    return added


async def find_deciders(entry: AnyEntry, name: FieldName, context: Context) -> Sequence[tuple[Sender, Address]]:
    """Return who decides on a proposal, with their direct chats: members of its centre who are not away, else editors.

    On anything but contact data, the office decides. What is internal leaves the house in no chat.
    """
    owner = find_owner(entry) if name in CONTACT else None
    members = [each.account for each in await list_caretakers(owner, context)] if owner else []
    in_house = entry.visibility is Visibility.INTERNAL
    found = await find_chats(members, context, in_house=in_house)
    return found or await find_chats(context.editors, context, in_house=in_house)


async def list_decidable(person: Sender, context: Context, limit: int = _MAX_LISTED) -> Sequence[Proposal]:
    """Return the open proposals that a person may decide on, oldest first."""
    if context.is_editor(person):
        found = await context.stores.proposals.list_open(None, max(limit, _MAX_LISTED))
        return [proposal for proposal in found if not _is_hidden(proposal, context)][:limit]
    centres = await list_centres(person, context)
    theirs = [entry.id for entry in context.search.knowledge.entries if centres and find_owner(entry) in centres]
    found = await context.stores.proposals.list_open(theirs, _MAX_LISTED) if theirs else ()
    return [proposal for proposal in found if proposal.field in CONTACT][:limit]


async def view_proposal(number: int, person: Sender, context: Context) -> Decision:
    """Return an open proposal with the entry as it is; the outcome tells if the value has changed since."""
    decision = await _find(number, person, context)
    if decision.outcome is not Outcome.TAKEN_OVER:
        return decision
    return replace(decision, outcome=Outcome.OUTDATED) if _is_outdated(decision) else decision


async def take_over(number: int, seen_revision: int | None, person: Sender, context: Context) -> Decision:
    """Save what a proposal says, for somebody who may change that field.

    If the field has changed since it was proposed, nothing is saved unless the person has seen the present revision.
    """
    decision = await _find(number, person, context)
    proposal, stored = decision.proposal, decision.stored
    if decision.outcome is not Outcome.TAKEN_OVER or proposal is None or stored is None:
        return decision
    if stored.read(proposal.field) == proposal.value:
        await context.stores.proposals.decide(number, ProposalState.ACCEPTED, context.now)
        return replace(decision, outcome=Outcome.STANDS_ALREADY)
    if _is_outdated(decision) and seen_revision != stored.revision:
        return replace(decision, outcome=Outcome.OUTDATED)
    return await _save(replace(decision, proposal=proposal), proposal, stored, person, context)


async def _save(
    decision: Decision, proposal: Proposal, stored: StoredEntry, person: Sender, context: Context
) -> Decision:
    change = FieldChange(entry=proposal.entry, field=proposal.field, value=proposal.value)
    reason = EDITING[context.language].reason_proposal.format(number=proposal.number)
    revision = await save_change(change, stored, person, reason, context)
    if revision is None:
        return replace(decision, outcome=Outcome.OUTDATED)
    await context.stores.proposals.decide(proposal.number, ProposalState.ACCEPTED, context.now)
    return replace(decision, revision=revision)


async def refuse(number: int, person: Sender, context: Context) -> Decision:
    """Refuse a proposal, for somebody who may change that field."""
    decision = await _find(number, person, context)
    if decision.outcome not in (Outcome.TAKEN_OVER, Outcome.GONE):
        return decision
    await context.stores.proposals.decide(number, ProposalState.REFUSED, context.now)
    return replace(decision, outcome=Outcome.REFUSED)


async def withdraw(number: int, person: Sender, context: Context) -> Decision:
    """Withdraw a proposal of one's own."""
    proposal = await context.stores.proposals.get(number)
    accounts = await accounts_of(person, context)
    if proposal is None or not any(proposal.proposer.is_same(each) for each in accounts):
        return Decision(outcome=Outcome.NOT_YOURS)
    done = await context.stores.proposals.decide(number, ProposalState.WITHDRAWN, context.now)
    outcome = Outcome.WITHDRAWN if done else Outcome.CLOSED
    return Decision(outcome=outcome, proposal=proposal, stored=await load_entry(proposal.entry, context))


async def _find(number: int, person: Sender, context: Context) -> Decision:
    """Return a proposal as if it were taken over; what stands against that is the outcome instead.

    Whoever may not decide on it hears the same as if it did not exist.
    """
    proposal = await context.stores.proposals.get(number)
    stored = await load_entry(proposal.entry, context) if proposal else None
    if proposal is None or _is_hidden(proposal, context):
        return Decision(outcome=Outcome.NOT_YOURS)
    if not await _may_decide(person, proposal, stored, context):
        return Decision(outcome=Outcome.NOT_YOURS)
    outcome = Outcome.TAKEN_OVER
    if proposal.state is not ProposalState.OPEN:
        outcome = Outcome.CLOSED
    elif stored is None:
        outcome = Outcome.GONE
    then = await load_earlier(proposal.entry, proposal.revision, context)
    seen = EDITABLE[proposal.field].read(then) if then else None
    return Decision(outcome=outcome, proposal=proposal, stored=stored, seen=seen)


def _is_hidden(proposal: Proposal, context: Context) -> bool:
    """Return whether a proposal is about an entry that the person who acts may not read where they are."""
    id_ = proposal.entry
    return context.search.get_entry(id_) is None and context.everything.get_entry(id_) is not None


async def _may_decide(person: Sender, proposal: Proposal, stored: StoredEntry | None, context: Context) -> bool:
    if stored is None:
        return context.is_editor(person)
    return await may_change(person, stored.entry, proposal.field, context)


def _is_outdated(decision: Decision) -> bool:
    """Return whether the field has another value by now than its proposer had seen."""
    if decision.proposal is None or decision.stored is None:
        return False
    return decision.stored.read(decision.proposal.field) != decision.seen
