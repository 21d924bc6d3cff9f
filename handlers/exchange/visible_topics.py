"""Topics that not everybody may know of, and questions on them: for others it is as if there were none."""

from collections.abc import Sequence

from handlers.context.clearance import find_clearance
from handlers.context.context import Context
from handlers.core.events import Address, PlatformName
from handlers.exchange.model.exchange import Exchange, Subscription
from handlers.exchange.posts import CopyTarget
from knowledge.entries import Topic, Visibility


async def find_visibility(slug: str, context: Context) -> Visibility:
    """Return who may read questions on a topic; one that is no more keeps what it had."""
    id_ = f"topic/{slug}"
    topic = context.everything.get_topic(id_)
    if topic is None:
        stored = await context.stores.records.find(id_)
        topic = stored.record if stored is not None and isinstance(stored.record, Topic) else None
    return topic.visibility if topic is not None else Visibility.PUBLIC


async def is_readable(exchange: Exchange, context: Context) -> bool:
    """Return whether the person who acts may read a question where they are; its asker may anywhere."""
    return context.is_actor(exchange.asker) or await is_topic_known(exchange.topic, context)


async def list_newest(limit: int, context: Context) -> Sequence[Exchange]:
    """Return the newest questions that the person who acts may read where they are."""
    newest = await context.stores.exchanges.list_newest(limit)
    known = {slug: await is_topic_known(slug, context) for slug in {each.topic for each in newest}}
    return [each for each in newest if known[each.topic] or context.is_actor(each.asker)]


async def keep_entitled(targets: Sequence[CopyTarget], exchange: Exchange, context: Context) -> Sequence[CopyTarget]:
    """Return the readers of a question without those who may read its topic no more; who asked it may anywhere."""
    visibility = await find_visibility(exchange.topic, context)
    if visibility is Visibility.PUBLIC:
        return targets
    return [each for each in targets if await _is_entitled(each, exchange, visibility, context)]


async def _is_entitled(target: CopyTarget, exchange: Exchange, visibility: Visibility, context: Context) -> bool:
    reader = target.message.mention
    if reader is None or reader.is_same(exchange.asker) or target.known_as is not None:
        return True
    return target.message.private_to is not None and (await find_clearance(reader, context)).includes(visibility)


async def list_channels(slug: str, context: Context) -> Sequence[Address]:
    """Return the channels in which questions on a topic are posted; none while it is archived."""
    topic = context.everything.get_topic(f"topic/{slug}")
    if topic is None and await _is_archived(slug, context):
        return []
    channels = await context.stores.channels.of_topic(slug)
    return [each for each in channels if topic is None or may_have_channel(topic, each.platform, context)]


async def _is_archived(slug: str, context: Context) -> bool:
    stored = await context.stores.records.find(f"topic/{slug}")
    return stored is not None and stored.archived_at is not None


def may_have_channel(topic: Topic, platform: PlatformName, context: Context) -> bool:
    """Return whether rooms of a platform may be channels of a topic: for one of the network only in the house.

    Who reads in a room can't be checked, so that what is internal goes to its subscribers alone.
    """
    match topic.visibility:
        case Visibility.PUBLIC:
            return True
        case Visibility.NETWORK:
            return context.traits(platform).is_in_house
        case Visibility.INTERNAL:
            return False


async def may_be_told(subscription: Subscription, context: Context, *, at_once: bool) -> bool:
    """Return whether a subscriber still may read the topic; what is internal is in no digest."""
    visibility = await find_visibility(subscription.topic, context)
    if visibility is Visibility.PUBLIC:
        return True
    is_in_digest = at_once or visibility is not Visibility.INTERNAL
    return is_in_digest and (await find_clearance(subscription.sender, context)).includes(visibility)


async def is_topic_known(slug: str, context: Context) -> bool:
    """Return whether the person who acts may know of a topic; of a hidden one that is no more, nobody may."""
    is_known = context.search.get_topic(f"topic/{slug}") is not None
    return is_known or await find_visibility(slug, context) is Visibility.PUBLIC
