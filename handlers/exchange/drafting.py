"""The dialogue in which a question to colleagues is drafted: known answers, topic, signature, preview, posting."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from handlers.account.privacy import render_periods
from handlers.account.profile import find_centres, save_centre
from handlers.context.context import Context
from handlers.context.ports import Notice, Waiting
from handlers.core.arguments import first_word, parse_number
from handlers.core.events import Attachment, MessageReceived
from handlers.core.hashes import digest
from handlers.core.messages import Choice, Message, Subject, label
from handlers.core.reactions import find_visible_signs
from handlers.core.replies import reply_to
from handlers.core.topics import find_topic
from handlers.dialogues.prompts import end_dialogue, prompt, remember_input
from handlers.dialogues.table import KNOWN, OWN_CENTRE, PREVIEW, QUESTION, SIGNATURE, TOPIC, Step
from handlers.exchange.model.exchange import CopyRole, Draft, Signature
from handlers.exchange.posts import (
    post_to_addresses,
    render_post,
    render_signature,
)
from handlers.exchange.questions import MAX_COMPARED, make_choice
from handlers.exchange.reminders import schedule_reminder
from handlers.exchange.similar_questions import find_duplicate, find_similar, index_questions
from handlers.exchange.subscriptions import notify_subscribers
from handlers.exchange.visible_topics import list_channels, list_newest
from handlers.faq.answers import CONVERSATION_LIFETIME, describe_topic, offer_choices, prompt_for_matching_topic
from handlers.faq.rendering import make_entry_choice
from handlers.i18n import Texts
from handlers.rendering.captions import file_to_carry, fingerprint_file
from handlers.rendering.long_texts import name_full_text, shorten_text
from knowledge.entries import Topic
from knowledge.search import FindingKind

_MAX_KNOWN = 3
_MAX_EARLIER = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftReference:
    """The words behind a command about a draft; `number` is the draft's, if they begin with one."""

    number: int | None
    words: list[str]


def parse_draft(argument: str) -> DraftReference:
    """Return the words, and the number that they begin with."""
    return DraftReference(number=parse_number(first_word(argument)), words=argument.split())


async def draft_question(question: str, event: MessageReceived, context: Context) -> list[Message]:
    """Save a question to colleagues as a draft, and show first what the knowledge base says to it."""
    texts = context.texts
    if question.startswith(("/", "!")) or not question:
        return [await prompt(QUESTION, "", texts.which_question, (), event, context)]
    until = context.now + CONVERSATION_LIFETIME
    draft = await context.stores.drafts.add(
        event.sender, Draft(text=question, message=event.message, attachment=event.attachment), until
    )
    await remember_input(Waiting(step=QUESTION.name, subject=str(draft.number)), event, context)
    return await show_known(draft, event, context)


async def show_known(draft: Draft, event: MessageReceived, context: Context) -> list[Message]:
    """Show what the knowledge base says to a draft, or take the next step if it says nothing."""
    texts = context.texts
    finding = context.search.find(draft.text)
    known = [match.entry for match in finding.matches[:_MAX_KNOWN]] if finding.kind is not FindingKind.NONE else []
    if not known:
        return await _offer_earlier(draft, event, context)
    ask = Choice(label=texts.ask_anyway, says=f"/kollegen {draft.number}")
    choices = (*(make_entry_choice(entry, texts) for entry in known), ask)
    return [await prompt(KNOWN, draft.number, texts.exchange_known, choices, event, context)]


async def continue_draft(named: DraftReference, event: MessageReceived, context: Context) -> list[Message]:
    """Go on with a draft; similar earlier questions come first, which may be read or followed instead."""
    draft, _ = await _parse_draft(named, event, context)
    if draft is None or draft.exchange is not None:
        return [await _reply_without_draft(draft, event, context)]
    return await _offer_earlier(draft, event, context)


async def _offer_earlier(draft: Draft, event: MessageReceived, context: Context) -> list[Message]:
    """Offer similar earlier questions, or ask for the topic if there are none."""
    texts = context.texts
    near = await find_similar(draft.text, context)
    same = await find_duplicate(near, event, context)
    solved = [exchange for _, exchange in near if not exchange.is_open][:_MAX_EARLIER]
    if same is None and not solved:
        return [await prompt_for_topic(draft, event, context)]
    joining = (Choice(label=texts.join_it, says=f"/mitlesen {same.number}"),) if same else ()
    choices = (
        *joining,
        *(make_choice(exchange, texts) for exchange in solved),
        Choice(label=texts.ask_anyway, says=f"/themenwahl {draft.number}"),
    )
    text = (
        texts.asked_already.format(number=same.number, question=shorten_text(same.text)) if same else texts.asked_before
    )
    return [await prompt(KNOWN, draft.number, text, choices, event, context)]


async def choose_topic(named: DraftReference, event: MessageReceived, context: Context) -> list[Message]:
    """Ask for the topic of a draft."""
    draft, _ = await _parse_draft(named, event, context)
    if draft is None or draft.exchange is not None:
        return [await _reply_without_draft(draft, event, context)]
    return [await prompt_for_topic(draft, event, context)]


async def prompt_for_topic(draft: Draft, event: MessageReceived, context: Context) -> Message:
    """Return the question for the topic, with the best matches as choices."""
    texts = context.texts
    near = context.search.rank_topics(draft.text, index_questions(await list_newest(MAX_COMPARED, context)))
    if not near:
        return await _render_topics(draft, event, context)
    choices = (
        *(_topic_choice(topic, draft) for topic in near),
        Choice(label=texts.other_topic, says=f"/themen {draft.number}"),
    )
    return await prompt(TOPIC, draft.number, texts.which_topic, choices, event, context)


async def list_topics(named: DraftReference, event: MessageReceived, context: Context) -> list[Message]:
    """List all topics with their number of open questions; with a draft's number, to choose its topic."""
    draft, _ = await _parse_draft(named, event, context) if named.words else (None, [])
    return [await _render_topics(draft, event, context)]


async def _render_topics(draft: Draft | None, event: MessageReceived, context: Context) -> Message:
    texts = context.texts
    waiting = await context.stores.exchanges.count_open_by_topic()
    choices = tuple(
        replace(_topic_choice(topic, draft), label=texts.topic_with_open.format(topic=topic.title, number=number))
        if (number := waiting.get(topic.slug))
        else _topic_choice(topic, draft)
        for topic in context.search.knowledge.topics
    )
    if draft is None:
        return await offer_choices(event, context, texts.all_topics, choices)
    return await prompt(TOPIC, draft.number, texts.all_topics, choices, event, context)


async def choose_topic_by_name(named: DraftReference, event: MessageReceived, context: Context) -> list[Message]:
    """Set the topic of a draft; without a draft, describe the topic."""
    draft, words = await _parse_draft(named, event, context, or_newest=False)
    if draft is not None and draft.exchange is not None:
        return [await _reply_without_draft(draft, event, context)]
    if not words:
        return [await prompt_for_topic(draft, event, context)] if draft else await list_topics(named, event, context)
    found = find_topic(" ".join(words), context.search.knowledge.topics)
    topic = found.topic
    if topic is None:
        command = f"/thema {draft.number}" if draft else "/thema"
        return [await prompt_for_matching_topic(found, f"{command} {{slug}}", event, context)]
    if draft is None:
        return [await describe_topic(topic, event, context)]
    draft = await remember_topic(await _save(replace(draft, topic=topic.slug), context), event, context)
    return [await prompt_for_signature(draft, event, context)]


async def prompt_for_signature(draft: Draft, event: MessageReceived, context: Context) -> Message:
    """Return the question how the asker is to be named to colleagues."""
    texts = context.texts
    choices = tuple(
        Choice(label=label, says=f"/zeichnen {draft.number} {signature}")
        for label, signature in (
            (texts.with_name, Signature.NAME),
            (texts.with_centre, Signature.CENTRE),
            (texts.without_name, Signature.NONE),
        )
    )
    return await prompt(SIGNATURE, draft.number, texts.which_signature, choices, event, context)


async def sign(named: DraftReference, event: MessageReceived, context: Context) -> list[Message]:
    """Set the signature and show the preview; `in PLACE` sets the centre where the person works."""
    draft, words = await _parse_draft(named, event, context)
    if draft is None or draft.exchange is not None:
        return [await _reply_without_draft(draft, event, context)]
    if draft.topic is None:
        return [await prompt_for_topic(draft, event, context)]
    if words[:1] == ["in"]:
        return await _sign_with_centre(draft, " ".join(words[1:]), event, context)
    signature = next((each for each in Signature if [each] == words), None)
    if signature is None:
        return [await prompt_for_signature(draft, event, context)]
    draft = await remember_signature(await _save(replace(draft, signature=signature), context), event, context)
    if signature is not Signature.NONE and await context.stores.preferences.centre(event.sender) is None:
        return [await prompt_for_centre(draft, (), event, context)]
    return [await render_preview(draft, event, context)]


async def _sign_with_centre(draft: Draft, place: str, event: MessageReceived, context: Context) -> list[Message]:
    found = find_centres(place, context)
    if len(found) != 1:
        choices = tuple(Choice(label=each.title, says=f"/zeichnen {draft.number} in {each.title}") for each in found)
        return [await prompt_for_centre(draft, choices, event, context)]
    await save_centre(found[0], event.sender, context)
    await remember_centre(draft, found[0].id, event, context)
    if draft.signature is None:
        return [await prompt_for_signature(draft, event, context)]
    return [await render_preview(draft, event, context)]


async def prompt_for_centre(
    draft: Draft, choices: tuple[Choice, ...], event: MessageReceived, context: Context
) -> Message:
    """Return the question where the person works; `choices` are the centres that they may have meant."""
    texts = context.texts
    text = texts.choose if choices else texts.which_own_centre
    return await prompt(OWN_CENTRE, draft.number, text, choices, event, context)


async def show_preview(named: DraftReference, event: MessageReceived, context: Context) -> list[Message]:
    """Show the preview of a draft again."""
    draft, _ = await _parse_draft(named, event, context)
    if draft is None or draft.exchange is not None:
        return [await _reply_without_draft(draft, event, context)]
    if draft.topic is None or draft.signature is None:
        return [await prompt_for_topic(draft, event, context)]
    return [await render_preview(draft, event, context)]


async def render_preview(draft: Draft, event: MessageReceived, context: Context) -> Message:
    """Return the question exactly as colleagues will read it, with the choice to post it."""
    texts = context.texts
    topic, signature = (
        draft.topic or "",
        await render_signature(draft.signature or Signature.NONE, event.sender, context),
    )
    shown = render_post(
        draft.text, topic, "#A…", signature, context, name_full_text(_select_attachment(draft), draft.text)
    )
    first = await context.stores.notices.once(event.address, event.sender, Notice.WHAT_IS_KEPT, context.now)
    notes = (
        *_explain_dropped_attachment(draft, texts),
        *((texts.what_is_kept.format(**render_periods(context)),) if first else ()),
    )
    text = "\n\n".join((texts.preview, shown, *notes))
    send_it = Choice(label=texts.send_it, says=f"/absenden {draft.number} {_hash_content(draft, signature)}")
    return await prompt(PREVIEW, draft.number, text, (send_it,), event, context)


def _is_pseudonymous(draft: Draft) -> bool:
    return draft.signature is not Signature.NAME


def _select_attachment(draft: Draft) -> Attachment | None:
    """Return the file that is posted with the question; None if there is none, or it stays behind."""
    return file_to_carry(draft.attachment, hides=_is_pseudonymous(draft))


def _explain_dropped_attachment(draft: Draft, texts: Texts) -> Iterator[str]:
    """Yield the reason why the file is not posted."""
    if draft.attachment is not None and _select_attachment(draft) is None:
        yield texts.question_file_tells_too_much if _is_pseudonymous(draft) else texts.question_file_too_large


def _hash_content(draft: Draft, signature: str) -> str:
    """Return a hash of all that colleagues would read, which changes with any of it."""
    return digest(draft.text, str(draft.topic), signature, str(fingerprint_file(_select_attachment(draft))), size=4)


async def submit(named: DraftReference, event: MessageReceived, context: Context) -> list[Message]:
    """Post a question to every channel of its topic, and to the subscribers who read it at once."""
    texts = context.texts
    draft, seal = await _parse_draft(named, event, context)
    if draft is None or draft.exchange is not None:
        return [await _reply_without_draft(draft, event, context)]
    if draft.topic is None or draft.signature is None:
        return await show_preview(named, event, context)
    signature = await render_signature(draft.signature, event.sender, context)
    if seal and seal != [_hash_content(draft, signature)]:
        changed = await render_preview(draft, event, context)
        return [replace(changed, text=f"{texts.draft_changed}\n\n{changed.text}")]
    channels = await list_channels(draft.topic, context)
    if not channels:
        no_channel = texts.no_channel.format(office=label(context.office))
        return [await prompt(PREVIEW, draft.number, no_channel, _offer_other_topic(draft, texts), event, context)]
    here = replace(await _detach_from_other_room(draft, event, context), attachment=_select_attachment(draft))
    exchange = await context.stores.exchanges.open(
        here, event.sender, event.address, signature, context.now, direct=event.direct
    )
    done = replace(draft, text="", attachment=None, exchange=exchange.number)
    await context.stores.drafts.put(done, context.now + context.retention.events)
    await schedule_reminder(exchange, 0, context.now, context)
    posts = await post_to_addresses(exchange, channels, CopyRole.POST, context)
    told = await notify_subscribers(exchange, context)
    solved = Choice(label=texts.solved, says=f"/geloest {exchange.number}")
    unnamed = Choice(label=texts.withdraw_name, says=f"/anonym {exchange.number}")
    choices = (solved,) if draft.signature is Signature.NONE else (solved, unnamed)
    asked = texts.asked.format(number=exchange.number, channels=len(posts))
    signs = find_visible_signs(context.traits(event.address.platform), private=event.direct)
    asked = f"{asked} {texts.solved_by_sign.format(sign=signs.solve)}" if signs else asked
    confirmed = replace(await offer_choices(event, context, asked, choices), subject=Subject(exchange=exchange.number))
    return [confirmed, *posts, *told]


async def _detach_from_other_room(draft: Draft, event: MessageReceived, context: Context) -> Draft:
    """Return the draft without its message if that stands in another room than the one where it is submitted."""
    origin = (
        await context.stores.inputs.of_message(event.address, draft.message, context.now) if draft.message else None
    )
    return draft if origin else replace(draft, message=None)


def _offer_other_topic(draft: Draft, texts: Texts) -> tuple[Choice, ...]:
    return (Choice(label=texts.other_topic, says=f"/themen {draft.number}"),)


async def discard(named: DraftReference, event: MessageReceived, context: Context) -> list[Message]:
    """Drop the draft and leave the dialogue, even if the draft is gone or was posted."""
    draft, _ = await _parse_draft(named, event, context)
    await end_dialogue(event, context)
    if draft is None:
        return [reply_to(event, context.texts.no_draft)]
    if draft.exchange is not None:
        return [await _reply_without_draft(draft, event, context)]
    await context.stores.drafts.drop(draft.number)
    return [reply_to(event, context.texts.dropped)]


def _topic_choice(topic: Topic, draft: Draft | None) -> Choice:
    number = f"{draft.number} " if draft else ""
    return Choice(label=topic.title, says=f"/thema {number}{topic.slug}")


async def _parse_draft(
    named: DraftReference, event: MessageReceived, context: Context, *, or_newest: bool = True
) -> tuple[Draft | None, list[str]]:
    """Return the draft that a command names, or else that of the dialogue, and the other words."""
    accounts = await context.stores.people.accounts(event.sender)
    if named.number is not None:
        return await context.stores.drafts.get(named.number, accounts, context.now), named.words[1:]
    if context.references.draft is not None:
        return await context.stores.drafts.get(context.references.draft, accounts, context.now), named.words
    return (await context.stores.drafts.find_newest(accounts, context.now) if or_newest else None), named.words


async def _reply_without_draft(draft: Draft | None, event: MessageReceived, context: Context) -> Message:
    """Return a reply that the question was posted already, or a prompt for a new one."""
    texts = context.texts
    if draft is not None:
        return reply_to(event, texts.asked_once.format(number=draft.exchange))
    return await prompt(QUESTION, "", f"{texts.no_draft} {texts.which_question}", (), event, context)


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


async def _save(draft: Draft, context: Context) -> Draft:
    await context.stores.drafts.put(draft, context.now + CONVERSATION_LIFETIME)
    return draft
