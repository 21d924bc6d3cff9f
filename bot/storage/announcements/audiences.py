"""Audiences as SQL: the readers that an expression selects, each person once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, literal, not_, or_, select, true
from sqlalchemy.sql import Subquery

from bot.storage.announcements.entitlement import is_entitled
from bot.storage.engine.sql import is_from_any
from bot.storage.engine.tables import channels, people, preferences, profiles, reader_tags, readers
from handlers.announcements.model.audience import (
    Accounts,
    And,
    Audience,
    Entitled,
    Everyone,
    InCentres,
    InChannels,
    InLanguage,
    Not,
    OnPlatform,
    Or,
    SubscribedTo,
    mentioned_topics,
)
from handlers.core.events import Sender

_CENTRE = func.coalesce(profiles.c.centre, readers.c.centre)
_JOINED = (
    readers.outerjoin(profiles, and_(profiles.c.platform == readers.c.platform, profiles.c.sender == readers.c.sender))
    .outerjoin(
        preferences, and_(preferences.c.platform == readers.c.platform, preferences.c.sender == readers.c.sender)
    )
    .outerjoin(people, and_(people.c.platform == readers.c.platform, people.c.sender == readers.c.sender))
)
# The identity of a reader: the person, or else the account, or else the room.
_PERSON = case(
    (people.c.person.is_not(None), literal("person ") + people.c.person),
    (readers.c.sender.is_not(None), readers.c.platform + literal(" ") + readers.c.sender),
    else_=readers.c.platform + literal(" room ") + readers.c.room + literal(" ") + readers.c.thread,
)


def select_audience(audience: Audience, source: str) -> Subquery:
    """Return the readers of an audience, numbered by `position` from 1; of one person the address chosen last.

    Only subscribers of the source, or of a topic that the audience names, are selected.
    """
    of_reader = (readers.c.platform, readers.c.room, readers.c.thread, readers.c.sender, readers.c.name)
    fitting = _select_fitting(audience, source, (*of_reader, preferences.c.language, _CENTRE.label("centre")))
    position = func.row_number().over(order_by=(fitting.c.platform, fitting.c.room, fitting.c.thread))
    columns = [column for column in fitting.c if column.name != "turn"]
    numbered: Select[Any] = select(*columns, position.label("position")).where(fitting.c.turn == 1)
    return numbered.subquery()


def select_reach(audience: Audience, source: str) -> Select[tuple[str, int, int]]:
    """Count the readers in an audience by platform: all of them as `people`, and the rooms among them as `rooms`."""
    fitting = _select_fitting(audience, source, (readers.c.platform, readers.c.sender))
    every, people = func.count(), func.count(fitting.c.sender)
    counted = select(fitting.c.platform, every.label("people"), (every - people).label("rooms"))
    return counted.where(fitting.c.turn == 1).group_by(fitting.c.platform)


def _select_fitting(audience: Audience, source: str, columns: Sequence[ColumnElement[Any]]) -> Subquery:
    """Return columns of the readers in an audience; of a person's addresses that chosen last has `turn` 1."""
    wanted = [f"source/{source}", *(f"topic/{topic}" for topic in sorted(mentioned_topics(audience)))]
    turn = func.row_number().over(partition_by=_PERSON, order_by=(readers.c.chosen_at.desc(), readers.c.platform))
    selected: Select[Any] = select(*columns, turn.label("turn")).select_from(_JOINED)
    return selected.where(readers.c.stopped_at.is_(None), _has_tag(wanted), _matches(audience)).subquery()


def _matches(audience: Audience) -> ColumnElement[bool]:
    match audience:
        case And(parts=parts):
            return and_(true(), *map(_matches, parts))
        case Or(parts=parts):
            return or_(false(), *map(_matches, parts))
        case Not(part=part):
            # Where the part is unknown, its negation holds.
            return not_(func.coalesce(_matches(part), false()))
        case SubscribedTo(topic=topic):
            return _has_tag([f"topic/{topic}"])
        case InChannels(topic=topic):
            return _is_channel(topic)
        case _:
            return _matches_reader(audience)


def _matches_reader(
    audience: Everyone | InCentres | Accounts | OnPlatform | InLanguage | Entitled,
) -> ColumnElement[bool]:
    """Return the condition on a reader's own row, profile and memberships."""
    match audience:
        case Everyone():
            return true()
        case InCentres(centres=centres):
            return _CENTRE.in_(sorted(centres))
        case Accounts(senders=senders):
            return _is_one_of(senders)
        case OnPlatform(platform=platform):
            return readers.c.platform == platform.value
        case Entitled():
            return is_entitled(readers, audience)
        case InLanguage(language=language, is_default=is_default):
            return func.coalesce(preferences.c.language == language, literal(is_default))


def _is_channel(topic: str) -> ColumnElement[bool]:
    here = and_(
        channels.c.platform == readers.c.platform,
        channels.c.room == readers.c.room,
        channels.c.thread == readers.c.thread,
    )
    return exists(select(channels.c.topic).where(here, channels.c.topic == topic))


def _is_one_of(senders: Sequence[Sender]) -> ColumnElement[bool]:
    """Return the condition for readers who are one of these people, with any of their accounts."""
    others = people.alias()
    theirs = or_(
        false(),
        *(and_(others.c.platform == sender.platform.value, others.c.sender == sender.id) for sender in senders),
    )
    linked = func.coalesce(people.c.person.in_(select(others.c.person).where(theirs)), false())
    return and_(readers.c.sender.is_not(None), or_(is_from_any(readers, senders), linked))


def _has_tag(tags: Sequence[str]) -> ColumnElement[bool]:
    here = and_(
        reader_tags.c.platform == readers.c.platform,
        reader_tags.c.room == readers.c.room,
        reader_tags.c.thread == readers.c.thread,
    )
    return exists(select(reader_tags.c.tag).where(here, reader_tags.c.tag.in_(tags)))
