"""What becomes of a question: looked at, changed, signed otherwise, solved."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.context.people import may_take_back
from handlers.core.events import MessageDeleted, MessageEdited, MessageReceived, ReactionAdded, Sender, only_reader
from handlers.core.messages import Choice, Message, Outgoing, Subject, label
from handlers.core.reactions import solves
from handlers.core.replies import reply_to
from handlers.dialogues.table import QUESTION
from handlers.exchange import merging
from handlers.exchange.lessons import best_choices
from handlers.exchange.merging import Named, is_own, named
from handlers.exchange.model.exchange import Consent, Exchange, Role, Signature
from handlers.exchange.posts import (
    distinct_name,
    posted_to,
    reread,
    shown,
    signed,
    taken_back,
    title_of,
    to_asker,
    told,
)
from handlers.exchange.relays import exchange_of
from handlers.exchange.reposting import drop_file, post_anew, stand_anew, withdraw_merged
from handlers.faq.answers import offered_next
from handlers.i18n import TEXTS, Texts
from handlers.rendering.captions import captioned, carried_file, fingerprint_of
from handlers.rendering.long_texts import MOST_CARRIED, begun_question, with_whole, with_whole_named
from knowledge.entries import Centre
from knowledge.search import Earlier

MOST_COMPARED = 500
_MOST_SHOWN = 5
_LONGEST_LABEL = 60
_SOLVED = "✅"
# What speaks for a question being one that a person can answer.
_SUBSCRIBED, _ANSWERED, _CENTRE = 3, 2, 1


async def solve(event: MessageReceived, context: Context) -> list[Message]:
    """Closes a question of one's own, or one that one moderates; the channels learn of it."""
    texts = TEXTS[await context.spoken(event)]
    question = await named(event, context)
    if question is not None and await merging.is_of_merged_asker(question, event.sender, context):
        return await merging.solve_for_asker(question, event, context)
    if question is None or not await _may_close(question.now, event.sender, context):
        return [reply_to(event, texts.not_yours)]
    if question.is_merged and not await is_own(question.asked, event.sender, context):
        return [reply_to(event, question.refers(texts))]
    exchange, merged = question.now, question.says_so(texts)
    if not exchange.is_open:
        return [reply_to(event, merged + texts.closed_already.format(number=exchange.number))]
    lines = await _closed(exchange, event.sender, context)
    closed = merged + texts.closed.format(number=exchange.number)
    choices = await best_choices(exchange, texts, context) if await is_own(exchange, event.sender, context) else ()
    if not choices:
        return [reply_to(event, closed), *lines]
    return [await offered_next(event, context, f"{closed}\n\n{texts.which_helped}", choices), *lines]


async def solved_by_sign(event: ReactionAdded, context: Context) -> list[Message]:
    """The same, by a sign under the question or what was said about it."""
    if not solves(event, context.traits(event.address.platform)):
        return []
    exchange = await exchange_of(event.address, event.message, context)
    if exchange is None or not exchange.is_open:
        return []
    if not await _may_close(exchange, event.sender, context):
        return await merging.solve_by_sign(exchange, event, context)
    return await _closed(exchange, event.sender, context)


async def withdraw_name(event: MessageReceived, context: Context) -> list[Outgoing]:
    """Make a question anonymous, everywhere, and say what can't be undone."""
    texts = TEXTS[await context.spoken(event)]
    question = await named(event, context)
    if question is None or not await is_own(question.asked, event.sender, context):
        return [reply_to(event, texts.not_yours)]
    exchange, into = question.asked, question.now.number
    if exchange.signature is Signature.NONE and not await context.copies.were_edited(exchange.number):
        return [reply_to(event, texts.anonymous_already.format(number=exchange.number))]
    others = [each for each in await context.exchanges.followers(exchange.number) if not context.acts_with(each.sender)]
    anonymous = await signed(Signature.NONE, event.sender, context)
    anonymous = distinct_name(anonymous, [each.signed for each in others], context)
    await context.exchanges.sign(exchange.number, Signature.NONE, anonymous)
    await context.remarks.rename(exchange.number, anonymous)
    for remark in await context.remarks.of_exchange(exchange.number):
        if remark.by_asker:
            await drop_file(remark, context)
    await context.exchanges.attach(exchange.number, None)
    exchange = replace(exchange, signature=Signature.NONE, signed=anonymous, attachment=None)
    if question.is_merged:
        done, anew = texts.name_withdrawn_merged, await withdraw_merged(exchange, question.now, context)
    else:
        done, anew = texts.name_withdrawn, await post_anew(exchange, context)
    return [reply_to(event, done.format(number=exchange.number, into=into)), *anew]


async def edited(event: MessageEdited, context: Context) -> list[Outgoing] | None:
    """The asker puts it in other words; None if the message asked nothing of colleagues."""
    exchange = await _asked_by(event, context)
    if exchange is None:
        return None
    if exchange.is_hidden or not context.acts_with(exchange.asker):
        return []
    text = question_in(event.text)
    await context.exchanges.reword(exchange.number, text)
    file = carried_file(event.attachment, hides=exchange.signature is not Signature.NAME)
    changed = replace(exchange, text=text, attachment=file)
    is_long = max(len(text), len(exchange.text)) > MOST_CARRIED
    if not is_long and fingerprint_of(file) == fingerprint_of(exchange.attachment):
        return [*await reread(changed, context)]
    await context.exchanges.attach(exchange.number, file)
    return await stand_anew(changed, context)


async def deleted(event: MessageDeleted, context: Context) -> list[Outgoing] | None:
    """Take a question back everywhere when its asker or a moderator deletes it; None if the message asked nothing."""
    exchange = await _asked_by(event, context)
    if exchange is None:
        return None
    if not await may_take_back(event, exchange.asker, context):
        return []
    await context.exchanges.hide(exchange.number, context.now)
    await context.exchanges.reword(exchange.number, "")
    await context.exchanges.attach(exchange.number, None)
    now = await context.exchanges.get(exchange.number)
    if now is not None and now.number != exchange.number:
        await merging.end(Named(asked=exchange, now=now), context)
    copies = await context.copies.of_exchange(exchange.number, Role.POST, Role.NEWS, Role.SHOWN)
    return await taken_back(copies, context)


async def _asked_by(event: MessageEdited | MessageDeleted, context: Context) -> Exchange | None:
    """Return the question that a message asked, be it with another account of its author."""
    exchange = await context.exchanges.of_question(event.address, event.message)
    taken = None if exchange else await context.inputs.of_message(event.address, event.message, context.now)
    if taken is None or taken.waiting.step != QUESTION.name or not taken.waiting.subject.isdecimal():
        return exchange
    accounts = await context.people.accounts(taken.sender)
    draft = await context.drafts.get(int(taken.waiting.subject), accounts, context.now)
    return await context.exchanges.as_asked(draft.exchange) if draft and draft.exchange else None


async def mine(event: MessageReceived, context: Context) -> list[Message]:
    """One's own questions, the newest first; in a group nobody learns which those are."""
    texts = TEXTS[await context.spoken(event)]
    if not event.direct:
        return [reply_to(event, texts.only_directly)]
    askers = await context.people.accounts(event.sender)
    asked = [exchange for exchange in await context.exchanges.of_askers(askers) if not exchange.is_hidden]
    own = [each for each in [await _as_it_stands(exchange, context) for exchange in asked] if each is not None]
    if not own:
        return [reply_to(event, texts.none_of_yours)]
    choices = tuple(choice(exchange, texts) for exchange in own[:_MOST_SHOWN])
    return [await offered_next(event, context, texts.your_questions, choices)]


async def _as_it_stands(exchange: Exchange, context: Context) -> Exchange | None:
    """Return a question, open as long as the one is open that it was merged into; None if nobody may read that."""
    now = await context.exchanges.get(exchange.number)
    return None if now is None or now.is_hidden else replace(exchange, closed_at=now.closed_at)


async def unanswered(event: MessageReceived, context: Context) -> list[Message]:
    """Open questions of others; first those to which the person may know something."""
    texts = TEXTS[await context.spoken(event)]
    accounts = await context.people.accounts(event.sender)
    newest = await context.exchanges.newest(MOST_COMPARED)
    theirs = [each for each in newest if each.is_open and not any(each.asker.is_same(own) for own in accounts)]
    if not theirs:
        return [reply_to(event, texts.nothing_open)]
    weights = await _at_home(event.sender, accounts, newest, context)
    theirs.sort(key=lambda exchange: -weights[exchange.topic])
    choices = tuple(choice(exchange, texts) for exchange in theirs[:_MOST_SHOWN])
    return [await offered_next(event, context, texts.open_questions.format(number=len(theirs)), choices)]


async def look(event: MessageReceived, context: Context) -> list[Message]:
    """One question: an open one as colleagues read it, so that a reply answers it; else what came of it."""
    texts = TEXTS[await context.spoken(event)]
    question = await named(event, context)
    if question is None or question.asked.is_hidden or question.now.is_hidden:
        return [reply_to(event, texts.unknown_question)]
    if event.direct and await is_own(question.asked, event.sender, context):
        return [await _own(question, event, texts, context)]
    exchange, merged = question.now, question.says_so(texts)
    if event.direct and await is_own(exchange, event.sender, context):
        owned = await _own(Named(asked=exchange, now=exchange), event, texts, context)
        return [replace(owned, text=merged + owned.text)]
    if exchange.is_open:
        there = Message(address=event.address, text="", private_to=only_reader(event))
        words = [reply_to(event, merged.strip())] if merged else []
        return [*words, *await posted_to([there], exchange, Role.NEWS, context)]
    result = reply_to(event, merged + await _result(exchange, texts, context))
    whole = await with_whole(None, exchange.text, context)
    return [await shown(replace(result, attachment=whole), exchange, context)]


def question_in(text: str) -> str:
    """Without the command before it."""
    command, *rest = text.split(maxsplit=1) or [""]
    return "".join(rest).strip() if command[:1] in ("/", "!") else text.strip()


def choice(exchange: Exchange, texts: Texts) -> Choice:
    sign = "" if exchange.is_open else f"{_SOLVED} "
    label = f"{sign}#A{exchange.number} {exchange.text}"
    short = label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
    return Choice(label=short, says=f"/{texts.look} {exchange.number}")


async def _may_close(exchange: Exchange, sender: Sender, context: Context) -> bool:
    return await is_own(exchange, sender, context) or context.moderates(sender, exchange.topic)


async def _closed(exchange: Exchange, by: Sender, context: Context) -> list[Message]:
    """The closing lines, and a word to the asker if it was somebody else."""
    await context.exchanges.close(exchange.number, context.now)
    closing = TEXTS[context.language].closing.format(number=exchange.number)
    lines = await told(exchange, closing, context)
    if await is_own(exchange, by, context):
        return lines
    await context.exchanges.note(exchange.number, by, "close", "", context.now)
    return [to_asker(exchange, closing), *lines]


async def _at_home(
    sender: Sender, accounts: Sequence[Sender], newest: Sequence[Exchange], context: Context
) -> Counter[str]:
    """In which topics a person is at home: by subscription, by earlier answers, by the focus of their centre."""
    answered = set(await context.remarks.by_authors(accounts))
    weights: Counter[str] = Counter()
    for subscription in await context.subscriptions.of_senders(accounts):
        weights[subscription.topic] += _SUBSCRIBED
    for topic in {exchange.topic for exchange in newest if exchange.number in answered}:
        weights[topic] += _ANSWERED
    centre = context.search.entry(await context.preferences.centre(sender) or "")
    if isinstance(centre, Centre) and centre.focus:
        for near in context.search.topics_for(" ".join(centre.focus), Earlier(())):
            weights[near.slug] += _CENTRE
    return weights


async def _own(question: Named, event: MessageReceived, texts: Texts, context: Context) -> Message:
    """Show what came of it, and what its asker may do with it under the number that they know."""
    number = question.asked.number
    text = question.says_so(texts) + await _result(question.now, texts, context)
    solved = Choice(label=texts.solved, says=f"/geloest {number}")
    if question.is_merged and await merging.has_ended(question, context):
        solved = Choice(label=texts.read_on, says=f"/nochoffen {number}")
    unnamed = Choice(label=texts.withdraw_name, says=f"/anonym {number}")
    withdrawn = question.asked.signature is Signature.NONE
    choices = (*([solved] if question.now.is_open else []), *([] if withdrawn else [unnamed]))
    shown = await offered_next(event, context, text, choices)
    whole = await with_whole(None, question.now.text, context)
    return replace(shown, subject=Subject(exchange=number), attachment=whole)


async def _result(exchange: Exchange, texts: Texts, context: Context) -> str:
    """The question with its date and centre, and what may be said of the answers."""
    numbers = await merging.numbers_of(exchange, context)
    remarks = [remark for number in numbers for remark in await context.remarks.of_exchange(number)]
    answers = [remark for remark in remarks if not remark.by_asker]
    thanks = sum([sum((await context.remarks.thanks(number)).values()) for number in numbers])
    asked = exchange.asked_at.astimezone(context.time_zone).strftime("%d.%m.%Y")
    state = texts.still_open if exchange.is_open else texts.is_closed
    shared = [remark for remark in answers if remark.consent is Consent.GIVEN]
    return "\n\n".join(
        (
            f"**{texts.question} \\#A{exchange.number}** · {label(title_of(exchange.topic, context))}",
            captioned(begun_question(exchange.text, texts), with_whole_named(exchange.attachment, exchange.text)),
            f"— {label(exchange.signed)}, {asked}",
            *(f"**{label(remark.name)}**: {remark.text}" for remark in shared),
            texts.what_came_of_it.format(state=state, answers=len(answers), thanks=thanks),
        )
    )
