"""Duties of a person that can be passed on: centres, open questions, subscriptions, a granted role."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.account.roles import grant_editor, revoke_editor
from handlers.announcements.model.announcement import Reader, format_account
from handlers.context.clearance import find_clearance
from handlers.context.context import Context
from handlers.context.people import accounts_of
from handlers.core.events import Address, Sender
from handlers.curation import membership
from handlers.curation.model.handovers import Handover
from handlers.curation.model.ports import CentreMember
from handlers.exchange.model.exchange import Exchange, Frequency, Signature, Subscription
from handlers.exchange.posts import render_signature
from handlers.exchange.subscriptions import compute_next_digest
from handlers.exchange.visible_topics import find_visibility
from knowledge.entries import Visibility


@dataclass(frozen=True, kw_only=True, slots=True)
class Duties:
    """The duties of a person; `role` is the account that was granted the role of an editor."""

    centres: Sequence[str] = ()
    questions: Sequence[Exchange] = ()
    subscriptions: Sequence[Subscription] = ()
    readers: Sequence[Reader] = ()
    role: Sender | None = None

    @property
    def is_nothing(self) -> bool:
        return not (self.centres or self.questions or self.subscriptions or self.readers or self.role)


async def list_duties(person: Sender, context: Context, *, for_good: bool) -> Duties:
    """Return what a person can pass on; until a time that is their centres alone, without those they stand in at."""
    accounts = await accounts_of(person, context)
    ids = await membership.list_centres(person, context)
    own = [centre for centre in ids if await membership.is_member(person, centre, context)]
    if not for_good:
        return Duties(centres=own)
    asked = await context.stores.exchanges.of_askers(accounts)
    grants = await context.stores.role_grants.list_editors()
    readers = await context.stores.readers.of_senders(accounts)
    return Duties(
        centres=own,
        questions=[each for each in asked if each.is_open and not each.is_hidden],
        subscriptions=await context.stores.subscriptions.of_senders(accounts),
        readers=[each for each in readers if each.tags and each.stopped_at is None],
        role=next((each.account for each in grants if any(each.account.is_same(own) for own in accounts)), None),
    )


async def pass_on(
    handover: Handover, taker: Sender, there: Address, context: Context
) -> tuple[Duties, Sequence[CentreMember]]:
    """Pass on what the giver has now to a person, who reads `there`.

    Return what it was, and the deputies who stood in for the giver until now.
    """
    duties = await list_duties(handover.giver, context, for_good=handover.until is None)
    ended = [each for centre in duties.centres for each in await _pass_centre(centre, handover, taker, context)]
    if handover.until is not None:
        await context.stores.centre_members.note_absence(handover.giver, handover.until, context.now)
        return duties, ended
    await _pass_role(duties, handover, taker, context)
    await _pass_questions(duties.questions, taker, there, context)
    await _pass_subscriptions(duties, handover.giver, taker, there, context)
    return duties, ended


async def _pass_centre(centre: str, handover: Handover, taker: Sender, context: Context) -> Sequence[CentreMember]:
    """Pass on a centre; return the deputies who stood in for the giver there."""
    if handover.until is not None:
        await membership.deputise(taker, centre, handover, context)
        return []
    await membership.grant(taker, centre, handover.giver, context)
    return await membership.revoke(handover.giver, centre, handover.giver, context) or []


async def _pass_role(duties: Duties, handover: Handover, taker: Sender, context: Context) -> None:
    if duties.role is None:
        return
    await grant_editor(taker, context)
    await revoke_editor(duties.role, context)
    for action, account in (("role_granted", taker), ("role_revoked", duties.role)):
        await context.stores.audit_log.add(handover.giver, action, format_account(account), context.now)


async def _pass_questions(questions: Sequence[Exchange], taker: Sender, there: Address, context: Context) -> None:
    """Make the taker the asker of questions on topics that they may read; nobody is named who did not ask for it."""
    passed = [each for each in questions if await _may_read(each.topic, taker, context)]
    if not passed:
        return
    await context.stores.exchanges.pass_on([each.number for each in passed], taker, there)
    signed = await render_signature(Signature.CENTRE, taker, context)
    for each in passed:
        if each.signature is not Signature.NONE:
            await context.stores.exchanges.sign(each.number, Signature.CENTRE, signed)


async def _pass_subscriptions(duties: Duties, giver: Sender, taker: Sender, there: Address, context: Context) -> None:
    """Subscribe the taker to what they don't read yet, and end the subscriptions of the giver."""
    known = {each.topic for each in await context.stores.subscriptions.of_senders(await accounts_of(taker, context))}
    for each in duties.subscriptions:
        if each.topic not in known and await _may_read(each.topic, taker, context):
            theirs = replace(each, sender=taker, address=there, since=context.now)
            next_at = None if each.frequency is Frequency.NOW else compute_next_digest(theirs, context)
            await context.stores.subscriptions.put(theirs, next_at)
    await context.stores.subscriptions.drop(await accounts_of(giver, context))
    await _pass_readers(duties.readers, taker, there, context)


async def _pass_readers(readers: Sequence[Reader], taker: Sender, there: Address, context: Context) -> None:
    tags = frozenset().union(*(each.tags for each in readers))
    if tags:
        before = await context.stores.readers.at(there) or Reader(address=there, sender=taker, chosen_at=context.now)
        await context.stores.readers.put(replace(before, tags=before.tags | tags))
    for each in readers:
        await context.stores.readers.stop(each, context.now)


async def _may_read(slug: str, person: Sender, context: Context) -> bool:
    visibility = await find_visibility(slug, context)
    return visibility is Visibility.PUBLIC or (await find_clearance(person, context)).includes(visibility)
