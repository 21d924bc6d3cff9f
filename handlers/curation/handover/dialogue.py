"""`/uebergabe` and `/vertretung`: what is passed on, until when, and to whom; the taker decides in their own chat."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import TypeAlias

from handlers.announcements.model.announcement import format_account
from handlers.context.context import Context
from handlers.context.people import find_chats, group_by_person, is_same_person
from handlers.core.arguments import parse_number
from handlers.core.codes import format_code, make_code, parse_code
from handlers.core.days import parse_day
from handlers.core.events import MessageReceived, Sender
from handlers.core.messages import Choice, Message, Outgoing
from handlers.core.replies import reply_to, write_to_person
from handlers.curation import membership
from handlers.curation.deputies import tell_deputies
from handlers.curation.handover.duties import Duties, list_duties, pass_on
from handlers.curation.handover.rendering import (
    COMMAND,
    ask_taker,
    load_texts,
    render_duties,
    render_last_day,
    tell_admins,
    tell_giver,
)
from handlers.curation.model.handovers import Handover
from handlers.curation.names import render_account
from handlers.dialogues.prompts import end_dialogue, prompt
from handlers.dialogues.table import ABSENCE, HANDOVER, TAKER
from handlers.i18n.membership import MEMBERSHIP, MembershipTexts

OFFER_LIFETIME = timedelta(days=7)
_MAX_AHEAD = timedelta(days=366)
_MAX_COLLEAGUES = 8
_FOR_GOOD = "ganz"
_BACK = ("ende", "beenden", "end", "stop")


_Act: TypeAlias = Callable[[str, MessageReceived, Context], Awaitable[Sequence[Outgoing]]]


async def hand_over(argument: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Lead through a handover, or take what its buttons say."""
    await context.stores.people.meet(event.sender, event.address)
    verb, _, rest = argument.partition(" ")
    act = _VERBS.get(verb.strip().casefold())
    return await act(rest.strip(), event, context) if act else [await _ask_kind(event, context)]


async def stand_back(argument: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """`/vertretung bis 15.8.`: ask for a deputy until the end of that day; `/vertretung ende`: the person is back."""
    await context.stores.people.meet(event.sender, event.address)
    if argument.casefold() in _BACK:
        return await _come_back("", event, context)
    texts, day = _texts(context), parse_day(argument, context.today)
    if day is None:
        return [await prompt(ABSENCE, "", texts.away_until_when, (), event, context)]
    if not context.today <= day <= context.today + _MAX_AHEAD:
        return [await prompt(ABSENCE, "", texts.no_past_day, (), event, context)]
    return await _ask_taker_choice(day.isoformat(), event, context)


async def take_code(written: str, event: MessageReceived, context: Context) -> Sequence[Outgoing] | None:
    """Ask the person who gives the code of a handover whether they take over; return None for any other code."""
    code = parse_code(written)
    handover = await context.stores.handovers.take_code(code, event.sender, context.now) if code else None
    if handover is None:
        return None
    await context.stores.people.meet(event.sender, event.address)
    if await is_same_person(event.sender, handover.giver, context):
        await context.stores.handovers.close(handover.number, context.now)
        return [reply_to(event, _texts(context).no_handover)]
    duties = await list_duties(handover.giver, context, for_good=handover.until is None)
    text, choices = ask_taker(handover, duties, _texts(context), context)
    return [write_to_person(event.sender, event.address, text, choices, reply_to=event.message)]


async def _ask_kind(event: MessageReceived, context: Context) -> Message:
    texts, away = _texts(context), await context.stores.centre_members.list_absent(context.now)
    back = [Choice(label=texts.i_am_back, says=f"{COMMAND} da")] if any(map(context.is_actor, away)) else []
    choices = (
        Choice(label=texts.i_go, says=f"{COMMAND} gehen"),
        Choice(label=texts.i_am_away, says=ABSENCE.command),
        *back,
    )
    return await prompt(HANDOVER, "", texts.goes_or_away, choices, event, context)


async def _go(_: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    return await _ask_taker_choice(_FOR_GOOD, event, context)


async def _ask_taker_choice(term: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Ask who takes over for good, or until the last day that `term` names."""
    if not _is_term(term, context):
        return [await _ask_kind(event, context)]
    texts, until = _texts(context), _parse_term(term, context)
    duties = await list_duties(event.sender, context, for_good=until is None)
    if duties.is_nothing:
        await end_dialogue(event, context)
        return [reply_to(event, texts.nothing_to_hand_over if until is None else texts.no_centre_to_deputise)]
    colleagues = await _list_colleagues(duties, event, context)
    choices = [
        Choice(label=each.name or each.id, says=f"{COMMAND} an {term} {format_account(each)}") for each in colleagues
    ]
    code = Choice(label=texts.somebody_else, says=f"{COMMAND} code {term}")
    text = _render_question(duties, until, event.sender, context)
    return [await prompt(TAKER, term, text, (*choices, code), event, context)]


def _render_question(duties: Duties, until: datetime | None, person: Sender, context: Context) -> str:
    texts, listed = _texts(context), render_duties(duties, _texts(context), context)
    if until is not None:
        return texts.who_stands_in.format(day=render_last_day(until, context), duties=listed)
    stays = f"\n\n{texts.role_stays}" if context.is_editor(person) and duties.role is None else ""
    return texts.who_takes_over.format(duties=listed) + stays


async def _list_colleagues(duties: Duties, event: MessageReceived, context: Context) -> Sequence[Sender]:
    """Return one account of each colleague whom Lotse can ask: members of the same centres, and other editors."""
    members = [each.account for id_ in duties.centres for each in await membership.list_members(id_, context)]
    editors = context.editors if context.is_editor(event.sender) else ()
    others = [each for each in (*members, *editors) if not context.is_actor(each)]
    people = await group_by_person(others, context)
    found = [person[0] for person in people if await find_chats(person, context)]
    return found[:_MAX_COLLEAGUES]


async def _offer_to(argument: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Ask a colleague whether they take over; only those who were offered can be asked."""
    term, _, named = argument.partition(" ")
    until = _parse_term(term, context)
    duties = await list_duties(event.sender, context, for_good=until is None)
    colleagues = await _list_colleagues(duties, event, context)
    taker = next((each for each in colleagues if format_account(each) == named), None)
    if taker is None or duties.is_nothing or not _is_term(term, context):
        return await _ask_taker_choice(term, event, context)
    ((_, address), *_) = await find_chats([taker], context)
    offer = Handover(giver=event.sender, address=event.address, until=until, taker=taker)
    added = await context.stores.handovers.offer(offer, None, context.now + OFFER_LIFETIME)
    await end_dialogue(event, context)
    told = _offer_to_withdraw(added, _texts(context).offered.format(name=render_account(taker)), event, context)
    theirs = await load_texts(taker, context)
    text, choices = ask_taker(added, duties, theirs, context)
    return [told, write_to_person(taker, address, text, choices)]


async def _offer_by_code(term: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    until = _parse_term(term, context)
    duties = await list_duties(event.sender, context, for_good=until is None)
    if duties.is_nothing or not _is_term(term, context):
        return await _ask_taker_choice(term, event, context)
    code = make_code()
    offer = Handover(giver=event.sender, address=event.address, until=until)
    added = await context.stores.handovers.offer(offer, code, context.now + OFFER_LIFETIME)
    await end_dialogue(event, context)
    text = _texts(context).offered_by_code.format(code=format_code(code), days=OFFER_LIFETIME.days)
    return [_offer_to_withdraw(added, text, event, context)]


def _offer_to_withdraw(handover: Handover, text: str, event: MessageReceived, context: Context) -> Message:
    withdraw = Choice(label=_texts(context).withdraw, says=f"{COMMAND} zurueckziehen {handover.number}")
    return write_to_person(event.sender, event.address, text, (withdraw,), reply_to=event.message)


async def _accept(argument: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Pass everything on to the person who was asked, once they agree."""
    texts, handover = _texts(context), await _find_asked(argument, event, context)
    if handover is None or not await context.stores.handovers.close(handover.number, context.now):
        return [reply_to(event, texts.no_handover)]
    duties, ended = await pass_on(handover, event.sender, event.address, context)
    listed = render_duties(duties, texts, context)
    done = (
        texts.taken_over.format(duties=listed)
        if handover.until is None
        else texts.stands_in.format(day=render_last_day(handover.until, context))
    )
    theirs = await load_texts(handover.giver, context)
    told = await tell_giver(handover, event.sender, theirs.was_taken_over, duties, context)
    admins = await tell_admins(handover, event.sender, context) if duties.role else ()
    return [reply_to(event, done), told, *await tell_deputies(ended, context), *admins]


async def _decline(argument: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    texts, handover = _texts(context), await _find_asked(argument, event, context)
    if handover is None or not await context.stores.handovers.close(handover.number, context.now):
        return [reply_to(event, texts.no_handover)]
    theirs = await load_texts(handover.giver, context)
    told = await tell_giver(handover, event.sender, theirs.was_declined, Duties(), context)
    return [reply_to(event, texts.has_declined), told]


async def _withdraw(argument: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    texts, number = _texts(context), parse_number(argument)
    handover = await context.stores.handovers.get(number, context.now) if number is not None else None
    if handover is None or not await is_same_person(event.sender, handover.giver, context):
        return [reply_to(event, texts.no_handover)]
    await context.stores.handovers.close(handover.number, context.now)
    return [reply_to(event, texts.has_withdrawn)]


async def _come_back(_: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    ended = await membership.come_back(event.sender, context)
    await end_dialogue(event, context)
    return [reply_to(event, _texts(context).is_back), *await tell_deputies(ended, context)]


async def _find_asked(argument: str, event: MessageReceived, context: Context) -> Handover | None:
    """Return the offer of this number if it is the person's to accept."""
    number = parse_number(argument)
    handover = await context.stores.handovers.get(number, context.now) if number is not None else None
    if handover is None or handover.taker is None or not await is_same_person(event.sender, handover.taker, context):
        return None
    return handover


def _is_term(term: str, context: Context) -> bool:
    """Return whether a word says for how long: for good, or until a day to come."""
    return term == _FOR_GOOD or _parse_term(term, context) is not None


def _parse_term(term: str, context: Context) -> datetime | None:
    """Return the midnight after the last day of an absence; None for good, and for what is no day to come."""
    day = parse_day(term, context.today)
    if day is None or not context.today <= day <= context.today + _MAX_AHEAD:
        return None
    return datetime.combine(day + timedelta(days=1), time(), context.time_zone)


def _texts(context: Context) -> MembershipTexts:
    return MEMBERSHIP[context.reply_language]


_VERBS: Mapping[str, _Act] = {
    "gehen": _go,
    "an": _offer_to,
    "code": _offer_by_code,
    "annehmen": _accept,
    "ablehnen": _decline,
    "zurueckziehen": _withdraw,
    "da": _come_back,
}
