"""Commands for the moderators of a topic; each use is logged."""

from dataclasses import replace

from handlers.context.context import Context
from handlers.core.arguments import parse_reference
from handlers.core.events import MessageReceived
from handlers.core.messages import Choice, Message, Outgoing, label
from handlers.core.replies import reply_to
from handlers.core.topics import find_topic
from handlers.exchange.merging import QuestionReference, find_question
from handlers.exchange.model.exchange import Exchange
from handlers.exchange.question_steps import QuestionRefused, hide_question, merge_questions, move_question
from handlers.exchange.questions import MAX_COMPARED, make_choice
from handlers.exchange.visible_topics import list_channels, list_newest
from handlers.faq.answers import offer_choices, prompt_for_matching_topic

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
    try:
        posts = await move_question(question, topic.slug, event.sender, context)
    except QuestionRefused as refused:
        return [reply_to(event, refused.sentence)]
    return [reply_to(event, texts.moved.format(number=exchange.number, topic=label(topic.title))), *posts]


async def merge(references: tuple[str, str], event: MessageReceived, context: Context) -> list[Outgoing]:
    """Merge a question into another; all askers read answers to both under their own number."""
    texts = context.texts
    number, other = references
    merged, remaining = await _find_moderated(number, event, context), await _find_moderated(other, event, context)
    if not other and (merged is not None or not number):
        return [await _choose_question(number, "zusammenlegen", event, context, merged)]
    if merged is None or remaining is None:
        return [reply_to(event, texts.not_moderated)]
    try:
        messages = await merge_questions(merged, remaining, event.sender, context)
    except QuestionRefused as refused:
        return [reply_to(event, refused.sentence)]
    done = texts.merged.format(number=merged.current.number, into=remaining.current.number)
    return [reply_to(event, done), *messages]


async def hide(number: str, event: MessageReceived, context: Context) -> list[Outgoing]:
    """Hide a question in channels and searches; of a merged one the original only."""
    texts = context.texts
    question = await _find_moderated(number, event, context)
    if question is None:
        return [await _choose_question(number, "verbergen", event, context)]
    messages = await hide_question(question, event.sender, context)
    return [reply_to(event, texts.hidden.format(number=question.original.number)), *messages]


async def _choose_question(
    reference: str, command: str, event: MessageReceived, context: Context, merged: QuestionReference | None = None
) -> Message:
    """Return the open questions that the person moderates as choices; a refusal if they named another one.

    `merged` is the question that is to become part of the chosen one.
    """
    texts = context.texts
    if reference and merged is None:
        return reply_to(event, texts.not_moderated)
    newest = await list_newest(MAX_COMPARED, context)
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
    reached = [topic for topic in others if await list_channels(topic.slug, context)]
    if not reached:
        return reply_to(event, texts.no_channel_there)
    command = f"/verschieben #A{exchange.number}"
    choices = tuple(Choice(label=topic.title, says=f"{command} {topic.slug}") for topic in reached)
    return await offer_choices(event, context, texts.which_topic_for.format(number=exchange.number), choices)


async def _find_moderated(reference: str, event: MessageReceived, context: Context) -> QuestionReference | None:
    """Return the question if the person moderates its topic; None if not."""
    question = await find_question(parse_reference(reference), context)
    return question if question and context.moderates(event.sender, question.original.topic) else None
