"""Questions to colleagues: from what is already known to the topic, the signature, the preview and the channels."""

import re
from dataclasses import replace
from secrets import token_hex

from handlers.answers import CONVERSATION_LASTS, about_topic, entry_choice, offered_next, reply_to
from handlers.context import Context
from handlers.events import Address, MessageReceived, Sender
from handlers.messages import Choice, DeliveryId, Message, escape
from handlers.ports import Copy, Draft, Exchange, Signature
from handlers.texts import TEXTS, Texts
from knowledge.entries import Centre, Topic
from knowledge.search import Kind

_NUMBER = re.compile(r"#?a?(\d{1,9})", re.IGNORECASE)
_NOTICE = "exchange"
_MOST_KNOWN = 3


async def ask(event: MessageReceived, context: Context) -> list[Message]:
    """A question that is meant for colleagues; what is known comes first."""
    _, _, question = event.text.strip().partition(" ")
    texts = TEXTS[await context.spoken(event)]
    if not question.strip():
        return [reply_to(event, texts.exchange_how)]
    await _keep(Draft(text=question.strip()), event, context)
    finding = context.search.find(question)
    known = [match.entry for match in finding.matches[:_MOST_KNOWN]] if finding.kind is not Kind.NONE else []
    if not known:
        return await choose_topic(event, context)
    choices = (
        *map(entry_choice, known),
        Choice(label=texts.ask_anyway, says="/kollegen"),
    )
    return [await offered_next(event, context, texts.exchange_known, choices)]


async def choose_topic(event: MessageReceived, context: Context) -> list[Message]:
    """Where the drafted question belongs."""
    texts = TEXTS[await context.spoken(event)]
    draft = await context.exchanges.draft(event.sender, context.now)
    if draft is None:
        return [reply_to(event, texts.exchange_how)]
    near = context.search.topics_for(draft.text)
    if not near:
        return await topics(event, context)
    choices = (
        *map(_topic_choice, near),
        Choice(label=texts.other_topic, says="/themen"),
    )
    return [await offered_next(event, context, texts.which_topic, choices)]


async def topics(event: MessageReceived, context: Context) -> list[Message]:
    """All of them."""
    texts = TEXTS[await context.spoken(event)]
    choices = tuple(map(_topic_choice, context.search.knowledge.topics))
    return [await offered_next(event, context, texts.all_topics, choices)]


async def take_topic(event: MessageReceived, context: Context) -> list[Message]:
    """The topic of the drafted question; without one, what there is on the topic."""
    texts = TEXTS[await context.spoken(event)]
    topic = context.search.topic(f"topic/{event.text.split()[-1]}")
    if topic is None:
        return [reply_to(event, texts.unknown_topic)]
    draft = await context.exchanges.draft(event.sender, context.now)
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
    draft = await context.exchanges.draft(event.sender, context.now)
    signature = next((each for each in Signature if each == event.text.split()[-1]), None)
    if draft is None or draft.topic is None or signature is None:
        return [reply_to(event, texts.exchange_how)]
    if signature is not Signature.NONE and await context.preferences.centre(event.sender) is None:
        return [reply_to(event, texts.which_own_centre)]
    topic = draft.topic
    await _keep(replace(draft, signature=signature), event, context)
    shown = _post(draft.text, topic, "#A…", await _signed(signature, event.sender, context), context)
    first = await context.notices.once(event.address, event.sender, _NOTICE, context.now)
    text = "\n\n".join((texts.preview, shown, *((texts.what_is_kept,) if first else ())))
    choices = (Choice(label=texts.send_it, says="/absenden"), Choice(label=texts.drop_it, says="/verwerfen"))
    return [await offered_next(event, context, text, choices)]


async def send(event: MessageReceived, context: Context) -> list[Message]:
    """Posts the question to every channel of its topic."""
    texts = TEXTS[await context.spoken(event)]
    draft = await context.exchanges.draft(event.sender, context.now)
    if draft is None or draft.topic is None or draft.signature is None:
        return [reply_to(event, texts.exchange_how)]
    channels = await context.channels.of_topic(draft.topic)
    if not channels:
        return [reply_to(event, texts.no_channel.format(office=escape(context.office)))]
    signed = await _signed(draft.signature, event.sender, context)
    exchange = await context.exchanges.open(draft, event.sender, event.address, signed, context.now)
    await context.exchanges.drop_draft(event.sender)
    posts = [await _posted(exchange, address, context) for address in channels]
    solved = Choice(label=texts.solved, says=f"/geloest {exchange.number}")
    asked = texts.asked.format(number=exchange.number, channels=len(posts))
    return [await offered_next(event, context, asked, (solved,)), *posts]


async def drop(event: MessageReceived, context: Context) -> list[Message]:
    texts = TEXTS[await context.spoken(event)]
    await context.exchanges.drop_draft(event.sender)
    return [reply_to(event, texts.dropped)]


async def solve(event: MessageReceived, context: Context) -> list[Message]:
    """Closes a question of one's own; the channels learn of it."""
    texts = TEXTS[await context.spoken(event)]
    named = _NUMBER.fullmatch(event.text.split()[-1])
    exchange = await context.exchanges.get(int(named.group(1))) if named else None
    if exchange is None or not await _is_own(exchange, event.sender, context):
        return [reply_to(event, texts.not_yours)]
    if not exchange.is_open:
        return [reply_to(event, texts.closed_already.format(number=exchange.number))]
    await context.exchanges.close(exchange.number, context.now)
    closing = TEXTS[context.language].closing.format(number=exchange.number)
    lines = [
        Message(address=post.address, text=closing, under=post.delivery)
        for post in await context.exchanges.posts(exchange.number)
    ]
    return [reply_to(event, texts.closed.format(number=exchange.number)), *lines]


async def choose_centre(event: MessageReceived, context: Context) -> list[Message]:
    """The centre that a person works for."""
    texts = TEXTS[await context.spoken(event)]
    _, _, place = event.text.strip().partition(" ")
    found = [match.entry for match in context.search.find(place).matches if isinstance(match.entry, Centre)]
    if not found:
        return [reply_to(event, texts.which_own_centre)]
    if len(found) > 1:
        choices = tuple(Choice(label=centre.title, says=f"/zentrum {centre.title}") for centre in found)
        return [await offered_next(event, context, texts.choose, choices)]
    for account in await context.people.accounts(event.sender):
        await context.preferences.choose_centre(account, found[0].id)
    return [reply_to(event, texts.own_centre.format(centre=escape(found[0].title)))]


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


async def author(sender: Sender, context: Context) -> str:
    """A person's name, with their centre if it is known."""
    centre = await _centre(sender, context)
    name = sender.name or sender.id
    return f"{name} ({centre})" if centre else name


def new_id(exchange: Exchange) -> DeliveryId:
    """Of no message before, in another database neither: a platform may remember those for longer."""
    return DeliveryId(f"exchange-{exchange.number}-{token_hex(8)}")


def _topic_choice(topic: Topic) -> Choice:
    return Choice(label=topic.title, says=f"/thema {topic.slug}")


async def _centre(sender: Sender, context: Context) -> str | None:
    entry = context.search.entry(await context.preferences.centre(sender) or "")
    return entry.title if entry else None


async def _keep(draft: Draft, event: MessageReceived, context: Context) -> None:
    await context.exchanges.keep_draft(event.sender, draft, context.now + CONVERSATION_LASTS)


async def _signed(signature: Signature, sender: Sender, context: Context) -> str:
    texts: Texts = TEXTS[context.language]
    match signature:
        case Signature.NAME:
            return await author(sender, context)
        case Signature.CENTRE:
            return await _centre(sender, context) or texts.anonymous
        case Signature.NONE:
            return texts.anonymous


async def _posted(exchange: Exchange, address: Address, context: Context) -> Message:
    delivery = new_id(exchange)
    await context.exchanges.posted(exchange.number, Copy(delivery=delivery, address=address))
    text = _post(exchange.text, exchange.topic, f"#A{exchange.number}", exchange.signed, context)
    return Message(address=address, text=text, id=delivery)


def _post(question: str, topic: str, number: str, signed: str, context: Context) -> str:
    """What stands in the channels."""
    texts = TEXTS[context.language]
    subject = context.search.topic(f"topic/{topic}")
    title = f"**{texts.question} {escape(number)}** · {escape(subject.title if subject else topic)}"
    return "\n\n".join((title, escape(question), f"— {escape(signed)}", f"*{texts.how_to_answer}*"))


async def _is_own(exchange: Exchange, sender: Sender, context: Context) -> bool:
    return any(account.is_same(exchange.asker) for account in await context.people.accounts(sender))
