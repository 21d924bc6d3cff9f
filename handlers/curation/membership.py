"""Membership of centres: who may edit an entry, who may grant and revoke it, and codes that grant it.

A member looks after the entries of their centre. Editors and members make members; deputies, whose membership ends at
a time, don't.
"""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from handlers.announcements.model.announcement import format_account
from handlers.context.context import Context
from handlers.context.people import accounts_of, is_same_person
from handlers.core.codes import make_code
from handlers.core.events import Sender
from handlers.curation.model.handovers import Handover
from handlers.curation.model.ports import CentreCode, CentreMember
from knowledge.entries import AnyEntry, Centre

CODE_LIFETIME = timedelta(days=14)
MAX_USES = 20
_GRANTED, _REVOKED = "member_granted", "member_revoked"
# Actions in the log whose objects begin with a centre that has, or had, members.
MEMBERSHIP_CHANGES = (_GRANTED, _REVOKED)


class GrantOutcome(StrEnum):
    """The outcome of a grant."""

    GRANTED = "granted"
    IS_GROUP = "is_group"
    IS_MEMBER = "is_member"


def find_owner(entry: AnyEntry) -> str | None:
    """Return the id of the centre that looks after an entry; None for the office."""
    return entry.id if isinstance(entry, Centre) else entry.owner


async def list_centres(person: Sender, context: Context) -> Sequence[str]:
    """Return the ids of the centres that a person is a member of, or stands in at."""
    return await context.stores.centre_members.list_centres(await accounts_of(person, context), context.now)


async def may_edit(person: Sender, entry: AnyEntry, context: Context) -> bool:
    """Return whether a person may change an entry: editors may change all, members those of their centre."""
    return context.is_editor(person) or find_owner(entry) in await list_centres(person, context)


async def list_members(centre: str, context: Context) -> Sequence[CentreMember]:
    """Return the members of a centre and those who stand in for one, by account."""
    return await context.stores.centre_members.list_members(centre, context.now)


async def is_member(person: Sender, centre: str, context: Context) -> bool:
    """Return whether a person is a member of a centre for good, not only as a deputy."""
    members = [each.account for each in await list_members(centre, context) if each.until is None]
    return await _is_one_of(person, members, context)


async def may_manage(person: Sender, centre: str, context: Context) -> bool:
    """Return whether a person may make members of a centre and remove them."""
    accounts = await accounts_of(person, context)
    return any(context.is_editor(each) for each in accounts) or await is_member(person, centre, context)


async def grant(account: Sender, centre: str, by: Sender, context: Context) -> GrantOutcome:
    """Make a person a member of a centre, with all their linked accounts; a group or channel can't be one."""
    if context.traits(account.platform).is_group(account.id):
        return GrantOutcome.IS_GROUP
    if await is_member(account, centre, context):
        return GrantOutcome.IS_MEMBER
    await context.stores.centre_members.grant(account, centre, context.now)
    await _log(_GRANTED, account, centre, by, context)
    return GrantOutcome.GRANTED


async def revoke(account: Sender, centre: str, by: Sender, context: Context) -> Sequence[CentreMember] | None:
    """End a person's membership of a centre, and return who stood in for them; None if they had none.

    Whoever is removed may know a code of the centre: none works any more then.
    """
    accounts = await accounts_of(account, context)
    if not await context.stores.centre_members.revoke(accounts, centre):
        return None
    if not await is_same_person(by, account, context):
        await context.stores.centre_members.drop_codes(centre)
    await _log(_REVOKED, account, centre, by, context)
    return await _end_deputies(accounts, centre, by, context)


async def deputise(deputy: Sender, centre: str, handover: Handover, context: Context) -> None:
    """Make a person belong to a centre for the time of an absence, unless they are a member anyway."""
    if handover.until is not None and not await is_member(deputy, centre, context):
        await context.stores.centre_members.grant(deputy, centre, context.now, handover.until)
        await context.stores.centre_members.note_deputy(deputy, centre, handover.giver, handover.until)
        await _log("member_deputised", deputy, centre, handover.giver, context)


async def come_back(person: Sender, context: Context) -> Sequence[CentreMember]:
    """End a person's absence, and offers for its time; return the deputies who belong to a centre no longer."""
    accounts = await accounts_of(person, context)
    await context.stores.centre_members.end_absence(accounts)
    await context.stores.handovers.withdraw_absences(accounts)
    return await _end_deputies(accounts, None, person, context)


async def _end_deputies(
    givers: Sequence[Sender], centre: str | None, by: Sender, context: Context
) -> Sequence[CentreMember]:
    ended = await context.stores.centre_members.end_deputies(givers, centre)
    for each in ended:
        await _log(_REVOKED, each.account, each.centre, by, context)
    return ended


async def list_caretakers(centre: str, context: Context) -> Sequence[CentreMember]:
    """Return the members of a centre who are asked about its entries: those who are not away, and deputies."""
    members, away = await list_members(centre, context), await context.stores.centre_members.list_absent(context.now)
    return [each for each in members if not away or not await _is_one_of(each.account, away, context)]


async def invite(centre: str, uses: int, by: Sender, context: Context) -> str:
    """Return a new code that makes so many people members of a centre."""
    code = make_code()
    made, until = CentreCode(centre=centre, issuer=by), context.now + CODE_LIFETIME
    await context.stores.centre_members.add_code(code, made, uses, until)
    await context.stores.audit_log.add(by, "member_invited", f"{centre} × {uses}", context.now)
    return code


async def find_invitation(code: str, context: Context) -> CentreCode | None:
    """Return what a code is for; None if it is unknown, or whoever made it may no longer invite."""
    found = await context.stores.centre_members.find_code(code, context.now)
    return found if found is not None and await may_manage(found.issuer, found.centre, context) else None


async def join(code: str, invitation: CentreCode, person: Sender, context: Context) -> GrantOutcome | None:
    """Make a person a member with a code, of which one use is taken unless they belong to the centre already.

    Return None if others have just taken all its uses.
    """
    if await is_member(person, invitation.centre, context):
        return GrantOutcome.IS_MEMBER
    if not await context.stores.centre_members.use_code(code, context.now):
        return None
    return await grant(person, invitation.centre, person, context)


async def _is_one_of(person: Sender, among: Sequence[Sender], context: Context) -> bool:
    """Return whether one of these accounts is the person's."""
    return any(account.is_same(each) for account in await accounts_of(person, context) for each in among)


async def _log(action: str, account: Sender, centre: str, by: Sender, context: Context) -> None:
    await context.stores.audit_log.add(by, action, f"{centre} {format_account(account)}", context.now)
