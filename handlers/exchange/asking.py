"""A question to colleagues, until it is asked: what is known, the topic, the signature, the preview, the posts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.account.profile import centres_named, keep_centre
from handlers.context.context import Context
from handlers.context.ports import Waiting
from handlers.core.events import Attachment, MessageReceived
from handlers.core.hashes import digest
from handlers.core.messages import Choice, Message, Subject, label
from handlers.core.numbers import parse_number
from handlers.core.reactions import signs_in_room
from handlers.core.replies import reply_to
from handlers.core.topics import find_topic
from handlers.dialogues.asking import ask_for, end_dialogue, remember_input
from handlers.dialogues.table import KNOWN, OWN_CENTRE, PREVIEW, QUESTION, SIGNATURE, TOPIC, Step
from handlers.exchange.merging import is_of_merged_asker, is_own, named, numbers_of, read_on
from handlers.exchange.model.exchange import Draft, Exchange, Follower, Role, Signature
from handlers.exchange.posts import Target, copied, distinct_name, post, posted, signed
from handlers.exchange.questions import MOST_COMPARED, choice, question_in
from handlers.exchange.reminders import plan
from handlers.exchange.subscriptions import news
from handlers.faq.answers import CONVERSATION_LASTS, about_topic, offered_next
from handlers.faq.findings import entry_choice
from handlers.faq.topic_choice import which_topic
from handlers.i18n import TEXTS, Texts
from handlers.rendering.captions import carried_file, fingerprint_of
from handlers.rendering.long_texts import begun, with_whole_named
from knowledge.entries import Topic
from knowledge.search import Asked, Earlier, Kind, Near

_NOTICE = "exchange"
_MOST_KNOWN = 3
_MOST_EARLIER = 2
_MOST_CARRIED = 10
# For so long a question is thought to be the same as one that was asked before.
_SAME_FOR = timedelta(days=14)


async def ask(event: MessageReceived, context: Context) -> list[Message]:
    """A question that is meant for colleagues; what is known comes first."""
    question = question_in(event.text)
    texts = TEXTS[await context.spoken(event)]
    if question.startswith(("/", "!")) or not question:
        return [await ask_for(QUESTION, "", texts.which_question, (), event, context)]
    until = context.now + CONVERSATION_LASTS
    draft = await context.drafts.add(
        event.sender, Draft(text=question, message=event.message, attachment=event.attachment), until
    )
    await remember_input(Waiting(step=QUESTION.name, subject=str(draft.number)), event, context)
    return await show_known(draft, event, context)


async def show_known(draft: Draft, event: MessageReceived, context: Context) -> list[Message]:
    """Show what is known about a drafted question already, or else take the next step."""
    texts = TEXTS[await context.spoken(event)]
    finding = context.search.find(draft.text)
    known = [match.entry for match in finding.matches[:_MOST_KNOWN]] if finding.kind is not Kind.NONE else []
    if not known:
        return await _begin(draft, event, context)
    choices = (*map(entry_choice, known), Choice(label=texts.ask_anyway, says=f"/kollegen {draft.number}"))
    return [await ask_for(KNOWN, draft.number, texts.exchange_known, choices, event, context)]


async def colleagues(event: MessageReceived, context: Context) -> list[Message]:
    """On with a drafted question; but first what was asked before, which may be read or joined instead."""
    draft, _ = await _named(event, context)
    if draft is None or draft.exchange is not None:
        return [await _no_draft(draft, event, context)]
    return await _begin(draft, event, context)


async def _begin(draft: Draft, event: MessageReceived, context: Context) -> list[Message]:
    texts = TEXTS[await context.spoken(event)]
    near = await _asked_before(draft.text, context)
    same = await _same(near, event, context)
    solved = [exchange for _, exchange in near if not exchange.is_open][:_MOST_EARLIER]
    if same is None and not solved:
        return [await ask_topic(draft, event, context)]
    joining = (Choice(label=texts.join_it, says=f"/mitlesen {same.number}"),) if same else ()
    choices = (
        *joining,
        *(choice(exchange, texts) for exchange in solved),
        Choice(label=texts.ask_anyway, says=f"/themenwahl {draft.number}"),
    )
    text = texts.asked_already.format(number=same.number, question=begun(same.text)) if same else texts.asked_before
    return [await ask_for(KNOWN, draft.number, text, choices, event, context)]


async def choose_topic(event: MessageReceived, context: Context) -> list[Message]:
    """Where a drafted question belongs."""
    draft, _ = await _named(event, context)
    if draft is None or draft.exchange is not None:
        return [await _no_draft(draft, event, context)]
    return [await ask_topic(draft, event, context)]


async def ask_topic(draft: Draft, event: MessageReceived, context: Context) -> Message:
    """Return the question for the topic, with those that come near."""
    texts = TEXTS[await context.spoken(event)]
    near = context.search.topics_for(draft.text, _earlier(await context.exchanges.newest(MOST_COMPARED)))
    if not near:
        return await _all_topics(draft, event, context)
    choices = (
        *(_topic_choice(topic, draft) for topic in near),
        Choice(label=texts.other_topic, says=f"/themen {draft.number}"),
    )
    return await ask_for(TOPIC, draft.number, texts.which_topic, choices, event, context)


async def topics(event: MessageReceived, context: Context) -> list[Message]:
    """All of them, with how many questions are open; for a drafted question, if its number is given."""
    draft, _ = await _named(event, context) if event.text.split()[1:] else (None, [])
    return [await _all_topics(draft, event, context)]


async def _all_topics(draft: Draft | None, event: MessageReceived, context: Context) -> Message:
    texts = TEXTS[await context.spoken(event)]
    waiting = await context.exchanges.open_by_topic()
    choices = tuple(
        replace(_topic_choice(topic, draft), label=texts.topic_with_open.format(topic=topic.title, number=number))
        if (number := waiting.get(topic.slug))
        else _topic_choice(topic, draft)
        for topic in context.search.knowledge.topics
    )
    if draft is None:
        return await offered_next(event, context, texts.all_topics, choices)
    return await ask_for(TOPIC, draft.number, texts.all_topics, choices, event, context)


async def take_topic(event: MessageReceived, context: Context) -> list[Message]:
    """The topic of a drafted question; without one, what there is on the topic."""
    draft, words = await _named(event, context, or_newest=False)
    if draft is not None and draft.exchange is not None:
        return [await _no_draft(draft, event, context)]
    if not words:
        return [await ask_topic(draft, event, context)] if draft else await topics(event, context)
    found = find_topic(" ".join(words), context.search.knowledge.topics)
    topic = found.topic
    if topic is None:
        command = f"/thema {draft.number}" if draft else "/thema"
        return [await which_topic(found, f"{command} {{slug}}", event, context)]
    if draft is None:
        return [await about_topic(topic, event, context)]
    draft = await remember_topic(await _keep(replace(draft, topic=topic.slug), context), event, context)
    return [await ask_signature(draft, event, context)]


async def ask_signature(draft: Draft, event: MessageReceived, context: Context) -> Message:
    """Return the question what colleagues shall read of who asks."""
    texts = TEXTS[await context.spoken(event)]
    choices = tuple(
        Choice(label=label, says=f"/zeichnen {draft.number} {signature}")
        for label, signature in (
            (texts.with_name, Signature.NAME),
            (texts.with_centre, Signature.CENTRE),
            (texts.without_name, Signature.NONE),
        )
    )
    return await ask_for(SIGNATURE, draft.number, texts.which_signature, choices, event, context)


async def sign(event: MessageReceived, context: Context) -> list[Message]:
    """A preview of exactly what colleagues will read; `in PLACE` says in which centre the person works."""
    draft, words = await _named(event, context)
    if draft is None or draft.exchange is not None:
        return [await _no_draft(draft, event, context)]
    if draft.topic is None:
        return [await ask_topic(draft, event, context)]
    if words[:1] == ["in"]:
        return await _in_centre(draft, " ".join(words[1:]), event, context)
    signature = next((each for each in Signature if [each] == words), None)
    if signature is None:
        return [await ask_signature(draft, event, context)]
    draft = await remember_signature(await _keep(replace(draft, signature=signature), context), event, context)
    if signature is not Signature.NONE and await context.preferences.centre(event.sender) is None:
        return [await ask_centre(draft, (), event, context)]
    return [await preview(draft, event, context)]


async def _in_centre(draft: Draft, place: str, event: MessageReceived, context: Context) -> list[Message]:
    found = centres_named(place, context)
    if len(found) != 1:
        choices = tuple(Choice(label=each.title, says=f"/zeichnen {draft.number} in {each.title}") for each in found)
        return [await ask_centre(draft, choices, event, context)]
    await keep_centre(found[0], event.sender, context)
    await remember_centre(draft, found[0].id, event, context)
    if draft.signature is None:
        return [await ask_signature(draft, event, context)]
    return [await preview(draft, event, context)]


async def ask_centre(draft: Draft, choices: tuple[Choice, ...], event: MessageReceived, context: Context) -> Message:
    """Return the question where the person works; `choices` are the centres that they may have meant."""
    texts = TEXTS[await context.spoken(event)]
    text = texts.choose if choices else texts.which_own_centre
    return await ask_for(OWN_CENTRE, draft.number, text, choices, event, context)


async def show_preview(event: MessageReceived, context: Context) -> list[Message]:
    """The preview of a drafted question again."""
    draft, _ = await _named(event, context)
    if draft is None or draft.exchange is not None:
        return [await _no_draft(draft, event, context)]
    if draft.topic is None or draft.signature is None:
        return [await ask_topic(draft, event, context)]
    return [await preview(draft, event, context)]


async def preview(draft: Draft, event: MessageReceived, context: Context) -> Message:
    """Return what colleagues will read, with the choice to send just that."""
    texts = TEXTS[await context.spoken(event)]
    topic, signature = draft.topic or "", await signed(draft.signature or Signature.NONE, event.sender, context)
    shown = post(draft.text, topic, "#A…", signature, context, with_whole_named(_file(draft), draft.text))
    first = await context.notices.once(event.address, event.sender, _NOTICE, context.now)
    notes = (*_left_behind(draft, texts), *((texts.what_is_kept,) if first else ()))
    text = "\n\n".join((texts.preview, shown, *notes))
    send_it = Choice(label=texts.send_it, says=f"/absenden {draft.number} {_seal(draft, signature)}")
    return await ask_for(PREVIEW, draft.number, text, (send_it,), event, context)


def _hides(draft: Draft) -> bool:
    return draft.signature is not Signature.NAME


def _file(draft: Draft) -> Attachment | None:
    """Return the file that goes with a question."""
    return carried_file(draft.attachment, hides=_hides(draft))


def _left_behind(draft: Draft, texts: Texts) -> Iterator[str]:
    """Say why a file does not go with its question."""
    if draft.attachment is not None and _file(draft) is None:
        yield texts.question_file_tells_too_much if _hides(draft) else texts.question_file_too_large


def _seal(draft: Draft, signature: str) -> str:
    """Return another one as soon as anything changes that colleagues would read."""
    return digest(draft.text, str(draft.topic), signature, str(fingerprint_of(_file(draft))), size=4)


async def send(event: MessageReceived, context: Context) -> list[Message]:
    """Posts a question to every channel of its topic, and to everybody who reads the topic at once."""
    texts = TEXTS[await context.spoken(event)]
    draft, seal = await _named(event, context)
    if draft is None or draft.exchange is not None:
        return [await _no_draft(draft, event, context)]
    if draft.topic is None or draft.signature is None:
        return await show_preview(event, context)
    signature = await signed(draft.signature, event.sender, context)
    if seal and seal != [_seal(draft, signature)]:
        changed = await preview(draft, event, context)
        return [replace(changed, text=f"{texts.draft_changed}\n\n{changed.text}")]
    channels = await context.channels.of_topic(draft.topic)
    if not channels:
        no_channel = texts.no_channel.format(office=label(context.office))
        return [await ask_for(PREVIEW, draft.number, no_channel, _elsewhere(draft, texts), event, context)]
    here = replace(await _as_written_here(draft, event, context), attachment=_file(draft))
    exchange = await context.exchanges.open(
        here, event.sender, event.address, signature, context.now, direct=event.direct
    )
    done = replace(draft, text="", attachment=None, exchange=exchange.number)
    await context.drafts.put(done, context.now + context.retention.events)
    await plan(exchange, 0, context.now, context)
    posts = await posted(exchange, channels, Role.POST, context)
    told = await news(exchange, context)
    solved = Choice(label=texts.solved, says=f"/geloest {exchange.number}")
    unnamed = Choice(label=texts.withdraw_name, says=f"/anonym {exchange.number}")
    choices = (solved,) if draft.signature is Signature.NONE else (solved, unnamed)
    asked = texts.asked.format(number=exchange.number, channels=len(posts))
    signs = signs_in_room(context.traits(event.address.platform), private=event.direct)
    asked = f"{asked} {texts.solved_by_sign.format(sign=signs.solve)}" if signs else asked
    confirmed = replace(await offered_next(event, context, asked, choices), subject=Subject(exchange=exchange.number))
    return [confirmed, *posts, *told]


async def _as_written_here(draft: Draft, event: MessageReceived, context: Context) -> Draft:
    """Return the draft without its message if that stands in another room than the one in which it is asked."""
    origin = await context.inputs.of_message(event.address, draft.message, context.now) if draft.message else None
    return draft if origin else replace(draft, message=None)


def _elsewhere(draft: Draft, texts: Texts) -> tuple[Choice, ...]:
    return (Choice(label=texts.other_topic, says=f"/themen {draft.number}"),)


async def drop(event: MessageReceived, context: Context) -> list[Message]:
    """Leave the dialogue, also where the question is gone by now, or was asked."""
    draft, _ = await _named(event, context)
    await end_dialogue(event, context)
    if draft is None:
        return [reply_to(event, TEXTS[await context.spoken(event)].no_draft)]
    if draft.exchange is not None:
        return [await _no_draft(draft, event, context)]
    await context.drafts.drop(draft.number)
    return [reply_to(event, TEXTS[await context.spoken(event)].dropped)]


async def join(event: MessageReceived, context: Context) -> list[Message]:
    """The person reads the answers to somebody else's question, those that have come already too."""
    texts = TEXTS[await context.spoken(event)]
    question = await named(event, context)
    if not event.direct:
        return [reply_to(event, texts.subscribe_directly)]
    if question is not None and await is_of_merged_asker(question, event.sender, context):
        return await read_on(question, event, context)
    exchange = question.now if question else None
    if question is None or exchange is None or not exchange.is_open or await is_own(exchange, event.sender, context):
        return [reply_to(event, texts.unknown_question)]
    followers = await context.exchanges.followers(exchange.number)
    already = next((each for each in followers if context.acts_with(each.sender)), None)
    merged = question.says_so(texts)
    if already is not None:
        await context.exchanges.follow(exchange.number, replace(already, has_ended=False), context.now)
        reads = texts.joined.format(number=exchange.number, signed=label(already.signed))
        return [reply_to(event, merged + reads)]
    names = [exchange.signed, *(each.signed for each in followers)]
    signature = distinct_name(await signed(Signature.CENTRE, event.sender, context), names, context)
    follower = Follower(sender=event.sender, address=event.address, signed=signature, direct=True)
    await context.exchanges.follow(exchange.number, follower, context.now)
    joined = reply_to(event, merged + texts.joined.format(number=exchange.number, signed=label(signature)))
    here = Message(address=event.address, text="", mention=event.sender, private_to=event.sender)
    there = Target(message=here, asked=exchange.number)
    numbers = await numbers_of(exchange, context)
    remarks = [each for number in numbers for each in await context.remarks.of_exchange(number)]
    others = [each for each in remarks if not context.acts_with(each.author)]
    carried = sorted(others, key=lambda remark: remark.number)[-_MOST_CARRIED:]
    return [joined, *[message for remark in carried for message in await copied(remark, [there], context)]]


def _earlier(newest: Sequence[Exchange]) -> Earlier:
    return Earlier(Asked(number=each.number, text=each.text, topic=each.topic) for each in newest)


async def _asked_before(question: str, context: Context) -> list[tuple[Near, Exchange]]:
    """What comes near, the nearest first."""
    newest = {exchange.number: exchange for exchange in await context.exchanges.newest(MOST_COMPARED)}
    return [(each, newest[each.asked.number]) for each in _earlier([*newest.values()]).near(question)]


async def _same(near: list[tuple[Near, Exchange]], event: MessageReceived, context: Context) -> Exchange | None:
    """An open question of somebody else, asked a short time ago, that is nearly the same."""
    for each, exchange in near:
        is_new = exchange.is_open and context.now - exchange.asked_at <= _SAME_FOR
        if each.is_same and is_new and not await is_own(exchange, event.sender, context):
            return exchange
    return None


def _topic_choice(topic: Topic, draft: Draft | None) -> Choice:
    number = f"{draft.number} " if draft else ""
    return Choice(label=topic.title, says=f"/thema {number}{topic.slug}")


async def _named(event: MessageReceived, context: Context, *, or_newest: bool = True) -> tuple[Draft | None, list[str]]:
    """Return the draft whose number a command begins with, and the words behind it; else that of the dialogue."""
    words = event.text.split()[1:]
    accounts = await context.people.accounts(event.sender)
    number = parse_number(words[0]) if words else None
    if number is not None:
        return await context.drafts.get(number, accounts, context.now), words[1:]
    if context.recalled.draft is not None:
        return await context.drafts.get(context.recalled.draft, accounts, context.now), words
    return (await context.drafts.newest(accounts, context.now) if or_newest else None), words


async def _no_draft(draft: Draft | None, event: MessageReceived, context: Context) -> Message:
    """Return a word on a question that was asked already, or ask for one."""
    texts = TEXTS[await context.spoken(event)]
    if draft is not None:
        return reply_to(event, texts.asked_once.format(number=draft.exchange))
    return await ask_for(QUESTION, "", f"{texts.no_draft} {texts.which_question}", (), event, context)


async def remember_topic(draft: Draft, event: MessageReceived, context: Context) -> Draft:
    """Remember that the message gave the question its topic; return the draft."""
    return await _remember(TOPIC, draft, str(draft.topic), event, context)


async def remember_signature(draft: Draft, event: MessageReceived, context: Context) -> Draft:
    """Remember that the message gave the question its signature; return the draft."""
    return await _remember(SIGNATURE, draft, str(draft.signature), event, context)


async def remember_centre(draft: Draft, centre: str, event: MessageReceived, context: Context) -> Draft:
    """Remember that the message said where its author works; return the draft."""
    return await _remember(OWN_CENTRE, draft, centre, event, context)


async def _remember(step: Step, draft: Draft, value: str, event: MessageReceived, context: Context) -> Draft:
    await remember_input(Waiting(step=step.name, subject=f"{draft.number} {value}"), event, context)
    return draft


async def _keep(draft: Draft, context: Context) -> Draft:
    await context.drafts.put(draft, context.now + CONVERSATION_LASTS)
    return draft
