"""Steps of moderators with a question: move, merge, hide, show again, close.

Chats and the web desk take these steps alike. Each is logged, and returns what is written because of it; all raise
QuestionRefused where the question or the person does not allow the step.
"""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.context.people import accounts_of
from handlers.core.events import Sender
from handlers.core.messages import Message, Outgoing
from handlers.exchange.merging import QuestionReference, is_own, list_numbers
from handlers.exchange.model.exchange import Exchange, Follower, ModerationAction
from handlers.exchange.posts import (
    CopyTarget,
    copy_remark,
    delete_copies,
    list_readers,
    make_distinct,
    write_below_posts,
    write_to_asker,
)
from handlers.exchange.reposting import list_copies_in_channels, mark_rooms_left, repost_closing, repost_in
from handlers.exchange.visible_topics import list_channels
from handlers.i18n import TEXTS


class QuestionRefused(Exception):
    """A refusal, as a sentence in Markdown in the language of the person who acts."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


async def move_question(
    question: QuestionReference, topic: str, moderator: Sender, context: Context
) -> Sequence[Outgoing]:
    """Post a question in the channels of another topic (slug), and delete it in the old ones."""
    exchange = _require_current(question, moderator, context)
    channels = await list_channels(topic, context)
    if not channels:
        raise QuestionRefused(context.texts.no_channel_there)
    await context.stores.exchanges.set_topic(exchange.number, topic)
    await context.stores.exchanges.log_moderation(
        exchange.number, moderator, ModerationAction.MOVE, f"{exchange.topic} {topic}", context.now
    )
    posts = await repost_in(replace(exchange, topic=topic), channels, context)
    await mark_rooms_left(exchange, context)
    return posts


async def merge_questions(
    merged: QuestionReference, remaining: QuestionReference, moderator: Sender, context: Context
) -> Sequence[Outgoing]:
    """Merge a question into another; all askers read answers to both under their own number."""
    for each in (merged, remaining):
        require_moderator(each, moderator, context)
    exchange, into = merged.current, remaining.current
    if merged.original.number == remaining.original.number or not context.moderates(moderator, into.topic):
        raise QuestionRefused(context.texts.not_moderated)
    for question in (merged, remaining):
        if question.is_merged and (question is merged or exchange.number == into.number):
            raise QuestionRefused(question.render_referral(context.texts))
    theirs, before = (
        await _merge_followers(exchange, into, context),
        await context.stores.exchanges.list_followers(into.number),
    )
    had_read = await context.stores.exchanges.list_followers(exchange.number)
    numbers = await list_numbers(exchange, context), await list_numbers(into, context)
    await context.stores.exchanges.merge(exchange.number, into.number, context.now)
    await context.stores.exchanges.log_moderation(
        exchange.number, moderator, ModerationAction.MERGE, f"#A{into.number}", context.now
    )
    for follower in theirs:
        await context.stores.exchanges.put_follower(into.number, follower, context.now)
    line = TEXTS[context.language].merged_into.format(number=exchange.number, into=into.number)
    lines = await write_below_posts(exchange, line, context)
    words = [
        Message(address=each.address, text=line, mention=each.sender, private_to=each.reader)
        for each in theirs
        if not each.has_ended
    ]
    had = [
        account for each in list_readers(exchange, had_read) for account in await _list_reader_accounts(each, context)
    ]
    readers_before = [
        replace(target, known_as=target.known_as or into.number)
        for target in list_readers(into, before)
        if not _is_for(target, had)
    ]
    new = [each for each in theirs if not any(each.sender.is_same(other.sender) for other in before)]
    answers = [
        *await _copy_answers(numbers[0], readers_before, context),
        *await _copy_answers(numbers[1], list_readers(into, new)[1:], context),
    ]
    return [*words, *lines, *answers]


async def hide_question(question: QuestionReference, moderator: Sender, context: Context) -> Sequence[Outgoing]:
    """Hide a question in channels and searches; of a merged one the original only."""
    require_moderator(question, moderator, context)
    exchange = question.original
    await context.stores.exchanges.hide(exchange.number, context.now)
    await context.stores.exchanges.log_moderation(exchange.number, moderator, ModerationAction.HIDE, "", context.now)
    gone = await delete_copies(await list_copies_in_channels(exchange, context), context)
    word = TEXTS[context.language].hidden_of_yours.format(number=exchange.number)
    return [write_to_asker(exchange, word), *gone]


async def show_question_again(question: QuestionReference, moderator: Sender, context: Context) -> Sequence[Outgoing]:
    """Post a hidden question in the channels of its topic once more; a merged one is only found again."""
    require_moderator(question, moderator, context)
    number = question.original.number
    if not question.original.is_hidden:
        raise QuestionRefused(context.texts.not_hidden.format(number=number))
    await context.stores.exchanges.show_again(number)
    await context.stores.exchanges.log_moderation(number, moderator, ModerationAction.SHOW, "", context.now)
    exchange = await context.stores.exchanges.get_unmerged(number) or question.original
    word = write_to_asker(exchange, TEXTS[context.language].shown_again_of_yours.format(number=number))
    if question.is_merged:
        return [word]
    posts = await repost_in(exchange, await list_channels(exchange.topic, context), context)
    return [word, *posts, *([] if exchange.is_open else await repost_closing(exchange, context))]


async def close_as_moderator(question: QuestionReference, moderator: Sender, context: Context) -> Sequence[Outgoing]:
    """Close an open question that was not merged."""
    exchange = _require_current(question, moderator, context)
    if not exchange.is_open:
        raise QuestionRefused(context.texts.closed_already.format(number=exchange.number))
    return await close_question(exchange, moderator, context)


async def close_question(exchange: Exchange, by: Sender, context: Context) -> list[Message]:
    """Close the question; return the closing lines, and a message to the asker if somebody else closed it."""
    await context.stores.exchanges.close(exchange.number, context.now)
    closing = TEXTS[context.language].closing.format(number=exchange.number)
    lines = await write_below_posts(exchange, closing, context)
    if await is_own(exchange, by, context):
        return lines
    await context.stores.exchanges.log_moderation(exchange.number, by, ModerationAction.CLOSE, "", context.now)
    return [write_to_asker(exchange, closing), *lines]


def require_moderator(question: QuestionReference, moderator: Sender, context: Context) -> None:
    """Raise QuestionRefused unless the person moderates the topic of the question."""
    if not context.moderates(moderator, question.original.topic):
        raise QuestionRefused(context.texts.not_moderated)


def _require_current(question: QuestionReference, moderator: Sender, context: Context) -> Exchange:
    require_moderator(question, moderator, context)
    if question.is_merged:
        raise QuestionRefused(question.render_referral(context.texts))
    return question.current


async def _merge_followers(exchange: Exchange, into: Exchange, context: Context) -> list[Follower]:
    """Return who reads one question as followers of another, each person once and told apart from the others.

    Whoever asked the one and follows the other already is from now on one of its askers.
    """
    already = await context.stores.exchanges.list_followers(into.number)
    names = [into.signed_as, *(each.signed_as for each in already)]
    asker = Follower(
        sender=exchange.asker,
        address=exchange.address,
        signed_as=exchange.signed_as,
        is_asker=True,
        direct=exchange.direct,
    )
    taken = [*await accounts_of(into.asker, context)]
    found: list[Follower] = []
    for each in (asker, *await context.stores.exchanges.list_followers(exchange.number)):
        accounts = await accounts_of(each.sender, context)
        before = next((known for known in already if any(known.sender.is_same(one) for one in accounts)), None)
        if any(each.sender.is_same(account) for account in taken) or (before is not None and not each.is_asker):
            continue
        signed = make_distinct(each.signed_as, names, context)
        asked = before.known_as if before else each.known_as or exchange.number
        found.append(
            replace(before or each, signed_as=signed, known_as=asked, is_asker=each.is_asker, has_ended=each.has_ended)
        )
        taken += accounts
        names.append(signed)
    return found


async def _copy_answers(numbers: Sequence[int], targets: Sequence[CopyTarget], context: Context) -> list[Message]:
    """Copy earlier answers to new readers, except to their own authors."""
    messages = []
    for number in numbers:
        for remark in await context.stores.remarks.of_exchange(number):
            authors = await accounts_of(remark.author, context)
            others = [target for target in targets if not _is_for(target, authors)]
            messages += [] if remark.by_asker else await copy_remark(remark, others, context)
    return messages


async def _list_reader_accounts(target: CopyTarget, context: Context) -> Sequence[Sender]:
    reader = target.message.mention
    return await accounts_of(reader, context) if reader else []


def _is_for(target: CopyTarget, accounts: Sequence[Sender]) -> bool:
    reader = target.message.mention
    return reader is not None and any(reader.is_same(account) for account in accounts)
