"""How questions to colleagues and what is said about them read, and the messages that bring them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from secrets import token_hex

from handlers.context.context import Context
from handlers.core.events import Address, Attachment, MessageReceived, Sender
from handlers.core.messages import Choice, Deletion, DeliveryId, Edit, Message, Outgoing, label
from handlers.exchange.model.exchange import Copy, Exchange, Follower, Remark, Role, Signature
from handlers.i18n import TEXTS, Texts
from handlers.rendering.captions import captioned
from handlers.rendering.long_texts import begun_question, with_whole

_LONGEST_BEGINNING = 400
REFERENCE = re.compile(r"#?A?(\d{1,9})", re.IGNORECASE)


async def author(sender: Sender, context: Context) -> str:
    """A person's name, with their centre if it is known."""
    centre = await centre_of(sender, context)
    name = sender.name or sender.id
    return f"{name} ({centre})" if centre else name


async def centre_of(sender: Sender, context: Context) -> str | None:
    """The name of the centre that a person works for."""
    entry = context.search.entry(await context.preferences.centre(sender) or "")
    return entry.title if entry else None


def distinct_name(name: str, taken: Collection[str], context: Context) -> str:
    """Return what colleagues read of another person, so that it is like nobody's before."""
    texts = TEXTS[context.language]
    pattern = texts.anonymous_other if name == texts.anonymous else texts.same_signature
    number = 2
    while name in taken:
        candidate = pattern.format(name=name, number=number)
        if candidate not in taken:
            return candidate
        number += 1
    return name


async def signed(signature: Signature, sender: Sender, context: Context) -> str:
    """What colleagues read of who asks."""
    texts: Texts = TEXTS[context.language]
    match signature:
        case Signature.NAME:
            return await author(sender, context)
        case Signature.CENTRE:
            return await centre_of(sender, context) or texts.anonymous
        case Signature.NONE:
            return texts.anonymous


def post(
    question: str, topic: str, number: str, signature: str, context: Context, file: Attachment | None = None
) -> str:
    """Return the question as colleagues read it, with the name of its file."""
    texts = TEXTS[context.language]
    title = f"**{texts.question} {label(number)}** · {label(title_of(topic, context))}"
    said = captioned(begun_question(question, texts), file)
    return "\n\n".join((title, said, f"— {label(signature)}", f"*{texts.how_to_answer}*"))


def title_of(topic: str, context: Context) -> str:
    subject = context.search.topic(f"topic/{topic}")
    return subject.title if subject else topic


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Where a copy goes: a message without its text.

    `asked` is the number under which its reader knows the question, if that is another than its own.
    """

    message: Message
    asked: int | None = None


def worded(remark: Remark, asked: int | None, context: Context) -> str:
    """A remark as it reads elsewhere, under the number that its reader knows."""
    texts = TEXTS[context.language]
    known = asked or remark.exchange
    merged = "" if known == remark.exchange else texts.merged_with.format(number=remark.exchange)
    return texts.copied.format(author=label(remark.name), number=known, merged=merged, text=remark.text)


def reads_like_a_copy(text: str) -> bool:
    """Whatever brings it back into a room, a copy is not carried again."""
    return _LIKE_A_COPY.match(text[:_LONGEST_BEGINNING]) is not None


def _beginning(sentence: str) -> str:
    """A pattern for what stands before the text of a copy, the marks of bold type taken off or not."""
    written = re.escape(sentence.replace("**", "").partition("{text}")[0].rstrip())
    named = written.replace(r"\{author\}", r".{1,200}").replace(r"\{merged\}", r".{0,60}?")
    return named.replace(r"\{number\}", r"\d+[*\\]*").replace(r"\#", r"[*\\]*\#")


_LIKE_A_COPY = re.compile(
    "|".join(
        pattern
        for texts in TEXTS.values()
        for pattern in (rf"\W*{_beginning(texts.copied)}", rf"\W*{re.escape(texts.question)} \W*A(\d+|…)\W* · ")
    )
)


async def posted(exchange: Exchange, addresses: Sequence[Address], role: Role, context: Context) -> list[Message]:
    """The question, there."""
    return await posted_to([Message(address=address, text="") for address in addresses], exchange, role, context)


async def posted_to(targets: Sequence[Message], exchange: Exchange, role: Role, context: Context) -> list[Message]:
    """The question, in messages that say where to and have no text yet."""
    file, number = await with_whole(exchange.attachment, exchange.text, context), exchange.number
    text = _posted(exchange, file, context)
    return [
        await _kept(
            replace(target, text=text, attachment=file),
            Copy(delivery=new_id(number), address=target.address, exchange=number, role=role),
            context,
        )
        for target in targets
    ]


async def shown(result: Message, exchange: Exchange, context: Context) -> Message:
    """Remember what came of a question as shown to somebody, so that it can be taken back."""
    copy = Copy(delivery=new_id(exchange.number), address=result.address, exchange=exchange.number, role=Role.SHOWN)
    return await _kept(result, copy, context)


async def says_where(exchange: Exchange, event: MessageReceived, context: Context) -> Message:
    """Return a word, in reply to a message, on where a question stands now; replies to that word are carried, too."""
    topic = label(title_of(exchange.topic, context))
    text = TEXTS[context.language].stands_now.format(number=exchange.number, topic=topic)
    copy = Copy(delivery=new_id(exchange.number), address=event.address, exchange=exchange.number, role=Role.MOVED)
    return await _kept(Message(address=event.address, text=text, reply_to=event.message), copy, context)


async def copied(remark: Remark, targets: Sequence[Target], context: Context) -> list[Message]:
    """A remark, as the caption of its file if it has one."""
    return [
        await _kept(
            replace(target.message, text=worded(remark, target.asked, context), attachment=remark.attachment),
            Copy(
                delivery=new_id(remark.exchange),
                address=target.message.address,
                exchange=remark.exchange,
                role=Role.REMARK,
                remark=remark.number,
                asked=target.asked,
            ),
            context,
        )
        for target in targets
    ]


async def _kept(message: Message, copy: Copy, context: Context) -> Message:
    """The message under the id of its copy, which is written down."""
    await context.copies.add(copy)
    return replace(message, id=copy.delivery, choices=_replying(copy, context))


def new_id(exchange: int) -> DeliveryId:
    """Of no message before, in another database neither: a platform may remember those for longer."""
    return DeliveryId(f"exchange-{exchange}-{token_hex(8)}")


async def reread(exchange: Exchange, context: Context) -> list[Edit]:
    """The question everywhere, as it reads now."""
    text = _posted(exchange, exchange.attachment, context)
    copies = await context.copies.of_exchange(exchange.number, Role.POST, Role.NEWS)
    return [changed(copy, text, context, exchange.attachment) for copy in copies]


def _posted(exchange: Exchange, file: Attachment | None, context: Context) -> str:
    return post(exchange.text, exchange.topic, f"#A{exchange.number}", exchange.signed, context, file)


async def reworded(remark: Remark, context: Context) -> list[Edit]:
    """A remark everywhere, as it reads now."""
    return [
        changed(copy, worded(remark, copy.asked, context), context, remark.attachment)
        for copy in await context.copies.of_remark(remark.number)
        if copy.role is Role.REMARK
    ]


async def carried_anew(
    remark: Remark, exchange: Exchange, context: Context, *, but: Sequence[Copy] = ()
) -> list[Outgoing]:
    """Take back the copies of a remark and bring it anew to whoever had one, as it reads now.

    Copies in the channels of `but` are left alone. `exchange` is where the remark is read now.
    """
    copies = [copy for copy in await context.copies.of_remark(remark.number) if not is_below(copy, but)]
    people = readers(exchange, await context.exchanges.followers(exchange.number), with_ended=True)
    numbers = dict.fromkeys((exchange.number, remark.exchange))
    posts = [post for number in numbers for post in await context.copies.of_exchange(number, Role.POST)]
    targets = [target for copy in copies if copy.role is Role.REMARK for target in _where(copy, people, posts)]
    return [*await taken_back(copies, context), *await copied(remark, targets, context)]


def _where(copy: Copy, people: Sequence[Target], posts: Sequence[Copy]) -> list[Target]:
    """Return where a copy is to be replaced; nowhere if nobody is to read it there any more."""
    theirs = [each for each in people if copy.address.shares_room(each.message.address)]
    above = [
        Target(message=Message(address=post.address, text="", under=post.delivery))
        for post in posts
        if post.address == copy.address
    ]
    return [replace(target, asked=copy.asked) for target in (*theirs, *above)[:1]]


def is_there(written: Address, channel: Address, context: Context) -> bool:
    """Return whether a place is a channel: so is a thread of its room, but where rooms are split into threads."""
    same_place = written.thread == channel.thread or not context.traits(channel.platform).splits_rooms
    return written.shares_room(channel) and same_place


def is_below(copy: Copy, posts: Sequence[Copy]) -> bool:
    """Return whether a copy stands in the room of one of these posts."""
    return any(copy.address.shares_room(post.address) for post in posts)


def changed(copy: Copy, text: str, context: Context, attachment: Attachment | None = None) -> Edit:
    choices = _replying(copy, context)
    message = Message(address=copy.address, text=text, attachment=attachment, choices=choices)
    return Edit(of=copy.delivery, message=message)


def _replying(copy: Copy, context: Context) -> tuple[Choice, ...]:
    """Offer a button to answer under what a person reads alone: few know the platform's own reply."""
    traits = context.traits(copy.address.platform)
    if not traits.has_buttons or traits.is_group(copy.address.room) or copy.role not in (Role.REMARK, Role.NEWS):
        return ()
    return (Choice(label=TEXTS[context.language].answer_it, says=f"/antworten {copy.exchange}"),)


async def taken_back(copies: Sequence[Copy], context: Context) -> list[Outgoing]:
    await context.copies.drop([copy.delivery for copy in copies])
    return [Deletion(of=copy.delivery, address=copy.address) for copy in copies]


async def retired(copies: Sequence[Copy], context: Context) -> list[Outgoing]:
    """Take copies back, but remember them, so that replies to them still reach the exchange."""
    await context.copies.retire([copy.delivery for copy in copies])
    return [Deletion(of=copy.delivery, address=copy.address) for copy in copies]


def readers(exchange: Exchange, followers: Sequence[Follower], *, with_ended: bool = False) -> list[Target]:
    """Return who reads the answers: the asker and the followers, each under the number that they know.

    `with_ended`: also those who have read them, until it was solved for them.
    """
    following = (
        Target(
            message=Message(address=each.address, text="", mention=each.sender, private_to=each.reader),
            asked=each.asked,
        )
        for each in followers
        if with_ended or not each.has_ended
    )
    return [Target(message=to_asker(exchange, "")), *following]


def to_asker(exchange: Exchange, text: str) -> Message:
    """A message to who asked, where they read the answers."""
    return Message(address=exchange.address, text=text, mention=exchange.asker, private_to=exchange.reader)


async def told(exchange: Exchange, text: str, context: Context) -> list[Message]:
    """A line under the question in every channel."""
    return [
        Message(address=copy.address, text=text, under=copy.delivery)
        for copy in await context.copies.of_exchange(exchange.number, Role.POST)
    ]
