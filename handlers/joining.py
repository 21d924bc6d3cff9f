"""Joining accounts of one person: a code goes from one to the other, and the one that issued it confirms."""

import re
import secrets
from collections.abc import Sequence
from datetime import timedelta

from handlers.answers import reply_to
from handlers.context import Context
from handlers.events import MessageReceived, Sender
from handlers.exchange.posts import put_to
from handlers.marks import strip_marks
from handlers.messages import Choice, Message, label
from handlers.numbers import parse_number
from handlers.people import is_same_person
from handlers.ports import LinkRequest
from handlers.texts import TEXTS, Texts

LASTS = timedelta(minutes=10)
# So many unknown codes may be given within this time.
MOST_FAILURES = 5
FAILURES_LAST = timedelta(hours=1)
_HALF = 4
# Without characters that are mistaken for each other.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
_DIGITS = "23456789"
_CODE = re.compile(rf"([{_LETTERS}{_DIGITS}]{{{_HALF}}})[\s\-\u2010-\u2015_.]*([{_LETTERS}{_DIGITS}]{{{_HALF}}})")
# What people write before it.
_BEFORE = re.compile(r"(?:verbinden|connect|(?:(?:mein|der|my|the) )?code(?: ist| is)?)\s*:?\s+", re.IGNORECASE)
_DECISIONS = {"ja": True, "yes": True, "nein": False, "no": False}


def code_in(text: str) -> str | None:
    """Return the code that a text consists of, in its only form; None if it is none.

    Any case, with or without hyphen or spaces. With letters and digits, so that no word is taken for a code.
    """
    bare = strip_marks(text)
    before = _BEFORE.match(bare)
    found = _CODE.fullmatch(strip_marks(bare[before.end() :] if before else bare).upper())
    code = "".join(found.groups()) if found else ""
    return code if not code.isalpha() and not code.isdigit() and code else None


def is_code(text: str) -> bool:
    return code_in(text) is not None


async def connect(event: MessageReceived, context: Context) -> list[Message]:
    """Issue a code, take one, or take the decision on a request; only where nobody else reads it."""
    texts = TEXTS[await context.spoken(event)]
    if not event.direct:
        return [reply_to(event, texts.connect_directly)]
    _, *after = event.text.split(maxsplit=1)
    argument = event.text if is_code(event.text) else " ".join(after).strip()
    decision, _, number = argument.casefold().partition(" ")
    request = parse_number(number)
    if decision in _DECISIONS and request is not None:
        return await _decided(request, event, context, joins=_DECISIONS[decision])
    if argument:
        return await _taken(code_in(argument), event, texts, context)
    code = _new_code()
    await context.people.offer(code, event.sender, event.address, context.now + LASTS)
    return [reply_to(event, texts.connect_code.format(code=f"{code[:_HALF]}-{code[_HALF:]}"))]


async def _taken(code: str | None, event: MessageReceived, texts: Texts, context: Context) -> list[Message]:
    """Ask the account that issued the code; whose it is, is not said before it has confirmed."""
    if await context.people.failures(event.sender, context.now) >= MOST_FAILURES:
        return [reply_to(event, texts.connect_too_many)]
    issuer = await context.people.redeem(code, context.now) if code else None
    if issuer is None:
        await context.people.fail(event.sender, context.now, context.now + FAILURES_LAST)
        return [reply_to(event, texts.connect_unknown)]
    if await is_same_person(event.sender, issuer.sender, context):
        return [reply_to(event, texts.connect_same)]
    request = LinkRequest(
        number=0, sender=event.sender, address=event.address, asked=issuer.sender, asked_at=issuer.address
    )
    request = await context.people.request(request, context.now + LASTS)
    return [reply_to(event, texts.connect_asked), await _question(request, context)]


async def _question(request: LinkRequest, context: Context) -> Message:
    """For the account that issued the code: who wants to be joined to it."""
    texts = TEXTS[await context.preferences.language(request.asked) or context.language]
    where = request.sender.platform.title()
    text = texts.connect_sure.format(name=_shown(request.sender), platform=where)
    if request.sender.platform is request.asked.platform:
        text = f"{text}\n\n{texts.connect_same_platform.format(platform=where)}"
    choices = (
        Choice(label=texts.connect_yes, says=f"/verbinden ja {request.number}"),
        Choice(label=texts.connect_no, says=f"/verbinden nein {request.number}"),
    )
    return put_to(request.asked, request.asked_at, text, choices)


async def _decided(number: int, event: MessageReceived, context: Context, *, joins: bool) -> list[Message]:
    """Join the accounts, or not; both sides are told."""
    texts = TEXTS[await context.spoken(event)]
    request = await context.people.answer(number, event.sender, context.now)
    if request is None:
        return [reply_to(event, texts.connect_expired)]
    if not joins:
        theirs = TEXTS[await context.preferences.language(request.sender) or context.language]
        refused = Message(
            address=request.address, text=theirs.connect_refused, mention=request.sender, private_to=request.sender
        )
        return [reply_to(event, texts.connect_refused_here), refused]
    others = await context.people.accounts(request.sender)
    await _joined(request, others, context)
    await context.people.meet(event.sender, event.address)
    await context.people.meet(request.sender, request.address)
    accounts = await context.people.accounts(event.sender)
    told = [each for each in accounts if not each.is_same(event.sender)]
    where = request.sender.platform.title()
    done = texts.connected.format(name=_shown(request.sender), platform=where)
    return [reply_to(event, done), *await words_to(told, "connected", event.sender, context)]


async def _joined(request: LinkRequest, others: Sequence[Sender], context: Context) -> None:
    """Join the accounts; what the issuer has chosen holds for those that come with the other one."""
    centre, language = (
        await context.preferences.centre(request.asked),
        await context.preferences.language(request.asked),
    )
    topics = {
        each.topic for each in await context.subscriptions.of_senders(await context.people.accounts(request.asked))
    }
    await context.people.join(request.asked, request.sender)
    for account in others:
        if centre is not None:
            await context.preferences.choose_centre(account, centre)
        if language is not None:
            await context.preferences.choose_language(account, language)
    for topic in topics:
        await context.subscriptions.drop(others, topic)


async def disconnect(event: MessageReceived, context: Context) -> list[Message]:
    """Separate the account, keep its settings, and notify the others."""
    texts = TEXTS[await context.spoken(event)]
    others = [each for each in await context.people.accounts(event.sender) if not each.is_same(event.sender)]
    if not await context.people.separate(event.sender):
        return [reply_to(event, texts.not_connected)]
    return [reply_to(event, texts.disconnected), *await words_to(others, "disconnected_other", event.sender, context)]


async def words_to(accounts: Sequence[Sender], sentence: str, about: Sender, context: Context) -> list[Message]:
    """Tell these accounts what another one did, as far as it is known where they read alone."""
    words = [await _word(account, sentence, about, context) for account in accounts]
    return [word for word in words if word is not None]


async def _word(account: Sender, sentence: str, about: Sender, context: Context) -> Message | None:
    address = await context.people.met(account)
    if address is None:
        return None
    texts = TEXTS[await context.preferences.language(account) or context.language]
    text: str = getattr(texts, sentence)
    told = text.format(name=_shown(about), platform=about.platform.title())
    return Message(address=address, text=told, mention=account, private_to=account)


def _shown(sender: Sender) -> str:
    """A name and, as anybody may call themselves anything, the account's id."""
    name = label(sender.name)
    return f"{name} ({label(sender.id)})" if name else label(sender.id)


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(2 * _HALF))
        if is_code(code):
            return code
