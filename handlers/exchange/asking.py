"""A question to colleagues, until it is asked: what is known, the topic, the signature, the preview, the posts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.answers import CONVERSATION_LASTS, about_topic, entry_choice, offered_next, reply_to
from handlers.context import Context
from handlers.events import MessageReceived
from handlers.exchange.kept import Draft, Exchange, Follower, Remark, Role, Signature
from handlers.exchange.posts import copied, post, posted, signed
from handlers.exchange.questions import MOST_COMPARED, choice, is_own, named, question_in
from handlers.exchange.reminders import plan
from handlers.exchange.subscriptions import news
from handlers.messages import Choice, Message, escape
from handlers.texts import TEXTS
from knowledge.entries import Topic
from knowledge.search import Asked, Earlier, Kind, Near

_NOTICE = "exchange"
_MOST_KNOWN = 3
_MOST_EARLIER = 2
_MOST_CARRIED = 10
# For so long a question is thought to be the same as one that was asked before.
_SAME_FOR = timedelta(days=14)


async def ask(event: MessageReceived, context: Context) -> list[Message]:
    """A question that is meant for colleagues; what is known comes first."""
    question = question_in(event.text)
    texts = TEXTS[await context.spoken(event)]
    if question.startswith(("/", "!")) or not question:
        return [reply_to(event, texts.exchange_how)]
    await _keep(Draft(text=question, message=event.message), event, context)
    finding = context.search.find(question)
    known = [match.entry for match in finding.matches[:_MOST_KNOWN]] if finding.kind is not Kind.NONE else []
    if not known:
        return await colleagues(event, context)
    choices = (*map(entry_choice, known), Choice(label=texts.ask_anyway, says="/kollegen"))
    return [await offered_next(event, context, texts.exchange_known, choices)]


async def colleagues(event: MessageReceived, context: Context) -> list[Message]:
    """On with the drafted question; but first what was asked before, which may be read or joined instead."""
    texts = TEXTS[await context.spoken(event)]
    draft = await context.drafts.get(event.sender, context.now)
    if draft is None:
        return [reply_to(event, texts.exchange_how)]
    near = await _asked_before(draft.text, context)
    same = await _same(near, event, context)
    solved = [exchange for _, exchange in near if not exchange.is_open][:_MOST_EARLIER]
    if same is None and not solved:
        return await choose_topic(event, context)
    joining = (Choice(label=texts.join_it, says=f"/mitlesen {same.number}"),) if same else ()
    choices = (
        *joining,
        *(choice(exchange, texts) for exchange in solved),
        Choice(label=texts.ask_anyway, says="/themenwahl"),
    )
    text = texts.asked_already.format(number=same.number, question=escape(same.text)) if same else texts.asked_before
    return [await offered_next(event, context, text, choices)]


async def choose_topic(event: MessageReceived, context: Context) -> list[Message]:
    """Where the drafted question belongs."""
    texts = TEXTS[await context.spoken(event)]
    draft = await context.drafts.get(event.sender, context.now)
    if draft is None:
        return [reply_to(event, texts.exchange_how)]
    near = context.search.topics_for(draft.text, _earlier(await context.exchanges.newest(MOST_COMPARED)))
    if not near:
        return await topics(event, context)
    choices = (
        *map(_topic_choice, near),
        Choice(label=texts.other_topic, says="/themen"),
    )
    return [await offered_next(event, context, texts.which_topic, choices)]


async def topics(event: MessageReceived, context: Context) -> list[Message]:
    """All of them, with how many questions are open."""
    texts = TEXTS[await context.spoken(event)]
    waiting = await context.exchanges.open_by_topic()
    choices = tuple(
        replace(_topic_choice(topic), label=texts.topic_with_open.format(topic=topic.title, number=number))
        if (number := waiting.get(topic.slug))
        else _topic_choice(topic)
        for topic in context.search.knowledge.topics
    )
    return [await offered_next(event, context, texts.all_topics, choices)]


async def take_topic(event: MessageReceived, context: Context) -> list[Message]:
    """The topic of the drafted question; without one, what there is on the topic."""
    texts = TEXTS[await context.spoken(event)]
    topic = context.search.topic(f"topic/{event.text.split()[-1]}")
    if topic is None:
        return [reply_to(event, texts.unknown_topic)]
    draft = await context.drafts.get(event.sender, context.now)
    if draft is None:
        return [await about_topic(topic, event, context)]
    await _keep(replace(draft, topic=topic.slug), event, context)
    choices = (
        Choice(label=texts.with_name, says=f"/zeichnen {Signature.NAME}"),
        Choice(label=texts.with_centre, says=f"/zeichnen {Signature.CENTRE}"),
        Choice(label=texts.without_name, says=f"/zeichnen {Signature.NONE}"),
    )
    return [await offered_next(event, context, texts.which_signature, choices)]


async def sign(event: MessageReceived, context: Context) -> list[Message]:
    """A preview of exactly what colleagues will read."""
    texts = TEXTS[await context.spoken(event)]
    draft = await context.drafts.get(event.sender, context.now)
    signature = next((each for each in Signature if each == event.text.split()[-1]), None)
    if draft is None or draft.topic is None or signature is None:
        return [reply_to(event, texts.exchange_how)]
    if signature is not Signature.NONE and await context.preferences.centre(event.sender) is None:
        return [reply_to(event, texts.which_own_centre)]
    topic = draft.topic
    await _keep(replace(draft, signature=signature), event, context)
    shown = post(draft.text, topic, "#A…", await signed(signature, event.sender, context), context)
    first = await context.notices.once(event.address, event.sender, _NOTICE, context.now)
    text = "\n\n".join((texts.preview, shown, *((texts.what_is_kept,) if first else ())))
    choices = (Choice(label=texts.send_it, says="/absenden"), Choice(label=texts.drop_it, says="/verwerfen"))
    return [await offered_next(event, context, text, choices)]


async def send(event: MessageReceived, context: Context) -> list[Message]:
    """Posts the question to every channel of its topic, and to everybody who reads the topic at once."""
    texts = TEXTS[await context.spoken(event)]
    draft = await context.drafts.get(event.sender, context.now)
    if draft is None or draft.topic is None or draft.signature is None:
        return [reply_to(event, texts.exchange_how)]
    channels = await context.channels.of_topic(draft.topic)
    if not channels:
        return [reply_to(event, texts.no_channel.format(office=escape(context.office)))]
    signature = await signed(draft.signature, event.sender, context)
    exchange = await context.exchanges.open(
        draft, event.sender, event.address, signature, context.now, direct=event.direct
    )
    await context.drafts.drop(event.sender)
    await plan(exchange, 0, context.now, context)
    posts = await posted(exchange, channels, Role.POST, context)
    told = await news(exchange, context)
    solved = Choice(label=texts.solved, says=f"/geloest {exchange.number}")
    unnamed = Choice(label=texts.withdraw_name, says=f"/anonym {exchange.number}")
    choices = (solved,) if draft.signature is Signature.NONE else (solved, unnamed)
    asked = texts.asked.format(number=exchange.number, channels=len(posts))
    return [await offered_next(event, context, asked, choices), *posts, *told]


async def drop(event: MessageReceived, context: Context) -> list[Message]:
    texts = TEXTS[await context.spoken(event)]
    await context.drafts.drop(event.sender)
    return [reply_to(event, texts.dropped)]


async def join(event: MessageReceived, context: Context) -> list[Message]:
    """The person reads the answers to somebody else's question, those that have come already too."""
    texts = TEXTS[await context.spoken(event)]
    exchange = await named(event, context)
    if not event.direct:
        return [reply_to(event, texts.subscribe_directly)]
    if exchange is None or not exchange.is_open or await is_own(exchange, event.sender, context):
        return [reply_to(event, texts.unknown_question)]
    await context.drafts.drop(event.sender)
    signature = await signed(Signature.CENTRE, event.sender, context)
    follower = Follower(sender=event.sender, address=event.address, signed=signature, direct=True)
    await context.exchanges.follow(exchange.number, follower, context.now)
    joined = reply_to(event, texts.joined.format(number=exchange.number, signed=escape(signature)))
    there = Message(address=event.address, text="", mention=event.sender, private_to=event.sender)
    remarks: list[Remark] = [*await context.remarks.of_exchange(exchange.number)][-_MOST_CARRIED:]
    return [joined, *[message for remark in remarks for message in await copied(remark, [there], context)]]


async def make_channel(event: MessageReceived, context: Context) -> list[Message]:
    """Editors say to which topic a room, or a topic of a forum, belongs."""
    texts = TEXTS[await context.spoken(event)]
    topic = context.search.topic(f"topic/{event.text.split()[-1]}")
    if not context.is_editor(event.sender):
        return [reply_to(event, texts.editors_only)]
    if topic is None:
        return [reply_to(event, texts.unknown_topic)]
    await context.channels.put(event.address, topic.slug, context.now)
    return [reply_to(event, texts.is_channel.format(topic=escape(topic.title)))]


def _earlier(newest: Sequence[Exchange]) -> Earlier:
    return Earlier(Asked(number=each.number, text=each.text, topic=each.topic) for each in newest)


async def _asked_before(question: str, context: Context) -> list[tuple[Near, Exchange]]:
    """What comes near, the nearest first."""
    newest = {exchange.number: exchange for exchange in await context.exchanges.newest(MOST_COMPARED)}
    return [(each, newest[each.asked.number]) for each in _earlier([*newest.values()]).near(question)]


async def _same(near: list[tuple[Near, Exchange]], event: MessageReceived, context: Context) -> Exchange | None:
    """An open question of somebody else, asked a short time ago, that is nearly the same."""
    for each, exchange in near:
        is_new = exchange.is_open and context.now - exchange.asked_at <= _SAME_FOR
        if each.is_same and is_new and not await is_own(exchange, event.sender, context):
            return exchange
    return None


def _topic_choice(topic: Topic) -> Choice:
    return Choice(label=topic.title, says=f"/thema {topic.slug}")


async def _keep(draft: Draft, event: MessageReceived, context: Context) -> None:
    await context.drafts.put(event.sender, draft, context.now + CONVERSATION_LASTS)
