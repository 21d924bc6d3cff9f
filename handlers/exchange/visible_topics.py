"""Topics that not everybody may know of, and questions on them: for others it is as if there were none."""

from collections.abc import Sequence

from handlers.context.clearance import find_clearance
from handlers.context.context import Context
from handlers.core.events import Address, PlatformName
from handlers.exchange.model.exchange import Exchange, Subscription
from knowledge.entries import Topic, Visibility


def is_readable(exchange: Exchange, context: Context) -> bool:
    """Return whether the person who acts may read a question where they are; its asker may anywhere."""
    return context.is_actor(exchange.asker) or _is_known(exchange.topic, context)


async def list_newest(limit: int, context: Context) -> Sequence[Exchange]:
    """Return the newest questions that the person who acts may read where they are."""
    return [each for each in await context.stores.exchanges.list_newest(limit) if is_readable(each, context)]


async def list_channels(slug: str, context: Context) -> Sequence[Address]:
    """Return the channels in which questions on a topic are posted."""
    topic = context.everything.get_topic(f"topic/{slug}")
    channels = await context.stores.channels.of_topic(slug)
    return [each for each in channels if topic is None or may_have_channel(topic, each.platform, context)]


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
    topic = context.everything.get_topic(f"topic/{subscription.topic}")
    if topic is None or topic.visibility is Visibility.PUBLIC:
        return True
    is_in_digest = at_once or topic.visibility is not Visibility.INTERNAL
    return is_in_digest and (await find_clearance(subscription.sender, context)).includes(topic.visibility)


def _is_known(slug: str, context: Context) -> bool:
    """Return whether the person who acts may know of a topic; so may everybody of one that is no more."""
    id_ = f"topic/{slug}"
    return context.search.get_topic(id_) is not None or context.everything.get_topic(id_) is None
