"""Questions that are taken back and posted anew, with what was said about them."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.core.events import Address, Sender
from handlers.core.messages import Message, Outgoing
from handlers.exchange.model.exchange import Copy, Exchange, Remark, Role
from handlers.exchange.posts import (
    Target,
    carried_anew,
    copied,
    distinct_name,
    is_below,
    is_there,
    new_id,
    posted,
    posted_to,
    retired,
    taken_back,
    told,
)
from handlers.i18n import TEXTS
from handlers.rendering.captions import carried_file, stays_behind, without_file


async def in_channels(exchange: Exchange, context: Context) -> list[Copy]:
    """Return the posts of a question and what was carried there; what people wrote there themselves stays."""
    posts = await context.copies.of_exchange(exchange.number, Role.POST)
    remarks = await context.copies.of_exchange(exchange.number, Role.REMARK, Role.FILE)
    return [*posts, *(copy for copy in remarks if is_below(copy, posts))]


async def post_in(exchange: Exchange, channels: Sequence[Address], context: Context) -> list[Outgoing]:
    """Take a question out of its channels, and post it in these with all that was said about it."""
    gone = await retired(await in_channels(exchange, context), context)
    posts = await posted(exchange, channels, Role.POST, context)
    below = [Target(message=Message(address=post.address, text="", under=post.id)) for post in posts]
    again = [
        message
        for remark in await context.remarks.of_exchange(exchange.number)
        for message in await copied(remark, below, context)
    ]
    return [*gone, *posts, *again]


async def note_places_left(exchange: Exchange, context: Context) -> None:
    """Mark where the question stood and stands no more: the next message there is answered with where it is now."""
    standing = await context.copies.of_exchange(exchange.number, Role.POST, Role.NEWS)
    for copy in await context.copies.of_exchange(exchange.number, Role.MOVED, Role.LEFT):
        role = Role.MOVED if any(is_there(copy.address, each.address, context) for each in standing) else Role.LEFT
        await context.copies.retire([copy.delivery], role)


async def post_anew(exchange: Exchange, context: Context) -> list[Outgoing]:
    """Replace every message that says who asks; edits would leave the earlier wordings readable."""
    posts = await context.copies.of_exchange(exchange.number, Role.POST)
    elsewhere = [
        outgoing
        for remark in await context.remarks.of_exchange(exchange.number)
        if remark.by_asker
        for outgoing in await carried_anew(remark, exchange, context, but=posts)
    ]
    return [*await stand_anew(exchange, context), *elsewhere]


async def stand_anew(exchange: Exchange, context: Context) -> list[Outgoing]:
    """Replace the messages that hold the question, with what was said below them."""
    posts = await context.copies.of_exchange(exchange.number, Role.POST)
    return [
        *await post_in(exchange, _places(posts), context),
        *await _told_anew(exchange, context),
        *([] if exchange.is_open else await _closed_anew(exchange, context)),
    ]


async def withdraw_merged(exchange: Exchange, into: Exchange, context: Context) -> list[Outgoing]:
    """Take back a question that was merged into another, and sign anew what its asker said about that one."""
    copies = await context.copies.of_exchange(exchange.number, Role.NEWS, Role.SHOWN)
    own = [remark for remark in await context.remarks.of_exchange(exchange.number) if remark.by_asker]
    carried = [copy for remark in own for copy in await context.copies.of_remark(remark.number)]
    posts = await in_channels(exchange, context)
    said = await _sign_anew(into, exchange.signed, context)
    return [*await retired([*posts, *copies, *(each for each in carried if each not in posts)], context), *said]


async def _sign_anew(exchange: Exchange, anonymous: str, context: Context) -> list[Outgoing]:
    """Replace the copies of what the person said who acts, and who asked the same in another question."""
    followers = await context.exchanges.followers(exchange.number)
    theirs = [each for each in followers if each.asks and context.acts_with(each.sender)]
    others = [exchange.signed, *(each.signed for each in followers if each not in theirs)]
    name = distinct_name(anonymous, others, context)
    for follower in theirs:
        await context.exchanges.follow(exchange.number, replace(follower, signed=name), context.now)
    outgoing: list[Outgoing] = []
    for remark in await context.remarks.of_exchange(exchange.number):
        if not remark.by_asker and context.acts_with(remark.author):
            await context.remarks.sign(remark.number, name)
            await drop_file(remark, context)
            outgoing += await carried_anew(_renamed(remark, name), exchange, context)
    return outgoing


async def drop_file(remark: Remark, context: Context) -> None:
    """Drop the file of a remark, as it may identify its author."""
    if _may_tell(remark):
        await context.remarks.reword(remark.number, without_file(remark.text, remark.attachment))
        await context.remarks.attach(remark.number, carried_file(remark.attachment, hides=True))


def _renamed(remark: Remark, name: str) -> Remark:
    """Return the remark under another name, without a file that may tell who wrote it."""
    if not _may_tell(remark):
        return replace(remark, name=name)
    text = without_file(remark.text, remark.attachment)
    return replace(remark, name=name, text=text, attachment=carried_file(remark.attachment, hides=True))


def _may_tell(remark: Remark) -> bool:
    return stays_behind(remark.attachment, hides=True)


async def _told_anew(exchange: Exchange, context: Context) -> list[Outgoing]:
    """To each person who was told about the question, as long as they may answer it."""
    news = await context.copies.of_exchange(exchange.number, Role.NEWS)
    results = await context.copies.of_exchange(exchange.number, Role.SHOWN)
    gone = [*await retired(news, context), *await taken_back(results, context)]
    if not exchange.is_open:
        return gone
    targets = [Message(address=copy.address, text="", private_to=await _reader_of(copy, context)) for copy in news]
    once = {target.address: target for target in targets}
    return [*gone, *await posted_to([*once.values()], exchange, Role.NEWS, context)]


async def _reader_of(copy: Copy, context: Context) -> Sender | None:
    """Return who alone may read a copy."""
    said = await context.sent_messages.of_delivery(copy.delivery)
    return said.private_to if said else None


async def _closed_anew(exchange: Exchange, context: Context) -> list[Message]:
    """Attach copies below the new posts, under new delivery ids."""
    closing = TEXTS[context.language].closing.format(number=exchange.number)
    return [replace(line, id=new_id(exchange.number)) for line in await told(exchange, closing, context)]


def _places(copies: Sequence[Copy]) -> list[Address]:
    return list(dict.fromkeys(copy.address for copy in copies))
