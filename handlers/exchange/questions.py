"""Commands on a posted question: show it, change it, withdraw its signature, solve it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.context.people import may_take_back
from handlers.core.events import MessageDeleted, MessageEdited, MessageReceived, ReactionAdded, Sender, find_sole_reader
from handlers.core.messages import Choice, Message, Outgoing, Subject, label
from handlers.core.reactions import solves
from handlers.core.replies import reply_to
from handlers.dialogues.table import QUESTION
from handlers.exchange import merging
from handlers.exchange.lessons import offer_best_answers
from handlers.exchange.merging import QuestionReference, find_question, is_own
from handlers.exchange.model.exchange import Consent, CopyRole, Exchange, Signature
from handlers.exchange.posts import (
    delete_copies,
    edit_posts,
    find_topic_title,
    make_distinct,
    post_to,
    record_result,
    render_signature,
)
from handlers.exchange.question_steps import close_question
from handlers.exchange.relays import find_exchange
from handlers.exchange.reposting import remove_identifying_file, repost, repost_with_answers, withdraw_merged
from handlers.exchange.visible_topics import list_newest
from handlers.faq.answers import offer_choices
from handlers.i18n import Texts
from handlers.rendering.captions import add_file_name, file_to_carry, fingerprint_file
from handlers.rendering.long_texts import MAX_CARRIED_LENGTH, attach_full_text, name_full_text, shorten_question
from knowledge.entries import Centre
from knowledge.search import EarlierQuestions

MAX_COMPARED = 500
_MAX_SHOWN = 5
_MAX_LABEL_LENGTH = 60
_SOLVED = "✅"
# Weights of the reasons why a person may know the answer.
_SUBSCRIBED, _ANSWERED, _CENTRE = 3, 2, 1


async def solve(number: int | None, event: MessageReceived, context: Context) -> list[Message]:
    """Close a question as its asker or moderator, and say so in the channels."""
    texts = context.texts
    question = await find_question(number, context)
    if question is not None and await merging.is_of_merged_asker(question, event.sender, context):
        return await merging.solve_for_asker(question, event, context)
    if question is None or not await _may_close(question.current, event.sender, context):
        return [reply_to(event, texts.not_yours)]
    if question.is_merged and not await is_own(question.original, event.sender, context):
        return [reply_to(event, question.render_referral(texts))]
    exchange, merged = question.current, question.render_merge_note(texts)
    if not exchange.is_open:
        return [reply_to(event, merged + texts.closed_already.format(number=exchange.number))]
    lines = await close_question(exchange, event.sender, context)
    closed = merged + texts.closed.format(number=exchange.number)
    choices = (
        await offer_best_answers(exchange, texts, context) if await is_own(exchange, event.sender, context) else ()
    )
    if not choices:
        return [reply_to(event, closed), *lines]
    return [await offer_choices(event, context, f"{closed}\n\n{texts.which_helped}", choices), *lines]


async def solve_by_reaction(event: ReactionAdded, context: Context) -> list[Message]:
    """Close a question by a reaction to it or to a remark on it."""
    if not solves(event, context.traits(event.address.platform)):
        return []
    exchange = await find_exchange(event.address, event.message, context)
    if exchange is None or not exchange.is_open:
        return []
    if not await _may_close(exchange, event.sender, context):
        return await merging.solve_by_reaction(exchange, event, context)
    return await close_question(exchange, event.sender, context)


async def withdraw_name(number: int | None, event: MessageReceived, context: Context) -> list[Outgoing]:
    """Make a question anonymous wherever it stands, and say what can't be undone."""
    texts = context.texts
    question = await find_question(number, context)
    if question is None or not await is_own(question.original, event.sender, context):
        return [reply_to(event, texts.not_yours)]
    exchange, into = question.original, question.current.number
    if exchange.signature is Signature.NONE and not await context.stores.copies.has_edits(exchange.number):
        return [reply_to(event, texts.anonymous_already.format(number=exchange.number))]
    others = [
        each
        for each in await context.stores.exchanges.list_followers(exchange.number)
        if not context.is_actor(each.sender)
    ]
    anonymous = await render_signature(Signature.NONE, event.sender, context)
    anonymous = make_distinct(anonymous, [each.signed_as for each in others], context)
    await context.stores.exchanges.sign(exchange.number, Signature.NONE, anonymous)
    await context.stores.remarks.rename(exchange.number, anonymous)
    for remark in await context.stores.remarks.of_exchange(exchange.number):
        if remark.by_asker:
            await remove_identifying_file(remark, context)
    await context.stores.exchanges.attach(exchange.number, None)
    exchange = replace(exchange, signature=Signature.NONE, signed_as=anonymous, attachment=None)
    if question.is_merged:
        done, anew = texts.name_withdrawn_merged, await withdraw_merged(exchange, question.current, context)
    else:
        done, anew = texts.name_withdrawn, await repost_with_answers(exchange, context)
    return [reply_to(event, done.format(number=exchange.number, into=into)), *anew]


async def revise(event: MessageEdited, context: Context) -> list[Outgoing] | None:
    """Return what changes when the message that asked a question is edited; None if it asked none."""
    exchange = await _find_by_message(event, context)
    if exchange is None:
        return None
    if exchange.is_hidden or not context.is_actor(exchange.asker):
        return []
    text = strip_command(event.text)
    await context.stores.exchanges.reword(exchange.number, text)
    file = file_to_carry(event.attachment, hides=exchange.signature is not Signature.NAME)
    changed = replace(exchange, text=text, attachment=file)
    is_long = max(len(text), len(exchange.text)) > MAX_CARRIED_LENGTH
    if not is_long and fingerprint_file(file) == fingerprint_file(exchange.attachment):
        return [*await edit_posts(changed, context)]
    await context.stores.exchanges.attach(exchange.number, file)
    return await repost(changed, context)


async def withdraw(event: MessageDeleted, context: Context) -> list[Outgoing] | None:
    """Delete a question everywhere when its message is deleted by asker or moderator; None if it asked none."""
    exchange = await _find_by_message(event, context)
    if exchange is None:
        return None
    if not await may_take_back(event, exchange.asker, context):
        return []
    await context.stores.exchanges.hide(exchange.number, context.now)
    await context.stores.exchanges.reword(exchange.number, "")
    await context.stores.exchanges.attach(exchange.number, None)
    now = await context.stores.exchanges.get(exchange.number)
    if now is not None and now.number != exchange.number:
        await merging.stop_reading(QuestionReference(original=exchange, current=now), context)
    copies = await context.stores.copies.of_exchange(exchange.number, CopyRole.POST, CopyRole.NEWS, CopyRole.SHOWN)
    return await delete_copies(copies, context)


async def _find_by_message(event: MessageEdited | MessageDeleted, context: Context) -> Exchange | None:
    """Return the question that a message asked, be it with another account of its author."""
    exchange = await context.stores.exchanges.of_question(event.address, event.message)
    taken = None if exchange else await context.stores.inputs.of_message(event.address, event.message, context.now)
    if taken is None or taken.waiting.step != QUESTION.name or not taken.waiting.subject.isdecimal():
        return exchange
    accounts = await context.stores.people.accounts(taken.sender)
    draft = await context.stores.drafts.get(int(taken.waiting.subject), accounts, context.now)
    return await context.stores.exchanges.get_unmerged(draft.exchange) if draft and draft.exchange else None


async def list_own(event: MessageReceived, context: Context) -> list[Message]:
    """List the person's questions, the newest first."""
    texts = context.texts
    askers = await context.stores.people.accounts(event.sender)
    asked = [exchange for exchange in await context.stores.exchanges.of_askers(askers) if not exchange.is_hidden]
    own = [each for each in [await _with_current_state(exchange, context) for exchange in asked] if each is not None]
    if not own:
        return [reply_to(event, texts.none_of_yours)]
    choices = tuple(make_choice(exchange, texts) for exchange in own[:_MAX_SHOWN])
    return [await offer_choices(event, context, texts.your_questions, choices)]


async def _with_current_state(exchange: Exchange, context: Context) -> Exchange | None:
    """Return the question with the closing time of the one it was merged into; None if that is hidden."""
    now = await context.stores.exchanges.get(exchange.number)
    return None if now is None or now.is_hidden else replace(exchange, closed_at=now.closed_at)


async def list_open(event: MessageReceived, context: Context) -> list[Message]:
    """List open questions of others, those first about which the person may know something."""
    texts = context.texts
    accounts = await context.stores.people.accounts(event.sender)
    newest = await list_newest(MAX_COMPARED, context)
    theirs = [each for each in newest if each.is_open and not any(each.asker.is_same(own) for own in accounts)]
    if not theirs:
        return [reply_to(event, texts.nothing_open)]
    weights = await _weigh_topics(event.sender, accounts, newest, context)
    theirs.sort(key=lambda exchange: -weights[exchange.topic])
    choices = tuple(make_choice(exchange, texts) for exchange in theirs[:_MAX_SHOWN])
    return [await offer_choices(event, context, texts.open_questions.format(number=len(theirs)), choices)]


async def show(number: int | None, event: MessageReceived, context: Context) -> list[Message]:
    """Show an open question as colleagues read it, so that it can be answered by reply; of a closed one the result."""
    texts = context.texts
    question = await find_question(number, context)
    if question is None or question.original.is_hidden or question.current.is_hidden:
        return [reply_to(event, texts.unknown_question)]
    if event.direct and await is_own(question.original, event.sender, context):
        return [await _show_own(question, event, texts, context)]
    exchange, merged = question.current, question.render_merge_note(texts)
    if event.direct and await is_own(exchange, event.sender, context):
        owned = await _show_own(QuestionReference(original=exchange, current=exchange), event, texts, context)
        return [replace(owned, text=merged + owned.text)]
    if exchange.is_open:
        there = Message(address=event.address, text="", private_to=find_sole_reader(event))
        words = [reply_to(event, merged.strip())] if merged else []
        return [*words, *await post_to([there], exchange, CopyRole.NEWS, context)]
    result = reply_to(event, merged + await _render_result(exchange, texts, context))
    whole = await attach_full_text(None, exchange.text, context)
    return [await record_result(replace(result, attachment=whole), exchange, context)]


def strip_command(text: str) -> str:
    """Return the text without a command at its beginning."""
    command, *rest = text.split(maxsplit=1) or [""]
    return "".join(rest).strip() if command[:1] in ("/", "!") else text.strip()


def make_choice(exchange: Exchange, texts: Texts) -> Choice:
    sign = "" if exchange.is_open else f"{_SOLVED} "
    label = f"{sign}#A{exchange.number} {exchange.text}"
    short = label if len(label) <= _MAX_LABEL_LENGTH else f"{label[: _MAX_LABEL_LENGTH - 1]}…"
    return Choice(label=short, says=f"/{texts.look} {exchange.number}")


async def _may_close(exchange: Exchange, sender: Sender, context: Context) -> bool:
    return await is_own(exchange, sender, context) or context.moderates(sender, exchange.topic)


async def _weigh_topics(
    sender: Sender, accounts: Sequence[Sender], newest: Sequence[Exchange], context: Context
) -> Counter[str]:
    """Return how much a person knows of each topic, by subscriptions, answers and the focus of their centre."""
    answered = set(await context.stores.remarks.by_authors(accounts))
    weights: Counter[str] = Counter()
    for subscription in await context.stores.subscriptions.of_senders(accounts):
        weights[subscription.topic] += _SUBSCRIBED
    for topic in {exchange.topic for exchange in newest if exchange.number in answered}:
        weights[topic] += _ANSWERED
    centre = context.search.get_entry(await context.stores.preferences.centre(sender) or "")
    if isinstance(centre, Centre) and centre.focus:
        for near in context.search.rank_topics(" ".join(centre.focus), EarlierQuestions(())):
            weights[near.slug] += _CENTRE
    return weights


async def _show_own(question: QuestionReference, event: MessageReceived, texts: Texts, context: Context) -> Message:
    """Return the result of the person's own question and what they can do with it."""
    number = question.original.number
    text = question.render_merge_note(texts) + await _render_result(question.current, texts, context)
    solved = Choice(label=texts.solved, says=f"/geloest {number}")
    if question.is_merged and await merging.has_stopped_reading(question, context):
        solved = Choice(label=texts.read_on, says=f"/nochoffen {number}")
    unnamed = Choice(label=texts.withdraw_name, says=f"/anonym {number}")
    withdrawn = question.original.signature is Signature.NONE
    choices = (*([solved] if question.current.is_open else []), *([] if withdrawn else [unnamed]))
    shown = await offer_choices(event, context, text, choices)
    whole = await attach_full_text(None, question.current.text, context)
    return replace(shown, subject=Subject(exchange=number), attachment=whole)


async def _render_result(exchange: Exchange, texts: Texts, context: Context) -> str:
    """Return the question with date and signature, and the answers that may be shown to everybody."""
    numbers = await merging.list_numbers(exchange, context)
    remarks = [remark for number in numbers for remark in await context.stores.remarks.of_exchange(number)]
    answers = [remark for remark in remarks if not remark.by_asker]
    thanks = sum([sum((await context.stores.remarks.count_thanks(number)).values()) for number in numbers])
    asked = exchange.asked_at.astimezone(context.time_zone).strftime("%d.%m.%Y")
    state = texts.still_open if exchange.is_open else texts.is_closed
    shared = [remark for remark in answers if remark.consent is Consent.GIVEN]
    return "\n\n".join(
        (
            f"**{texts.question} \\#A{exchange.number}** · {label(find_topic_title(exchange.topic, context))}",
            add_file_name(shorten_question(exchange.text, texts), name_full_text(exchange.attachment, exchange.text)),
            f"— {label(exchange.signed_as)}, {asked}",
            *(f"**{label(remark.signed_as)}**: {remark.text}" for remark in shared),
            texts.what_came_of_it.format(state=state, answers=len(answers), thanks=thanks),
        )
    )
