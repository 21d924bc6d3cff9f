"""How questions to colleagues and what is said about them read, and the messages that bring them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from secrets import token_hex

from handlers.answers import CONVERSATION_LASTS
from handlers.context import Context
from handlers.events import Address, MessageId, Sender
from handlers.exchange.kept import Copy, Exchange, Remark, Role, Signature
from handlers.messages import Choice, Deletion, DeliveryId, Edit, Message, Outgoing, escape
from handlers.ports import Conversation
from handlers.texts import TEXTS, Texts

_FILE = "📎"
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


def post(question: str, topic: str, number: str, signature: str, context: Context) -> str:
    """The question as colleagues read it."""
    texts = TEXTS[context.language]
    title = f"**{texts.question} {escape(number)}** · {escape(title_of(topic, context))}"
    return "\n\n".join((title, escape(question), f"— {escape(signature)}", f"*{texts.how_to_answer}*"))


def title_of(topic: str, context: Context) -> str:
    subject = context.search.topic(f"topic/{topic}")
    return subject.title if subject else topic


def worded(remark: Remark, context: Context) -> str:
    """A remark as it reads elsewhere."""
    copied = TEXTS[context.language].copied
    return copied.format(author=escape(remark.name), number=remark.exchange, text=remark.text)


def reads_like_a_copy(text: str) -> bool:
    """Whatever brings it back into a room, a copy is not carried again."""
    return _LIKE_A_COPY.match(text[:_LONGEST_BEGINNING]) is not None


def _beginning(sentence: str) -> str:
    """A pattern for what stands before the text of a copy, the marks of bold type taken off or not."""
    written = re.escape(sentence.replace("**", "").partition("{text}")[0].rstrip())
    return written.replace(r"\{author\}", r".{1,200}").replace(r"\{number\}", r"\d+[*\\]*").replace(r"\#", r"[*\\]*\#")


_LIKE_A_COPY = re.compile(
    "|".join(
        pattern
        for texts in TEXTS.values()
        for pattern in (rf"\W*{_beginning(texts.copied)}", rf"\W*{re.escape(texts.question)} \W*A(\d+|…)\W* · ")
    )
)


def with_file(text: str, name: str) -> str:
    """What was said with a file, and its name if others may know it."""
    sign = f"{_FILE} {escape(name)}".strip()
    return f"{text}\n\n{sign}" if text.strip() else sign


def without_file(text: str) -> str:
    """The same without the name."""
    return with_file(text.rpartition(_FILE)[0].rstrip(), "")


async def posted(exchange: Exchange, addresses: Sequence[Address], role: Role, context: Context) -> list[Message]:
    """The question, there."""
    return await posted_to([Message(address=address, text="") for address in addresses], exchange, role, context)


async def posted_to(targets: Sequence[Message], exchange: Exchange, role: Role, context: Context) -> list[Message]:
    """The question, in messages that say where to and have no text yet."""
    text = post(exchange.text, exchange.topic, f"#A{exchange.number}", exchange.signed, context)
    posts = [replace(target, text=text) for target in targets]
    return await _kept(posts, exchange.number, role, None, context)


async def copied(remark: Remark, targets: Sequence[Message], context: Context) -> list[Message]:
    """A remark, in messages that say where to and have no text yet."""
    text = worded(remark, context)
    texts = [replace(target, text=text) for target in targets]
    files = [replace(target, attachment=remark.attachment, mention=None) for target in targets if remark.attachment]
    return [
        *await _kept(texts, remark.exchange, Role.REMARK, remark.number, context),
        *await _kept(files, remark.exchange, Role.FILE, remark.number, context),
    ]


async def _kept(
    messages: Sequence[Message], exchange: int, role: Role, remark: int | None, context: Context
) -> list[Message]:
    """The messages under ids of their own, and what they are to the exchange written down."""
    kept = []
    for message in messages:
        # Of no message before, in another database neither: a platform may remember those for longer.
        delivery = DeliveryId(f"exchange-{exchange}-{token_hex(8)}")
        copy = Copy(delivery=delivery, address=message.address, exchange=exchange, role=role, remark=remark)
        await context.copies.add(copy)
        kept.append(replace(message, id=delivery))
    return kept


async def reread(exchange: Exchange, context: Context) -> list[Edit]:
    """The question everywhere, as it reads now."""
    text = post(exchange.text, exchange.topic, f"#A{exchange.number}", exchange.signed, context)
    copies = await context.copies.of_exchange(exchange.number, Role.POST, Role.NEWS)
    return [changed(copy, text) for copy in copies]


async def reworded(remark: Remark, context: Context) -> list[Edit]:
    """A remark everywhere, as it reads now."""
    text = worded(remark, context)
    copies = await context.copies.of_remark(remark.number)
    return [changed(copy, text) for copy in copies if copy.role is Role.REMARK]


def changed(copy: Copy, text: str) -> Edit:
    return Edit(of=copy.delivery, message=Message(address=copy.address, text=text))


async def taken_back(copies: Sequence[Copy], context: Context) -> list[Outgoing]:
    await context.copies.drop([copy.delivery for copy in copies])
    return [Deletion(of=copy.delivery, address=copy.address) for copy in copies]


def to_asker(exchange: Exchange, text: str) -> Message:
    """A message to who asked, where they read the answers."""
    return Message(address=exchange.address, text=text, mention=exchange.asker, private_to=exchange.reader)


async def told(exchange: Exchange, text: str, context: Context) -> list[Message]:
    """A line under the question in every channel."""
    return [
        Message(address=copy.address, text=text, under=copy.delivery)
        for copy in await context.copies.of_exchange(exchange.number, Role.POST)
    ]


async def put_to(
    person: Sender,
    address: Address,
    text: str,
    choices: tuple[Choice, ...],
    context: Context,
    reply_to: MessageId | None = None,
    *,
    private: bool = True,
) -> Message:
    """Something for a person to decide who has not just written; they may take a choice by its number too.

    Unless `private`, the address is a group's, in which others may read it.
    """
    conversation = Conversation(choices=choices, expires_at=context.now + CONVERSATION_LASTS)
    await context.conversations.save(address, person, conversation)
    reader = person if private else None
    return Message(address=address, text=text, mention=person, choices=choices, reply_to=reply_to, private_to=reader)
