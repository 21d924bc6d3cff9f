"""Channels: the rooms and threads that belong to a topic, which editors set there with a command."""

from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import reply_to
from handlers.core.topics import find_topic
from handlers.exchange.posts import find_topic_title
from handlers.exchange.visible_topics import may_have_channel
from handlers.faq.answers import offer_choices, prompt_for_matching_topic
from handlers.i18n import command_words
from knowledge.entries import Topic

_SURE, _NOT_SURE = "ja", "nein"


async def set_channel(words: list[str], event: MessageReceived, context: Context) -> list[Message]:
    """`/kanal TOPIC` makes the room or forum topic a channel, `/kanal aus` ends it, `/kanal` names its topic.

    In a direct chat, where it is usually a mistake, it asks first, unless `ja` follows the topic.
    """
    texts = context.texts
    if not words:
        return [await _describe_channel(event, context)]
    if words[0].casefold() in command_words("kanal") and len(words) == 1:
        return [await _end_channel(event, context)]
    answer = words.pop() if words[-1].casefold() in (_SURE, _NOT_SURE) else None
    topic = find_topic(" ".join(words), context.everything.knowledge.topics).topic
    if topic is None or not may_have_channel(topic, event.address.platform, context):
        found = find_topic(" ".join(words), context.search.knowledge.topics)
        return [await prompt_for_matching_topic(found, "/kanal {slug}", event, context)]
    if event.direct and answer != _SURE:
        return [await _confirm_direct_chat(topic, event, context, refused=answer == _NOT_SURE)]
    await context.stores.channels.put(event.address, topic.slug, context.now)
    return [reply_to(event, texts.is_channel.format(topic=label(topic.title)))]


async def _describe_channel(event: MessageReceived, context: Context) -> Message:
    texts = context.texts
    slug = await context.stores.channels.topic_at(event.address)
    if slug is None:
        return reply_to(event, texts.no_channel_here)
    return reply_to(event, texts.channel_of.format(topic=label(find_topic_title(slug, context))))


async def _end_channel(event: MessageReceived, context: Context) -> Message:
    """End the channel; questions posted there stay, new ones are not posted any more."""
    texts = context.texts
    slug = await context.stores.channels.topic_at(event.address)
    if slug is None:
        return reply_to(event, texts.no_channel_here)
    await context.stores.channels.drop(event.address)
    return reply_to(event, texts.channel_ended.format(topic=label(find_topic_title(slug, context)), slug=slug))


async def _confirm_direct_chat(topic: Topic, event: MessageReceived, context: Context, *, refused: bool) -> Message:
    texts = context.texts
    if refused:
        return reply_to(event, texts.channel_not_made.format(slug=topic.slug))
    choices = (
        Choice(label=texts.make_it_channel, says=f"/kanal {topic.slug} {_SURE}"),
        Choice(label=texts.make_it_no_channel, says=f"/kanal {topic.slug} {_NOT_SURE}"),
    )
    return await offer_choices(event, context, texts.sure_channel.format(topic=label(topic.title)), choices)
