"""The entitlement to announcements that are not public, as SQL over readers and recipients."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, exists, false, func, or_, select, true

from bot.storage.engine.tables import centre_members, channels, invitations, people
from handlers.announcements.model.audience import AccountDomain, Entitled
from handlers.core.events import PlatformName
from knowledge.entries import Visibility


def is_entitled(table: FromClause, entitled: Entitled | None) -> ColumnElement[bool]:
    """Return the condition for readers or recipients who may read an announcement; None: everybody may.

    It is never null, so that its negation holds for all others.
    """
    if entitled is None or entitled.visibility is Visibility.PUBLIC:
        return true()
    is_in_house = table.c.platform.in_(sorted(entitled.in_house))
    is_member_in_chat = and_(table.c.sender.is_not(None), _is_member(table, entitled))
    if entitled.visibility is Visibility.INTERNAL:
        return and_(is_in_house, is_member_in_chat)
    return or_(is_member_in_chat, and_(table.c.sender.is_(None), is_in_house, _is_trusted_room(table, entitled)))


def _is_member(table: FromClause, entitled: Entitled) -> ColumnElement[bool]:
    """Return the condition for rows of verified members, with any account of the person."""
    theirs, others = people.alias(), people.alias()
    same_person = and_(_is_account(theirs, table), others.c.person == theirs.c.person)
    linked = exists(
        select(others.c.person).select_from(theirs).where(same_person, _is_member_account(others, entitled))
    )
    return or_(_is_member_account(table, entitled), linked)


def _is_member_account(table: FromClause, entitled: Entitled) -> ColumnElement[bool]:
    """Return the condition for rows of an account that makes a member of a person."""
    holds = or_(centre_members.c.until.is_(None), centre_members.c.until > entitled.now)
    at_centre = exists(select(centre_members.c.centre).where(_is_account(centre_members, table), holds))
    named: dict[PlatformName, list[str]] = defaultdict(list)
    for account in entitled.accounts:
        named[account.platform].append(account.id)
    is_named = (and_(table.c.platform == platform.value, table.c.sender.in_(ids)) for platform, ids in named.items())
    return or_(false(), *is_named, *(_is_of_domain(table, each) for each in entitled.domains), at_centre)


def _is_of_domain(table: FromClause, domain: AccountDomain) -> ColumnElement[bool]:
    """Return the condition for accounts behind whose first mark nothing but the domain stands."""
    account, end = table.c.sender, f"{domain.mark}{domain.domain}"
    marks = func.length(account) - func.length(func.replace(account, domain.mark, ""))
    return and_(
        table.c.platform == domain.platform.value,
        func.substr(account, func.length(account) - len(end) + 1) == end,
        marks == end.count(domain.mark),
    )


def _is_trusted_room(table: FromClause, entitled: Entitled) -> ColumnElement[bool]:
    """Return the condition for rooms that editors made channels, or into which a member has invited Lotse."""
    is_channel = and_(_is_room(channels, table), channels.c.thread == func.coalesce(table.c.thread, ""))
    is_invited = and_(_is_room(invitations, table), _is_member(invitations, entitled))
    return or_(exists(select(channels.c.topic).where(is_channel)), exists(select(invitations.c.room).where(is_invited)))


def _is_account(table: Any, other: Any) -> ColumnElement[bool]:
    return and_(table.c.platform == other.c.platform, table.c.sender == other.c.sender)


def _is_room(table: Any, other: Any) -> ColumnElement[bool]:
    return and_(table.c.platform == other.c.platform, table.c.room == other.c.room)
