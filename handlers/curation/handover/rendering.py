"""Handovers as people read them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from handlers.context.context import Context
from handlers.context.people import find_chats
from handlers.core.events import Sender
from handlers.core.messages import Choice, Message
from handlers.core.replies import write_to_person
from handlers.curation.handover.duties import Duties
from handlers.curation.model.handovers import Handover
from handlers.curation.names import render_account, render_title
from handlers.i18n.membership import MEMBERSHIP, MembershipTexts
from handlers.rendering.origins import render_day

COMMAND = "/uebergabe"


def render_duties(duties: Duties, texts: MembershipTexts, context: Context) -> str:
    """Return a list of what is passed on, without what questions and topics say."""
    return "\n".join(f"- {line}" for line in _list_lines(duties, texts, context))


def _list_lines(duties: Duties, texts: MembershipTexts, context: Context) -> Iterator[str]:
    for centre in duties.centres:
        yield texts.duty_centres.format(centres=render_title(centre, context))
    if duties.questions:
        yield texts.duty_questions.format(number=len(duties.questions))
    subscribed = len(duties.subscriptions) + len({tag for reader in duties.readers for tag in reader.tags})
    if subscribed:
        yield texts.duty_subscriptions.format(number=subscribed)
    if duties.role is not None:
        yield texts.duty_role


def render_last_day(until: datetime, context: Context) -> str:
    """Return the last day before a time that is the midnight after it, such as “15.8.2027”."""
    return render_day((until - timedelta(seconds=1)).astimezone(context.time_zone))


async def load_texts(reader: Sender, context: Context) -> MembershipTexts:
    """Return the sentences for a person who has not just written."""
    return MEMBERSHIP[await context.stores.preferences.language(reader) or context.language]


def ask_taker(
    handover: Handover, duties: Duties, texts: MembershipTexts, context: Context
) -> tuple[str, tuple[Choice, ...]]:
    """Return the question to the person who is to take over, and its answers."""
    sentence = texts.asks_you_for_good if handover.until is None else texts.asks_you_until
    text = sentence.format(
        name=render_account(handover.giver),
        duties=render_duties(duties, texts, context),
        day="" if handover.until is None else render_last_day(handover.until, context),
    )
    return text, (
        Choice(label=texts.take_over, says=f"{COMMAND} annehmen {handover.number}"),
        Choice(label=texts.decline, says=f"{COMMAND} ablehnen {handover.number}"),
    )


async def tell_giver(handover: Handover, taker: Sender, sentence: str, duties: Duties, context: Context) -> Message:
    """Return a message to the giver, in which `sentence` names the taker and what was passed on."""
    texts = await load_texts(handover.giver, context)
    text = sentence.format(name=render_account(taker), duties=render_duties(duties, texts, context))
    return write_to_person(handover.giver, handover.address, text, ())


async def tell_admins(handover: Handover, taker: Sender, context: Context) -> Sequence[Message]:
    """Return messages to those who grant roles otherwise, that one was passed on."""
    messages = []
    for admin, address in await find_chats(context.admins, context):
        texts = await load_texts(admin, context)
        names = {"giver": render_account(handover.giver), "taker": render_account(taker)}
        messages.append(write_to_person(admin, address, texts.role_passed_on.format(**names), ()))
    return messages
