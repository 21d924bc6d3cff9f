"""Earlier questions that are similar to a new one, and following them instead of asking again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Message, label
from handlers.core.replies import reply_to
from handlers.exchange.merging import find_question, is_of_merged_asker, is_own, list_numbers, resume_reading
from handlers.exchange.model.exchange import Exchange, Follower, Signature
from handlers.exchange.posts import (
    CopyTarget,
    copy_remark,
    make_distinct,
    render_signature,
)
from handlers.exchange.questions import MAX_COMPARED
from handlers.exchange.visible_topics import list_newest
from knowledge.search import EarlierQuestion, EarlierQuestions, NearQuestion

_MAX_EARLIER_ANSWERS = 10
# Within this time a nearly equal question counts as a duplicate.
_DUPLICATE_WITHIN = timedelta(days=14)


def index_questions(newest: Sequence[Exchange]) -> EarlierQuestions:
    """Return the index in which similar questions are found."""
    return EarlierQuestions(EarlierQuestion(number=each.number, text=each.text, topic=each.topic) for each in newest)


async def find_similar(question: str, context: Context) -> list[tuple[NearQuestion, Exchange]]:
    """Return earlier questions that come near, the nearest first."""
    newest = {exchange.number: exchange for exchange in await list_newest(MAX_COMPARED, context)}
    return [(each, newest[each.question.number]) for each in index_questions([*newest.values()]).find_near(question)]


async def find_duplicate(
    near: list[tuple[NearQuestion, Exchange]], event: MessageReceived, context: Context
) -> Exchange | None:
    """Return a recent open question of somebody else that is nearly the same; None if there is none."""
    for each, exchange in near:
        is_new = exchange.is_open and context.now - exchange.asked_at <= _DUPLICATE_WITHIN
        if each.is_same and is_new and not await is_own(exchange, event.sender, context):
            return exchange
    return None


async def join(number: int | None, event: MessageReceived, context: Context) -> list[Message]:
    """Follow somebody else's question: earlier answers are copied now, later ones as they come."""
    texts = context.texts
    question = await find_question(number, context)
    if question is not None and await is_of_merged_asker(question, event.sender, context):
        return await resume_reading(question, event, context)
    exchange = question.current if question else None
    if question is None or exchange is None or not exchange.is_open or await is_own(exchange, event.sender, context):
        return [reply_to(event, texts.unknown_question)]
    followers = await context.stores.exchanges.list_followers(exchange.number)
    already = next((each for each in followers if context.is_actor(each.sender)), None)
    merged = question.render_merge_note(texts)
    if already is not None:
        await context.stores.exchanges.put_follower(exchange.number, replace(already, has_ended=False), context.now)
        reads = texts.joined.format(number=exchange.number, signed=label(already.signed_as))
        return [reply_to(event, merged + reads)]
    names = [exchange.signed_as, *(each.signed_as for each in followers)]
    signature = make_distinct(await render_signature(Signature.CENTRE, event.sender, context), names, context)
    follower = Follower(sender=event.sender, address=event.address, signed_as=signature, direct=True)
    await context.stores.exchanges.put_follower(exchange.number, follower, context.now)
    joined = reply_to(event, merged + texts.joined.format(number=exchange.number, signed=label(signature)))
    here = Message(address=event.address, text="", mention=event.sender, private_to=event.sender)
    there = CopyTarget(message=here, known_as=exchange.number)
    numbers = await list_numbers(exchange, context)
    remarks = [each for number in numbers for each in await context.stores.remarks.of_exchange(number)]
    others = [each for each in remarks if not context.is_actor(each.author)]
    carried = sorted(others, key=lambda remark: remark.number)[-_MAX_EARLIER_ANSWERS:]
    return [joined, *[message for remark in carried for message in await copy_remark(remark, [there], context)]]
