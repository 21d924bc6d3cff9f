"""`/mitglied` and `/mitglieder`: who belongs to a centre, inviting colleagues, and removing them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from handlers.account.profile import find_centres
from handlers.context.context import Context
from handlers.core.accounts import parse_typed_account
from handlers.core.arguments import is_yes, parse_number
from handlers.core.codes import format_code, parse_code
from handlers.core.events import MessageReceived, Sender
from handlers.core.messages import Choice, Message, Outgoing, label
from handlers.core.replies import reply_to, write_to_person
from handlers.curation import membership
from handlers.curation.deputies import tell_deputies
from handlers.curation.invitations import take_typed_code
from handlers.curation.membership import GrantOutcome
from handlers.curation.model.ports import CentreMember
from handlers.curation.names import make_remove_command, render_account, render_title
from handlers.i18n.membership import MEMBERSHIP, MembershipTexts
from knowledge.entries import Centre

_MAX_SHOWN = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class _Order:
    """A request about a centre: `place` names it, `account` the other person."""

    place: str = ""
    uses: int = 1
    account: Sender | None = None
    is_sure: bool = False


_Act: TypeAlias = Callable[[_Order, Centre, MessageReceived, Context], Awaitable[Sequence[Outgoing]]]


async def manage_membership(argument: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Take a code, invite, remove or leave."""
    await context.stores.people.meet(event.sender, event.address)
    verb, *rest = argument.split()[:12] or [""]
    if parse_code(argument) is not None:
        return await take_typed_code(argument, event, context)
    if not verb:
        return [await _show_memberships(event, context)]
    act = _VERBS.get(verb.casefold())
    if act is not None:
        return await _act_on_centre(act, _parse_order(rest), f"/mitglied {argument}", event, context)
    order = _parse_order([verb, *rest])
    return await _act_on_centre(_grant, order, f"/mitglied {argument}", event, context)


async def list_members(place: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """List the members of a centre, to its members and editors only."""
    return await _act_on_centre(_list, _Order(place=place), f"/mitglieder {place}", event, context)


async def _list(_: _Order, centre: Centre, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    texts = _texts(context)
    members = await membership.list_members(centre.id, context)
    if not members:
        return [reply_to(event, texts.no_members.format(centre=label(centre.title)))]
    lines = "\n".join(f"- {_render_member(each, context)}" for each in members[:_MAX_SHOWN])
    text = texts.members.format(centre=label(centre.title), members=lines)
    return [_offer(event, text, (_invite_choice(centre, texts), *_offer_removals(members, centre, context)))]


async def _act_on_centre(
    act: _Act, order: _Order, command: str, event: MessageReceived, context: Context
) -> Sequence[Outgoing]:
    """Do something with the centre that is meant, if the person may; ask which if that is not clear."""
    texts = _texts(context)
    centres = await _find_centres(order.place, event, context)
    if len(centres) > 1:
        choices = tuple(Choice(label=each.title, says=f"{command} {each.id}") for each in centres)
        return [_offer(event, texts.which_centre, choices)]
    if not centres or not await _may_act(act, centres[0], event, context):
        is_nowhere = not centres and not order.place and not context.is_editor(event.sender)
        refused = texts.no_membership.format(office=label(context.office)) if is_nowhere else texts.not_yours
        return [reply_to(event, refused)]
    return await act(order, centres[0], event, context)


async def _may_act(act: _Act, centre: Centre, event: MessageReceived, context: Context) -> bool:
    """Return whether the person may; deputies see the members of their centre, and may leave it."""
    if act in (_list, _leave) and centre.id in await membership.list_centres(event.sender, context):
        return True
    return await membership.may_manage(event.sender, centre.id, context)


async def _find_centres(place: str, event: MessageReceived, context: Context) -> Sequence[Centre]:
    """Return the centres that a place may mean; without one those of the person."""
    if not place:
        own = [context.search.get_entry(id_) for id_ in await membership.list_centres(event.sender, context)]
        return [each for each in own if isinstance(each, Centre)]
    named = context.search.get_entry(place)
    return [named] if isinstance(named, Centre) else find_centres(place, context)


async def _show_memberships(event: MessageReceived, context: Context) -> Message:
    texts, centres = _texts(context), await _find_centres("", event, context)
    if not centres:
        return reply_to(event, texts.no_membership.format(office=label(context.office)))
    text = texts.memberships.format(centres=", ".join(label(each.title) for each in centres))
    choices = [
        Choice(label=texts.invite, says="/mitglied einladen"),
        Choice(label=texts.who_belongs, says="/mitglieder"),
    ]
    return _offer(event, text, tuple(choices))


async def _invite(order: _Order, centre: Centre, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    texts, uses = _texts(context), max(1, min(order.uses, membership.MAX_USES))
    code = await membership.invite(centre.id, uses, event.sender, context)
    text = texts.invitation.format(
        centre=label(centre.title),
        code=format_code(code),
        days=membership.CODE_LIFETIME.days,
        uses=texts.for_one if uses == 1 else texts.for_several.format(number=uses),
    )
    return [reply_to(event, text)]


async def _grant(order: _Order, centre: Centre, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    texts = _texts(context)
    if order.account is None:
        return [reply_to(event, texts.no_account)]
    outcome = await membership.grant(order.account, centre.id, event.sender, context)
    sentence = _OUTCOMES[outcome](texts)
    return [reply_to(event, sentence.format(name=render_account(order.account), centre=label(centre.title)))]


async def _leave(order: _Order, centre: Centre, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    texts, title = _texts(context), label(centre.title)
    if not order.is_sure:
        choice = Choice(label=texts.leave, says=f"/mitglied verlassen {centre.id} ja")
        return [_offer(event, texts.leave_sure.format(centre=title), (choice,))]
    deputies = await membership.revoke(event.sender, centre.id, event.sender, context)
    return [reply_to(event, texts.has_left.format(centre=title)), *await tell_deputies(deputies or (), context)]


async def _remove(order: _Order, centre: Centre, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    texts, account = _texts(context), order.account
    if account is None:
        return [reply_to(event, texts.no_account)]
    names = {"name": render_account(account), "centre": label(centre.title)}
    if not order.is_sure:
        says = f"/mitglied entfernen {account.platform}:{account.id} {centre.id} ja"
        return [_offer(event, texts.remove_sure.format(**names), (Choice(label=texts.remove, says=says),))]
    deputies = await membership.revoke(account, centre.id, event.sender, context)
    if deputies is None:
        return [reply_to(event, texts.no_member.format(**names))]
    told = await tell_removed(account, centre.id, context)
    return [reply_to(event, texts.removed.format(**names)), *told, *await tell_deputies(deputies, context)]


async def tell_removed(account: Sender, centre: str, context: Context) -> Sequence[Message]:
    """Return a message to a person who was removed from a centre, if Lotse knows their direct chat."""
    address = await context.stores.people.find_direct_chat(account)
    if address is None:
        return []
    texts = MEMBERSHIP[await context.stores.preferences.language(account) or context.language]
    text = texts.was_removed.format(centre=render_title(centre, context), office=label(context.office))
    return [write_to_person(account, address, text, ())]


def _offer_removals(members: Sequence[CentreMember], centre: Centre, context: Context) -> Sequence[Choice]:
    texts = _texts(context)
    others = [each.account for each in members if not context.is_actor(each.account)][:_MAX_SHOWN]
    removals = [
        Choice(label=f"{texts.remove}: {each.name or each.id}", says=make_remove_command(each, centre.id))
        for each in others
    ]
    is_own = len(others) < len(members)
    return [*removals, *([Choice(label=texts.leave, says=f"/mitglied verlassen {centre.id}")] if is_own else [])]


def _invite_choice(centre: Centre, texts: MembershipTexts) -> Choice:
    return Choice(label=texts.invite, says=f"/mitglied einladen {centre.id}")


def _parse_order(words: Sequence[str]) -> _Order:
    """Return what the words mean in any order; what is neither an account, a small number nor “ja” names the place."""
    is_sure = bool(words) and is_yes(words[-1])
    rest = list(words[:-1] if is_sure else words)
    uses = next((number for word in rest if (number := parse_number(word)) and number <= membership.MAX_USES), None)
    account = next((found for word in rest if (found := parse_typed_account(word)) and word != str(uses)), None)
    place = [word for word in rest if word != str(uses) and (account is None or parse_typed_account(word) is None)]
    return _Order(place=" ".join(place), uses=uses or 1, account=account, is_sure=is_sure)


def _render_member(member: CentreMember, context: Context) -> str:
    name = render_account(member.account)
    if member.until is None:
        return name
    day = member.until.astimezone(context.time_zone).strftime("%d.%m.")
    return f"{name}, {_texts(context).deputy_until.format(day=day)}"


def _texts(context: Context) -> MembershipTexts:
    return MEMBERSHIP[context.reply_language]


def _offer(event: MessageReceived, text: str, choices: tuple[Choice, ...]) -> Message:
    return write_to_person(event.sender, event.address, text, choices, reply_to=event.message)


_OUTCOMES: Mapping[GrantOutcome, Callable[[MembershipTexts], str]] = {
    GrantOutcome.GRANTED: lambda texts: texts.granted,
    GrantOutcome.IS_MEMBER: lambda texts: texts.they_belong_already,
    GrantOutcome.IS_GROUP: lambda texts: texts.is_group,
}
_VERBS: Mapping[str, _Act] = {
    "einladen": _invite,
    "invite": _invite,
    "code": _invite,
    "entfernen": _remove,
    "remove": _remove,
    "verlassen": _leave,
    "leave": _leave,
}
