"""Merged questions: how they are named, and what their askers can do with their own part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.context.context import Context
from handlers.context.people import accounts_of, is_same_person
from handlers.core.events import MessageReceived, ReactionAdded, Sender
from handlers.core.messages import Choice, Message
from handlers.core.replies import reply_to
from handlers.exchange.lessons import offer_best_answers
from handlers.exchange.model.exchange import Exchange, Follower
from handlers.exchange.visible_topics import is_readable
from handlers.faq.answers import offer_choices
from handlers.i18n import Texts


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionReference:
    """The question with the number that was given (`original`), and the one it was merged into (`current`).

    Both are the same unless the question was merged.
    """

    original: Exchange
    current: Exchange

    @property
    def is_merged(self) -> bool:
        return self.original.number != self.current.number

    def render_merge_note(self, texts: Texts) -> str:
        """Return a sentence on the merge to be prefixed to others; empty if there was none."""
        if not self.is_merged:
            return ""
        return texts.merged_into.format(number=self.original.number, into=self.current.number) + "\n\n"

    def render_referral(self, texts: Texts) -> str:
        """Return a sentence that names the question to use instead."""
        return texts.merged_take.format(number=self.original.number, into=self.current.number)


async def find_question(number: int | None, context: Context) -> QuestionReference | None:
    """Return the question with a number; None if there is none that the person may read where they are."""
    asked = await context.stores.exchanges.get_unmerged(number) if number is not None else None
    now = await context.stores.exchanges.get(asked.number) if asked else None
    if asked is None or now is None or not (await is_readable(asked, context) and await is_readable(now, context)):
        return None
    return QuestionReference(original=asked, current=now)


async def is_own(exchange: Exchange, sender: Sender, context: Context) -> bool:
    return await is_same_person(sender, exchange.asker, context)


async def is_of_merged_asker(question: QuestionReference, sender: Sender, context: Context) -> bool:
    """Return whether a person asked the original question only, and not the one it was merged into."""
    if not question.is_merged or await is_own(question.current, sender, context):
        return False
    return await is_own(question.original, sender, context)


async def solve_for_asker(question: QuestionReference, event: MessageReceived, context: Context) -> list[Message]:
    """Stop the answers for the asker of a merged question, and say what becomes of the other one."""
    texts = context.texts
    await stop_reading(question, context)
    helped = await offer_best_answers(question.current, texts, context)
    choices = (*helped, Choice(label=texts.read_on, says=f"/nochoffen {question.original.number}"))
    text = _render_solved(question.original.number, question.current, texts)
    return [await offer_choices(event, context, f"{text}\n\n{texts.which_helped}" if helped else text, choices)]


async def solve_by_reaction(exchange: Exchange, event: ReactionAdded, context: Context) -> list[Message]:
    """Stop the answers for the askers who react; each is told privately, as a channel would give them away."""
    followers = await context.stores.exchanges.list_followers(exchange.number)
    theirs = [each for each in followers if each.is_asker and not each.has_ended and context.is_actor(each.sender)]
    await _set_ended(exchange, theirs, context, ended=True)
    texts = await context.texts_for(event.sender)
    return [
        Message(
            address=each.address,
            text=_render_solved(each.known_as or exchange.number, exchange, texts),
            mention=each.sender,
            private_to=each.reader,
        )
        for each in theirs
    ]


async def resume_reading(question: QuestionReference, event: MessageReceived, context: Context) -> list[Message]:
    """Send the answers to the asker of a merged question again."""
    texts = context.texts
    await _set_ended(question.current, await _find_followers_of_asker(question, context), context, ended=False)
    return [reply_to(event, texts.reads_on.format(number=question.original.number, into=question.current.number))]


async def stop_reading(question: QuestionReference, context: Context) -> None:
    """Send no more answers to the asker of a merged question, who keeps their signature."""
    await _set_ended(question.current, await _find_followers_of_asker(question, context), context, ended=True)


async def has_stopped_reading(question: QuestionReference, context: Context) -> bool:
    """Return whether the asker of a merged question marked it as solved."""
    return any(each.has_ended for each in await _find_followers_of_asker(question, context))


async def list_numbers(exchange: Exchange, context: Context) -> Sequence[int]:
    """Return the number of a question and those of all questions merged into it."""
    return [exchange.number, *await context.stores.exchanges.list_merged_into(exchange.number)]


async def _find_followers_of_asker(question: QuestionReference, context: Context) -> list[Follower]:
    """Return the accounts under which the asker of a merged question follows the other one."""
    accounts = await accounts_of(question.original.asker, context)
    followers = await context.stores.exchanges.list_followers(question.current.number)
    return [each for each in followers if each.is_asker and any(each.sender.is_same(account) for account in accounts)]


async def _set_ended(exchange: Exchange, followers: Sequence[Follower], context: Context, *, ended: bool) -> None:
    for each in followers:
        await context.stores.exchanges.put_follower(exchange.number, replace(each, has_ended=ended), context.now)


def _render_solved(number: int, into: Exchange, texts: Texts) -> str:
    solved = texts.solved_for_you.format(number=number)
    rest = texts.stays_open if into.is_open else texts.merged_into
    return f"{solved} {rest.format(number=number, into=into.number)}"
