"""Codes that make people members of a centre, as they are typed."""

from collections.abc import Sequence

from handlers.account import linking
from handlers.context.context import Context
from handlers.context.people import is_same_person
from handlers.core.codes import parse_code
from handlers.core.events import MessageReceived, Sender
from handlers.core.messages import Choice, Message, Outgoing
from handlers.core.replies import reply_to, write_to_person
from handlers.curation import membership
from handlers.curation.membership import GrantOutcome
from handlers.curation.model.ports import CentreCode
from handlers.curation.names import make_remove_command, render_account, render_title
from handlers.i18n.membership import MEMBERSHIP


async def take_code(written: str, event: MessageReceived, context: Context) -> Sequence[Outgoing] | None:
    """Make the person a member of the centre that a code is for; return None if no such code is known.

    Unknown codes are counted together with those that link accounts.
    """
    if await context.stores.people.failures(event.sender, context.now) >= linking.MAX_FAILURES:
        return [reply_to(event, context.texts.connect_too_many)]
    code = parse_code(written)
    invitation = await membership.find_invitation(code, context) if code else None
    if code is None or invitation is None:
        return None
    await context.stores.people.meet(event.sender, event.address)
    outcome = await membership.join(code, invitation, event.sender, context)
    if outcome is None:
        return None
    texts, centre = MEMBERSHIP[context.reply_language], render_title(invitation.centre, context)
    if outcome is not GrantOutcome.GRANTED:
        return [reply_to(event, texts.belongs_already.format(centre=centre))]
    told = await _tell_issuer(invitation, event.sender, context)
    return [reply_to(event, texts.joined.format(centre=centre)), *told]


async def take_typed_code(argument: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Take a code behind the command; an unknown one counts as a failure."""
    taken = await take_code(argument, event, context)
    if taken is not None:
        return taken
    await context.stores.people.fail(event.sender, context.now, context.now + linking.FAILURES_EXPIRE_AFTER)
    return [reply_to(event, context.texts.connect_unknown)]


async def _tell_issuer(invitation: CentreCode, newcomer: Sender, context: Context) -> Sequence[Message]:
    """Return a message to whoever made a code that somebody has used it, with a way to undo it."""
    issuer, address = invitation.issuer, await context.stores.people.find_direct_chat(invitation.issuer)
    if address is None or await is_same_person(issuer, newcomer, context):
        return []
    texts = MEMBERSHIP[await context.stores.preferences.language(issuer) or context.language]
    name, centre = render_account(newcomer), render_title(invitation.centre, context)
    undo = Choice(label=texts.take_out_again, says=make_remove_command(newcomer, invitation.centre))
    return [write_to_person(issuer, address, texts.joined_with_your_code.format(name=name, centre=centre), (undo,))]
