"""The texts of questions and remarks, and the messages that carry them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from secrets import token_hex

from handlers.context.context import Context
from handlers.core.events import Address, Attachment, MessageReceived, Sender
from handlers.core.messages import Choice, Deletion, DeliveryId, Edit, Message, Outgoing, label
from handlers.exchange.model.exchange import Copy, CopyRole, Exchange, Follower, Remark, Signature
from handlers.i18n import TEXTS, Texts
from handlers.rendering.captions import add_file_name
from handlers.rendering.long_texts import attach_full_text, shorten_question

_MAX_OPENING_LENGTH = 400


async def render_name_with_centre(sender: Sender, context: Context) -> str:
    """Return a person's name, with their centre if it is known."""
    centre = await find_centre_name(sender, context)
    name = sender.name or sender.id
    return f"{name} ({centre})" if centre else name


async def find_centre_name(sender: Sender, context: Context) -> str | None:
    """Return the name of the centre that a person works for; None if it is not known."""
    entry = context.everything.get_entry(await context.stores.preferences.centre(sender) or "")
    return entry.title if entry else None


def make_distinct(name: str, taken: Collection[str], context: Context) -> str:
    """Return a name that is not yet `taken`, with a number if need be."""
    texts = TEXTS[context.language]
    pattern = texts.anonymous_other if name == texts.anonymous else texts.same_signature
    number = 2
    while name in taken:
        candidate = pattern.format(name=name, number=number)
        if candidate not in taken:
            return candidate
        number += 1
    return name


async def render_signature(signature: Signature, sender: Sender, context: Context) -> str:
    """Return how colleagues see the asker named."""
    texts: Texts = TEXTS[context.language]
    match signature:
        case Signature.NAME:
            return await render_name_with_centre(sender, context)
        case Signature.CENTRE:
            return await find_centre_name(sender, context) or texts.anonymous
        case Signature.NONE:
            return texts.anonymous


def render_post(
    question: str, topic: str, number: str, signature: str, context: Context, file: Attachment | None = None
) -> str:
    """Return the question as colleagues read it, with the name of its file."""
    texts = TEXTS[context.language]
    title = f"**{texts.question} {label(number)}** · {label(find_topic_title(topic, context))}"
    said = add_file_name(shorten_question(question, texts), file)
    return "\n\n".join((title, said, f"— {label(signature)}", f"*{texts.how_to_answer}*"))


def find_topic_title(topic: str, context: Context) -> str:
    subject = context.everything.get_topic(f"topic/{topic}")
    return subject.title if subject else topic


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyTarget:
    """A message without text that says where a copy goes.

    `known_as` is the number under which its reader knows the question, if that is another one.
    """

    message: Message
    known_as: int | None = None


def render_remark(remark: Remark, asked: int | None, context: Context) -> str:
    """Return a remark as others read it, under the number that the reader knows."""
    texts = TEXTS[context.language]
    known = asked or remark.exchange
    merged = "" if known == remark.exchange else texts.merged_with.format(number=remark.exchange)
    return texts.copied.format(author=label(remark.signed_as), number=known, merged=merged, text=remark.text)


def is_copy_text(text: str) -> bool:
    """Return whether a text reads like a copy: forwarded back into a room, it is not relayed again."""
    return _copies(tuple(TEXTS.values())).match(text[:_MAX_OPENING_LENGTH]) is not None


def _compile_copy_pattern(sentence: str) -> str:
    """Return a pattern for what precedes the text of a copy, with or without the marks of bold type."""
    written = re.escape(sentence.replace("**", "").partition("{text}")[0].rstrip())
    named = written.replace(r"\{author\}", r".{1,200}").replace(r"\{merged\}", r".{0,60}?")
    return named.replace(r"\{number\}", r"\d+[*\\]*").replace(r"\#", r"[*\\]*\#")


@cache
def _copies(languages: tuple[Texts, ...]) -> re.Pattern[str]:
    return re.compile(
        "|".join(
            pattern
            for texts in languages
            for pattern in (
                rf"\W*{_compile_copy_pattern(texts.copied)}",
                rf"\W*{re.escape(texts.question)} \W*A(\d+|…)\W* · ",
            )
        )
    )


async def post_to_addresses(
    exchange: Exchange, addresses: Sequence[Address], role: CopyRole, context: Context
) -> list[Message]:
    """Return the question as messages to these addresses, recorded as copies."""
    return await post_to([Message(address=address, text="") for address in addresses], exchange, role, context)


async def post_to(targets: Sequence[Message], exchange: Exchange, role: CopyRole, context: Context) -> list[Message]:
    """Return the question in these messages, which have addresses and no text yet, recorded as copies."""
    file, number = await attach_full_text(exchange.attachment, exchange.text, context), exchange.number
    text = _render_exchange(exchange, file, context)
    return [
        await _record(
            replace(target, text=text, attachment=file),
            Copy(delivery=make_delivery_id(number), address=target.address, exchange=number, role=role),
            context,
        )
        for target in targets
    ]


async def record_result(result: Message, exchange: Exchange, context: Context) -> Message:
    """Return the message with a summary recorded as `SHOWN`, so that it can be deleted later."""
    copy = Copy(
        delivery=make_delivery_id(exchange.number),
        address=result.address,
        exchange=exchange.number,
        role=CopyRole.SHOWN,
    )
    return await _record(result, copy, context)


async def tell_current_topic(exchange: Exchange, event: MessageReceived, context: Context) -> Message:
    """Return a reply that says where a question stands now; replies to it are relayed, too."""
    topic = label(find_topic_title(exchange.topic, context))
    text = TEXTS[context.language].stands_now.format(number=exchange.number, topic=topic)
    copy = Copy(
        delivery=make_delivery_id(exchange.number), address=event.address, exchange=exchange.number, role=CopyRole.MOVED
    )
    return await _record(Message(address=event.address, text=text, reply_to=event.message), copy, context)


async def copy_remark(remark: Remark, targets: Sequence[CopyTarget], context: Context) -> list[Message]:
    """Return the remark in these messages, as the caption of its file if it has one."""
    return [
        await _record(
            replace(target.message, text=render_remark(remark, target.known_as, context), attachment=remark.attachment),
            Copy(
                delivery=make_delivery_id(remark.exchange),
                address=target.message.address,
                exchange=remark.exchange,
                role=CopyRole.REMARK,
                remark=remark.number,
                known_as=target.known_as,
            ),
            context,
        )
        for target in targets
    ]


async def _record(message: Message, copy: Copy, context: Context) -> Message:
    """Record the copy and return the message with its id."""
    await context.stores.copies.add(copy)
    return replace(message, id=copy.delivery, choices=_offer_reply(copy, context))


def make_delivery_id(exchange: int) -> DeliveryId:
    """Return a random id, unique across databases, as platforms remember ids for longer than one lives."""
    return DeliveryId(f"exchange-{exchange}-{token_hex(8)}")


async def edit_posts(exchange: Exchange, context: Context) -> list[Edit]:
    """Return edits of the question wherever it stands."""
    text = _render_exchange(exchange, exchange.attachment, context)
    copies = await context.stores.copies.of_exchange(exchange.number, CopyRole.POST, CopyRole.NEWS)
    return [edit_copy(copy, text, context, exchange.attachment) for copy in copies]


def _render_exchange(exchange: Exchange, file: Attachment | None, context: Context) -> str:
    return render_post(exchange.text, exchange.topic, f"#A{exchange.number}", exchange.signed_as, context, file)


async def edit_copies(remark: Remark, context: Context) -> list[Edit]:
    """Return edits of a remark wherever it stands."""
    return [
        edit_copy(copy, render_remark(remark, copy.known_as, context), context, remark.attachment)
        for copy in await context.stores.copies.of_remark(remark.number)
        if copy.role is CopyRole.REMARK
    ]


async def replace_copies(
    remark: Remark, exchange: Exchange, context: Context, *, but: Sequence[Copy] = ()
) -> list[Outgoing]:
    """Delete the copies of a remark and send new ones to the same readers.

    Copies in the channels of `but` are left alone. `exchange` is the question that the remark belongs to now.
    """
    copies = [copy for copy in await context.stores.copies.of_remark(remark.number) if not is_in_same_room(copy, but)]
    people = list_readers(exchange, await context.stores.exchanges.list_followers(exchange.number), with_ended=True)
    numbers = dict.fromkeys((exchange.number, remark.exchange))
    posts = [post for number in numbers for post in await context.stores.copies.of_exchange(number, CopyRole.POST)]
    targets = [
        target for copy in copies if copy.role is CopyRole.REMARK for target in _find_target(copy, people, posts)
    ]
    return [*await delete_copies(copies, context), *await copy_remark(remark, targets, context)]


def _find_target(copy: Copy, people: Sequence[CopyTarget], posts: Sequence[Copy]) -> list[CopyTarget]:
    """Return where a copy is to be replaced; nothing if nobody reads it there any more."""
    theirs = [each for each in people if copy.address.shares_room(each.message.address)]
    above = [
        CopyTarget(message=Message(address=post.address, text="", under=post.delivery))
        for post in posts
        if post.address == copy.address
    ]
    return [replace(target, known_as=copy.known_as) for target in (*theirs, *above)[:1]]


def is_in_channel(written: Address, channel: Address, context: Context) -> bool:
    """Return whether a place is a channel: so is a thread of its room, but where rooms are split into threads."""
    same_place = written.thread == channel.thread or not context.traits(channel.platform).splits_rooms
    return written.shares_room(channel) and same_place


def is_in_same_room(copy: Copy, posts: Sequence[Copy]) -> bool:
    """Return whether a copy stands in the room of one of these posts."""
    return any(copy.address.shares_room(post.address) for post in posts)


def edit_copy(copy: Copy, text: str, context: Context, attachment: Attachment | None = None) -> Edit:
    choices = _offer_reply(copy, context)
    message = Message(address=copy.address, text=text, attachment=attachment, choices=choices)
    return Edit(of=copy.delivery, message=message)


def _offer_reply(copy: Copy, context: Context) -> tuple[Choice, ...]:
    """Offer a button to answer under what a person reads alone: few know the platform's own reply."""
    traits = context.traits(copy.address.platform)
    if (
        not traits.has_buttons
        or traits.is_group(copy.address.room)
        or copy.role not in (CopyRole.REMARK, CopyRole.NEWS)
    ):
        return ()
    return (Choice(label=TEXTS[context.language].answer_it, says=f"/antworten {copy.exchange}"),)


async def delete_copies(copies: Sequence[Copy], context: Context) -> list[Outgoing]:
    await context.stores.copies.drop([copy.delivery for copy in copies])
    return [Deletion(of=copy.delivery, address=copy.address) for copy in copies]


async def retire_copies(copies: Sequence[Copy], context: Context) -> list[Outgoing]:
    """Delete the messages, but keep the copies, so that replies to them still lead to the exchange."""
    await context.stores.copies.retire([copy.delivery for copy in copies])
    return [Deletion(of=copy.delivery, address=copy.address) for copy in copies]


def list_readers(exchange: Exchange, followers: Sequence[Follower], *, with_ended: bool = False) -> list[CopyTarget]:
    """Return the asker and the followers as targets, each with the number that they know.

    `with_ended` includes those for whom the question is solved.
    """
    following = (
        CopyTarget(
            message=Message(address=each.address, text="", mention=each.sender, private_to=each.reader),
            known_as=each.known_as,
        )
        for each in followers
        if with_ended or not each.has_ended
    )
    return [CopyTarget(message=write_to_asker(exchange, "")), *following]


def write_to_asker(exchange: Exchange, text: str) -> Message:
    """Return a message to the asker, where they read the answers."""
    return Message(address=exchange.address, text=text, mention=exchange.asker, private_to=exchange.reader)


async def write_below_posts(exchange: Exchange, text: str, context: Context) -> list[Message]:
    """Return a line below the question in every channel."""
    return [
        Message(address=copy.address, text=text, under=copy.delivery)
        for copy in await context.stores.copies.of_exchange(exchange.number, CopyRole.POST)
    ]
