"""Commands for the moderators of a topic; each use is logged."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.context.people import accounts_of
from handlers.core.arguments import parse_reference
from handlers.core.events import MessageReceived, Sender
from handlers.core.messages import Choice, Message, Outgoing, label
from handlers.core.replies import reply_to
from handlers.core.topics import find_topic
from handlers.exchange.merging import QuestionReference, find_question, list_numbers
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
from handlers.exchange.questions import MAX_COMPARED, make_choice
from handlers.exchange.reposting import list_copies_in_channels, mark_rooms_left, repost_in
from handlers.faq.answers import offer_choices, prompt_for_matching_topic
from handlers.i18n import TEXTS

_MAX_OFFERED = 9


async def move(target: tuple[str, str], event: MessageReceived, context: Context) -> list[Outgoing]:
    """Move a question to another topic: it is posted in the channels of that one and deleted in the old ones."""
    texts = context.texts
    number, name = target
    question = await _find_moderated(number, event, context)
    if question is None:
        return [await _choose_question(number, "verschieben", event, context)]
    if question.is_merged:
        return [reply_to(event, question.render_referral(texts))]
    exchange = question.current
    if not name:
        return [await _choose_other_topic(exchange, event, context)]
    found = find_topic(name, context.search.knowledge.topics)
    topic = found.topic
    if topic is None:
        return [await prompt_for_matching_topic(found, f"/verschieben #A{exchange.number} {{slug}}", event, context)]
    channels = await context.stores.channels.of_topic(topic.slug)
    if not channels:
        return [reply_to(event, texts.no_channel_there)]
    await context.stores.exchanges.set_topic(exchange.number, topic.slug)
    await context.stores.exchanges.log_moderation(
        exchange.number, event.sender, ModerationAction.MOVE, f"{exchange.topic} {topic.slug}", context.now
    )
    done = texts.moved.format(number=exchange.number, topic=label(topic.title))
    posts = await repost_in(replace(exchange, topic=topic.slug), channels, context)
    await mark_rooms_left(exchange, context)
    return [reply_to(event, done), *posts]


async def merge(references: tuple[str, str], event: MessageReceived, context: Context) -> list[Outgoing]:
    """Merge a question into another; all askers read answers to both under their own number."""
    texts = context.texts
    number, other = references
    merged, remaining = await _find_moderated(number, event, context), await _find_moderated(other, event, context)
    if not other and (merged is not None or not number):
        return [await _choose_question(number, "zusammenlegen", event, context, merged)]
    if merged is None or remaining is None or merged.original.number == remaining.original.number:
        return [reply_to(event, texts.not_moderated)]
    exchange, into = merged.current, remaining.current
    if not context.moderates(event.sender, into.topic):
        return [reply_to(event, texts.not_moderated)]
    for question in (merged, remaining):
        if question.is_merged and (question is merged or exchange.number == into.number):
            return [reply_to(event, question.render_referral(texts))]
    theirs, before = (
        await _merge_followers(exchange, into, context),
        await context.stores.exchanges.list_followers(into.number),
    )
    had_read = await context.stores.exchanges.list_followers(exchange.number)
    numbers = await list_numbers(exchange, context), await list_numbers(into, context)
    await context.stores.exchanges.merge(exchange.number, into.number, context.now)
    await context.stores.exchanges.log_moderation(
        exchange.number, event.sender, ModerationAction.MERGE, f"#A{into.number}", context.now
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
    done = texts.merged.format(number=exchange.number, into=into.number)
    return [reply_to(event, done), *words, *lines, *answers]


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


async def hide(number: str, event: MessageReceived, context: Context) -> list[Outgoing]:
    """Hide a question in channels and searches; of a merged one the original only."""
    texts = context.texts
    question = await _find_moderated(number, event, context)
    if question is None:
        return [await _choose_question(number, "verbergen", event, context)]
    exchange = question.original
    await context.stores.exchanges.hide(exchange.number, context.now)
    await context.stores.exchanges.log_moderation(exchange.number, event.sender, ModerationAction.HIDE, "", context.now)
    gone = await delete_copies(await list_copies_in_channels(exchange, context), context)
    word = TEXTS[context.language].hidden_of_yours.format(number=exchange.number)
    return [reply_to(event, texts.hidden.format(number=exchange.number)), write_to_asker(exchange, word), *gone]


async def _choose_question(
    reference: str, command: str, event: MessageReceived, context: Context, merged: QuestionReference | None = None
) -> Message:
    """Return the open questions that the person moderates as choices; a refusal if they named another one.

    `merged` is the question that is to become part of the chosen one.
    """
    texts = context.texts
    if reference and merged is None:
        return reply_to(event, texts.not_moderated)
    newest = await context.stores.exchanges.list_newest(MAX_COMPARED)
    theirs = [each for each in newest if each.is_open and context.moderates(event.sender, each.topic)]
    others = [each for each in theirs if merged is None or each.number != merged.current.number][:_MAX_OFFERED]
    if not others:
        return reply_to(event, texts.nothing_to_moderate)
    first = f"#A{merged.original.number} " if merged else ""
    choices = tuple(replace(make_choice(each, texts), says=f"/{command} {first}#A{each.number}") for each in others)
    question = texts.which_to_merge_into.format(number=merged.original.number) if merged else texts.which_to_moderate
    return await offer_choices(event, context, question, choices)


async def _choose_other_topic(exchange: Exchange, event: MessageReceived, context: Context) -> Message:
    """Return the other topics that have a channel, to choose from."""
    texts = context.texts
    others = [topic for topic in context.search.knowledge.topics if topic.slug != exchange.topic]
    reached = [topic for topic in others if await context.stores.channels.of_topic(topic.slug)]
    if not reached:
        return reply_to(event, texts.no_channel_there)
    command = f"/verschieben #A{exchange.number}"
    choices = tuple(Choice(label=topic.title, says=f"{command} {topic.slug}") for topic in reached)
    return await offer_choices(event, context, texts.which_topic_for.format(number=exchange.number), choices)


async def _find_moderated(reference: str, event: MessageReceived, context: Context) -> QuestionReference | None:
    """Return the question if the person moderates its topic; None if not."""
    question = await find_question(parse_reference(reference), context)
    return question if question and context.moderates(event.sender, question.original.topic) else None
