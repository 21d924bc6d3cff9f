"""Questions that are deleted and posted again, with the remarks on them."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.core.events import Address, Sender
from handlers.core.messages import Message, Outgoing
from handlers.exchange.model.exchange import Copy, CopyRole, Exchange, Remark
from handlers.exchange.posts import (
    CopyTarget,
    copy_remark,
    delete_copies,
    is_in_channel,
    is_in_same_room,
    make_delivery_id,
    make_distinct,
    post_to,
    post_to_addresses,
    replace_copies,
    retire_copies,
    write_below_posts,
)
from handlers.i18n import TEXTS
from handlers.rendering.captions import file_to_carry, is_file_dropped, remove_file_name


async def list_copies_in_channels(exchange: Exchange, context: Context) -> list[Copy]:
    """Return the posts of a question and the remarks copied below them; people's own messages stay."""
    posts = await context.stores.copies.of_exchange(exchange.number, CopyRole.POST)
    remarks = await context.stores.copies.of_exchange(exchange.number, CopyRole.REMARK, CopyRole.FILE)
    return [*posts, *(copy for copy in remarks if is_in_same_room(copy, posts))]


async def repost_in(exchange: Exchange, channels: Sequence[Address], context: Context) -> list[Outgoing]:
    """Delete a question in its channels, and post it in these with all remarks on it."""
    gone = await retire_copies(await list_copies_in_channels(exchange, context), context)
    posts = await post_to_addresses(exchange, channels, CopyRole.POST, context)
    below = [CopyTarget(message=Message(address=post.address, text="", under=post.id)) for post in posts]
    again = [
        message
        for remark in await context.stores.remarks.of_exchange(exchange.number)
        for message in await copy_remark(remark, below, context)
    ]
    return [*gone, *posts, *again]


async def mark_rooms_left(exchange: Exchange, context: Context) -> None:
    """Mark rooms that the question has left; the next message there is answered with where it is now."""
    standing = await context.stores.copies.of_exchange(exchange.number, CopyRole.POST, CopyRole.NEWS)
    for copy in await context.stores.copies.of_exchange(exchange.number, CopyRole.MOVED, CopyRole.LEFT):
        role = (
            CopyRole.MOVED
            if any(is_in_channel(copy.address, each.address, context) for each in standing)
            else CopyRole.LEFT
        )
        await context.stores.copies.retire([copy.delivery], role)


async def repost_with_answers(exchange: Exchange, context: Context) -> list[Outgoing]:
    """Replace every message that names the asker; after an edit the earlier wording would stay readable."""
    posts = await context.stores.copies.of_exchange(exchange.number, CopyRole.POST)
    elsewhere = [
        outgoing
        for remark in await context.stores.remarks.of_exchange(exchange.number)
        if remark.by_asker
        for outgoing in await replace_copies(remark, exchange, context, but=posts)
    ]
    return [*await repost(exchange, context), *elsewhere]


async def repost(exchange: Exchange, context: Context) -> list[Outgoing]:
    """Replace the posts of a question with the remarks below them."""
    posts = await context.stores.copies.of_exchange(exchange.number, CopyRole.POST)
    return [
        *await repost_in(exchange, _list_addresses(posts), context),
        *await _repost_news(exchange, context),
        *([] if exchange.is_open else await repost_closing(exchange, context)),
    ]


async def withdraw_merged(exchange: Exchange, into: Exchange, context: Context) -> list[Outgoing]:
    """Delete a question that was merged into another, and change its asker's signature on remarks on that one."""
    copies = await context.stores.copies.of_exchange(exchange.number, CopyRole.NEWS, CopyRole.SHOWN)
    own = [remark for remark in await context.stores.remarks.of_exchange(exchange.number) if remark.by_asker]
    carried = [copy for remark in own for copy in await context.stores.copies.of_remark(remark.number)]
    posts = await list_copies_in_channels(exchange, context)
    said = await _change_signature(into, exchange.signed_as, context)
    return [*await retire_copies([*posts, *copies, *(each for each in carried if each not in posts)], context), *said]


async def _change_signature(exchange: Exchange, anonymous: str, context: Context) -> list[Outgoing]:
    """Replace copies of the acting person's remarks on a question that another of theirs was merged into."""
    followers = await context.stores.exchanges.list_followers(exchange.number)
    theirs = [each for each in followers if each.is_asker and context.is_actor(each.sender)]
    others = [exchange.signed_as, *(each.signed_as for each in followers if each not in theirs)]
    name = make_distinct(anonymous, others, context)
    for follower in theirs:
        await context.stores.exchanges.put_follower(exchange.number, replace(follower, signed_as=name), context.now)
    outgoing: list[Outgoing] = []
    for remark in await context.stores.remarks.of_exchange(exchange.number):
        if not remark.by_asker and context.is_actor(remark.author):
            await context.stores.remarks.sign(remark.number, name)
            await remove_identifying_file(remark, context)
            outgoing += await replace_copies(_rename(remark, name), exchange, context)
    return outgoing


async def remove_identifying_file(remark: Remark, context: Context) -> None:
    """Remove the file of a remark if it could identify the author."""
    if _has_identifying_file(remark):
        await context.stores.remarks.reword(remark.number, remove_file_name(remark.text, remark.attachment))
        await context.stores.remarks.attach(remark.number, file_to_carry(remark.attachment, hides=True))


def _rename(remark: Remark, name: str) -> Remark:
    """Return the remark under another name, without a file that could identify the author."""
    if not _has_identifying_file(remark):
        return replace(remark, signed_as=name)
    text = remove_file_name(remark.text, remark.attachment)
    return replace(remark, signed_as=name, text=text, attachment=file_to_carry(remark.attachment, hides=True))


def _has_identifying_file(remark: Remark) -> bool:
    return is_file_dropped(remark.attachment, hides=True)


async def _repost_news(exchange: Exchange, context: Context) -> list[Outgoing]:
    """Replace the question for each person it was sent to, as long as it is open."""
    news = await context.stores.copies.of_exchange(exchange.number, CopyRole.NEWS)
    results = await context.stores.copies.of_exchange(exchange.number, CopyRole.SHOWN)
    gone = [*await retire_copies(news, context), *await delete_copies(results, context)]
    if not exchange.is_open:
        return gone
    targets = [Message(address=copy.address, text="", private_to=await _find_reader(copy, context)) for copy in news]
    once = {target.address: target for target in targets}
    return [*gone, *await post_to([*once.values()], exchange, CopyRole.NEWS, context)]


async def _find_reader(copy: Copy, context: Context) -> Sender | None:
    """Return the only person who can read a copy; None if it stands in a group."""
    said = await context.stores.sent_messages.of_delivery(copy.delivery)
    return said.private_to if said else None


async def repost_closing(exchange: Exchange, context: Context) -> list[Message]:
    """Return the closing lines below the new posts, with delivery ids of their own."""
    closing = TEXTS[context.language].closing.format(number=exchange.number)
    return [
        replace(line, id=make_delivery_id(exchange.number))
        for line in await write_below_posts(exchange, closing, context)
    ]


def _list_addresses(copies: Sequence[Copy]) -> list[Address]:
    return list(dict.fromkeys(copy.address for copy in copies))
