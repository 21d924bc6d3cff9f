"""What the moderators of a topic may do with its questions; all of it is written down."""

from dataclasses import replace

from handlers.answers import reply_to
from handlers.context import Context
from handlers.events import MessageReceived
from handlers.exchange.kept import Exchange, Follower, Role
from handlers.exchange.posts import REFERENCE, copied, posted, taken_back, to_asker, told
from handlers.messages import Message, Outgoing, escape
from handlers.texts import TEXTS


async def move(event: MessageReceived, context: Context) -> list[Outgoing]:
    """To another topic: the question and what was said about it then stand in its channels, and no more in the old."""
    texts = TEXTS[await context.spoken(event)]
    number, slug = _two(event.text)
    exchange = await _moderated(number, event, context)
    topic = context.search.topic(f"topic/{slug}")
    if exchange is None:
        return [reply_to(event, texts.not_moderated)]
    if topic is None:
        return [reply_to(event, texts.unknown_topic)]
    channels = await context.channels.of_topic(topic.slug)
    if not channels:
        return [reply_to(event, texts.no_channel_there)]
    await context.exchanges.file(exchange.number, topic.slug)
    await context.exchanges.note(exchange.number, event.sender, "move", f"{exchange.topic} {topic.slug}", context.now)
    gone = await _taken_from_channels(exchange, context)
    posts = await posted(replace(exchange, topic=topic.slug), channels, Role.POST, context)
    below = [Message(address=post.address, text="", under=post.id) for post in posts]
    again = [
        message
        for remark in await context.remarks.of_exchange(exchange.number)
        for message in await copied(remark, below, context)
    ]
    done = texts.moved.format(number=exchange.number, topic=escape(topic.title))
    return [reply_to(event, done), *gone, *posts, *again]


async def merge(event: MessageReceived, context: Context) -> list[Outgoing]:
    """Into another question: who asked this one reads the answers to that one."""
    texts = TEXTS[await context.spoken(event)]
    number, other = _two(event.text)
    exchange = await _moderated(number, event, context)
    into = await _moderated(other, event, context)
    if exchange is None or into is None or exchange.number == into.number:
        return [reply_to(event, texts.not_moderated)]
    await context.exchanges.merge(exchange.number, into.number, context.now)
    await context.exchanges.note(exchange.number, event.sender, "merge", f"#A{into.number}", context.now)
    first = Follower(sender=exchange.asker, address=exchange.address, signed=exchange.signed, direct=exchange.direct)
    followers = [first, *await context.exchanges.followers(exchange.number)]
    for follower in followers:
        if not follower.sender.is_same(into.asker):
            await context.exchanges.follow(into.number, follower, context.now)
    line = TEXTS[context.language].merged_into.format(number=exchange.number, into=into.number)
    lines = await told(exchange, line, context)
    words = [
        Message(address=each.address, text=line, mention=each.sender, private_to=each.reader) for each in followers
    ]
    answers = [
        message
        for remark in await context.remarks.of_exchange(exchange.number)
        if not remark.by_asker
        for message in await copied(remark, [to_asker(into, "")], context)
    ]
    done = texts.merged.format(number=exchange.number, into=into.number)
    return [reply_to(event, done), *words, *lines, *answers]


async def hide(event: MessageReceived, context: Context) -> list[Outgoing]:
    """Nobody reads the question any more, in the channels and in what is searched."""
    texts = TEXTS[await context.spoken(event)]
    exchange = await _moderated(_two(event.text)[0], event, context)
    if exchange is None:
        return [reply_to(event, texts.not_moderated)]
    await context.exchanges.hide(exchange.number, context.now)
    await context.exchanges.note(exchange.number, event.sender, "hide", "", context.now)
    gone = await _taken_from_channels(exchange, context)
    word = TEXTS[context.language].hidden_of_yours.format(number=exchange.number)
    return [reply_to(event, texts.hidden.format(number=exchange.number)), to_asker(exchange, word), *gone]


async def _taken_from_channels(exchange: Exchange, context: Context) -> list[Outgoing]:
    """The question, and what was carried there; what people wrote there themselves stays."""
    posts = await context.copies.of_exchange(exchange.number, Role.POST)
    remarks = await context.copies.of_exchange(exchange.number, Role.REMARK, Role.FILE)
    there = [copy for copy in remarks if any(copy.address.shares_room(post.address) for post in posts)]
    return await taken_back([*posts, *there], context)


async def _moderated(reference: str, event: MessageReceived, context: Context) -> Exchange | None:
    """The question, if the person moderates its topic."""
    number = REFERENCE.fullmatch(reference)
    exchange = await context.exchanges.get(int(number.group(1))) if number else None
    return exchange if exchange and context.moderates(event.sender, exchange.topic) else None


def _two(text: str) -> tuple[str, str]:
    """What follows a command."""
    _, first, second, *_ = (*text.split(), "", "")
    return first, second
