"""The readers of announcements by class: who gets one, and who may see it and respond to it in chats."""

from handlers.announcements.model.announcement import Announcement
from handlers.announcements.model.audience import AccountDomain, And, Audience, Entitled
from handlers.announcements.parsing import parse_audience
from handlers.context.clearance import find_clearance
from handlers.context.context import Context
from handlers.context.people import with_granted_roles
from handlers.core.events import MessageReceived, PlatformName, Sender
from knowledge.entries import Visibility


async def find_readers(announcement: Announcement, context: Context) -> Audience:
    """Return those of the audience who may read an announcement; raises AnnouncementRefused."""
    audience = parse_audience(announcement.audience, context)
    return await restrict(audience, announcement.visibility, context)


async def restrict(audience: Audience, visibility: Visibility, context: Context) -> Audience:
    """Return those of an audience who may read announcements of a class."""
    entitled = await find_entitled(visibility, context)
    return audience if entitled is None else And(parts=(audience, entitled))


async def find_entitled(visibility: Visibility, context: Context) -> Entitled | None:
    """Return who may read announcements of a class; None if everybody may.

    The same people as by `handlers.context.clearance`, but for all readers in one query.
    """
    if visibility is Visibility.PUBLIC:
        return None
    known = await with_granted_roles(context)
    marked = [(name, traits.domain_mark) for name, traits in context.platforms.items() if traits.domain_mark]
    return Entitled(
        visibility=visibility,
        accounts=(*known.editors, *known.admins, *known.rules.all_moderators, *known.list_space_members()),
        domains=tuple(
            AccountDomain(platform=name, mark=mark, domain=domain)
            for name, mark in marked
            for domain in context.member_domains
        ),
        in_house=frozenset(name for name, traits in context.platforms.items() if traits.is_in_house),
        now=context.now,
    )


async def withhold(announcement: Announcement, context: Context) -> None:
    """Skip copies that wait for people who may not read the announcement any more."""
    entitled = await find_entitled(announcement.visibility, context)
    if entitled is not None:
        await context.stores.announcements.withhold(announcement.number, entitled)


async def may_see(announcement: Announcement, event: MessageReceived, context: Context) -> bool:
    """Return whether the person who acts may know of an announcement in this chat."""
    if announcement.visibility is Visibility.PUBLIC:
        return True
    return event.direct and (await find_clearance(event.sender, context)).includes(announcement.visibility)


async def may_respond(number: int, sender: Sender, context: Context, *, private: bool) -> bool:
    """Return whether a person may respond to a copy; in a room (not `private`) whoever is there may."""
    announcement = await context.stores.announcements.get(number)
    if announcement is None or announcement.visibility is Visibility.PUBLIC or not private:
        return True
    return (await find_clearance(sender, context)).includes(announcement.visibility)


def may_be_shown_on(platform: PlatformName, visibility: Visibility, context: Context) -> bool:
    """Return whether a direct chat on a platform may carry announcements of a class."""
    return visibility is not Visibility.INTERNAL or context.traits(platform).is_in_house
