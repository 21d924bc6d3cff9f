"""What becomes of a question: looked at, changed, signed otherwise, solved."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from handlers.answers import offered_next, reply_to
from handlers.context import Context
from handlers.events import MessageDeleted, MessageEdited, MessageReceived, ReactionAdded, Sender, only_reader
from handlers.exchange.kept import Consent, Exchange, Remark, Role, Signature
from handlers.exchange.lessons import best_choices
from handlers.exchange.posts import (
    REFERENCE,
    posted_to,
    reread,
    reworded,
    signed,
    taken_back,
    title_of,
    to_asker,
    told,
    without_file,
)
from handlers.exchange.relays import exchange_of
from handlers.messages import Choice, Message, Outgoing, escape
from handlers.people import is_same_person
from handlers.texts import TEXTS, Texts
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
    exchange = await named(event, context)
    if exchange is None or not await _may_close(exchange, event.sender, context):
        return [reply_to(event, texts.not_yours)]
    if not exchange.is_open:
        return [reply_to(event, texts.closed_already.format(number=exchange.number))]
    lines = await _closed(exchange, event.sender, context)
    closed = texts.closed.format(number=exchange.number)
    choices = await best_choices(exchange, texts, context) if await is_own(exchange, event.sender, context) else ()
    if not choices:
        return [reply_to(event, closed), *lines]
    return [await offered_next(event, context, f"{closed}\n\n{texts.which_helped}", choices), *lines]


async def solved_by_sign(event: ReactionAdded, context: Context) -> list[Message]:
    """The same, by a sign under the question or what was said about it."""
    if event.key.rstrip("\ufe0f") != _SOLVED:
        return []
    exchange = await exchange_of(event.address, event.message, context)
    if exchange is None or not exchange.is_open or not await _may_close(exchange, event.sender, context):
        return []
    return await _closed(exchange, event.sender, context)


async def withdraw_name(event: MessageReceived, context: Context) -> list[Outgoing]:
    """From now on the question is an anonymous one, everywhere."""
    texts = TEXTS[await context.spoken(event)]
    exchange = await named(event, context)
    if exchange is None or not await is_own(exchange, event.sender, context):
        return [reply_to(event, texts.not_yours)]
    anonymous = await signed(Signature.NONE, event.sender, context)
    await context.exchanges.sign(exchange.number, Signature.NONE, anonymous)
    await context.remarks.rename(exchange.number, anonymous)
    edits: list[Outgoing] = [*await _reread(exchange.number, context)]
    for remark in await context.remarks.of_exchange(exchange.number):
        if remark.by_asker:
            edits += await _unsigned(remark, context)
    return [reply_to(event, texts.name_withdrawn.format(number=exchange.number)), *edits]


async def edited(event: MessageEdited, context: Context) -> list[Outgoing]:
    """The asker puts it in other words."""
    exchange = await context.exchanges.of_question(event.address, event.message)
    if exchange is None or not event.sender.is_same(exchange.asker):
        return []
    await context.exchanges.reword(exchange.number, question_in(event.text))
    return [*await _reread(exchange.number, context)]


async def deleted(event: MessageDeleted, context: Context) -> list[Outgoing]:
    """The asker takes it back."""
    exchange = await context.exchanges.of_question(event.address, event.message)
    if exchange is None:
        return []
    await context.exchanges.hide(exchange.number, context.now)
    await context.exchanges.reword(exchange.number, "")
    return await taken_back(await context.copies.of_exchange(exchange.number, Role.POST, Role.NEWS), context)


async def mine(event: MessageReceived, context: Context) -> list[Message]:
    """One's own questions, the newest first; in a group nobody learns which those are."""
    texts = TEXTS[await context.spoken(event)]
    if not event.direct:
        return [reply_to(event, texts.only_directly)]
    askers = await context.people.accounts(event.sender)
    own = [exchange for exchange in await context.exchanges.of_askers(askers) if not exchange.is_hidden]
    if not own:
        return [reply_to(event, texts.none_of_yours)]
    choices = tuple(choice(exchange, texts) for exchange in own[:_MOST_SHOWN])
    return [await offered_next(event, context, texts.your_questions, choices)]


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
    exchange = await named(event, context)
    if exchange is None or exchange.is_hidden:
        return [reply_to(event, texts.unknown_question)]
    if event.direct and await is_own(exchange, event.sender, context):
        return [await _own(exchange, event, texts, context)]
    if exchange.is_open:
        there = Message(address=event.address, text="", private_to=only_reader(event))
        return await posted_to([there], exchange, Role.NEWS, context)
    return [reply_to(event, await _result(exchange, texts, context))]


async def named(event: MessageReceived, context: Context) -> Exchange | None:
    """The question whose number comes last in a command."""
    number = REFERENCE.fullmatch(event.text.split()[-1])
    return await context.exchanges.get(int(number.group(1))) if number else None


async def is_own(exchange: Exchange, sender: Sender, context: Context) -> bool:
    return await is_same_person(sender, exchange.asker, context)


def question_in(text: str) -> str:
    """Without the command before it."""
    command, _, rest = text.strip().partition(" ")
    return rest.strip() if command[:1] in ("/", "!") else text.strip()


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


async def _unsigned(remark: Remark, context: Context) -> list[Outgoing]:
    """The remark as it reads now; a file, which may tell whose it is, goes."""
    if remark.attachment is None:
        return [*await reworded(remark, context)]
    files = [copy for copy in await context.copies.of_remark(remark.number) if copy.role is Role.FILE]
    remark = replace(remark, attachment=None, text=without_file(remark.text))
    await context.remarks.reword(remark.number, remark.text)
    await context.remarks.drop_file(remark.number)
    return [*await reworded(remark, context), *await taken_back(files, context)]


async def _reread(number: int, context: Context) -> Sequence[Outgoing]:
    exchange = await context.exchanges.get(number)
    return await reread(exchange, context) if exchange else []


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


async def _own(exchange: Exchange, event: MessageReceived, texts: Texts, context: Context) -> Message:
    text = await _result(exchange, texts, context)
    solved = [Choice(label=texts.solved, says=f"/geloest {exchange.number}")] if exchange.is_open else []
    withdrawn = exchange.signature is Signature.NONE
    named = [] if withdrawn else [Choice(label=texts.withdraw_name, says=f"/anonym {exchange.number}")]
    return await offered_next(event, context, text, (*solved, *named))


async def _result(exchange: Exchange, texts: Texts, context: Context) -> str:
    """The question with its date and centre, and what may be said of the answers."""
    answers = [remark for remark in await context.remarks.of_exchange(exchange.number) if not remark.by_asker]
    thanks = sum((await context.remarks.thanks(exchange.number)).values())
    asked = exchange.asked_at.astimezone(context.time_zone).strftime("%d.%m.%Y")
    state = texts.still_open if exchange.is_open else texts.is_closed
    shared = [remark for remark in answers if remark.consent is Consent.GIVEN]
    return "\n\n".join(
        (
            f"**{texts.question} \\#A{exchange.number}** · {escape(title_of(exchange.topic, context))}",
            escape(exchange.text),
            f"— {escape(exchange.signed)}, {asked}",
            *(f"**{escape(remark.name)}**: {remark.text}" for remark in shared),
            texts.what_came_of_it.format(state=state, answers=len(answers), thanks=thanks),
        )
    )
