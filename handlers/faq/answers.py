"""Answers to questions to the knowledge base, with the choices below them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.announcements.model.announcement import format_account
from handlers.context.context import Context
from handlers.context.people import accounts_of
from handlers.context.ports import AskedQuestion, Conversation, Waiting
from handlers.core.events import MessageReceived
from handlers.core.messages import Card, Choice, Message, Subject, escape, label
from handlers.core.replies import reply_to
from handlers.core.topics import FoundTopic
from handlers.core.working_days import add_working_days
from handlers.curation.model.ports import AnswerForm, GivenAnswer
from handlers.dialogues.prompts import remember_input
from handlers.dialogues.table import QUESTION
from handlers.exchange.model.exchange import Draft
from handlers.faq.rendering import (
    COLLEAGUES,
    MAX_CHOICES,
    RenderedAnswer,
    compose_answer,
    list_shown,
    make_entry_choice,
    render_details,
    render_finding,
)
from handlers.i18n import TEXTS, Texts
from handlers.rendering.contact_cards import make_contact_cards
from knowledge.entries import AnyEntry, Centre, Topic
from knowledge.search import AskedValue, Aspect, Finding, FindingKind, Language, Match, Previous
from knowledge.search.asked_value import detect_asked_value, is_missing
from knowledge.text import split_words

CONVERSATION_LIFETIME = timedelta(minutes=30)


async def answer_question(event: MessageReceived, context: Context) -> list[Message]:
    """Answer a question, and remember its subject for follow-ups."""
    answered = compose_answer(
        event.text,
        search=context.search,
        today=context.today,
        language=context.references.language or event.language or context.language,
        preferred=context.chosen_language,
        previous=make_previous(context.references.subject),
    )
    context.observe(event.address.platform, answered.finding)
    answered = await _save_for_colleagues(answered, event, context)
    answered = await _log_question(answered, event, context)
    return [await _reply(answered, event, context)]


async def _log_question(answered: RenderedAnswer, event: MessageReceived, context: Context) -> RenderedAnswer:
    """Keep the question and what was found for the editors, and let the choices of a list refer to it.

    Nothing is kept if the settings say so, if nothing was asked, or of an ordinary word that may name a quarter.
    """
    finding = answered.finding
    kept = finding.kind in (FindingKind.ANSWER, FindingKind.CHOICES) or _is_unanswered(finding)
    if not kept or not context.retention.unanswered:
        return answered
    entry = finding.matches[0].entry.id if finding.matches and finding.kind is not FindingKind.NONE else None
    asked = AskedQuestion(text=event.text, platform=event.address.platform, kind=finding.kind, entry=entry)
    token = await context.stores.questions.add(asked, context.now)
    return answered if token is None else replace(answered, choices=_offer_for(token, answered.choices))


def _offer_for(question: str | None, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Return the choices as offered for a logged question."""
    return tuple(replace(choice, question=question) for choice in choices)


def _is_unanswered(finding: Finding) -> bool:
    return (
        finding.kind is FindingKind.NONE
        and not (finding.empty or finding.unknown_script or finding.perhaps)
        and finding.elsewhere is None
    )


async def _save_for_colleagues(answered: RenderedAnswer, event: MessageReceived, context: Context) -> RenderedAnswer:
    """Save the question as a draft if it can go to colleagues, so that the choice below refers to it."""
    if COLLEAGUES not in {choice.says for choice in answered.choices}:
        return answered
    draft = Draft(text=event.text, message=event.message, attachment=event.attachment)
    draft = await context.stores.drafts.add(event.sender, draft, _compute_expiry(context))
    await remember_input(Waiting(step=QUESTION.name, subject=str(draft.number)), event, context)
    return replace(answered, choices=_number_choices(answered.choices, draft.number))


def _keep_draft(answered: RenderedAnswer, context: Context) -> RenderedAnswer:
    """Return the answer to a choice, from which the question before can still go to colleagues."""
    return replace(answered, choices=_number_choices(answered.choices, context.references.draft))


def _number_choices(choices: tuple[Choice, ...], draft: int | None) -> tuple[Choice, ...]:
    """Return the choices with the draft's number where they lead to colleagues; without a draft drop those."""
    if draft is None:
        return tuple(choice for choice in choices if choice.says != COLLEAGUES)
    named = f"{COLLEAGUES} {draft}"
    return tuple(
        replace(choice, says=named, draft=draft) if choice.says == COLLEAGUES else choice for choice in choices
    )


async def show_entry(id_: str, event: MessageReceived, context: Context) -> list[Message]:
    """Show the entry with this id."""
    spoken = context.reply_language
    entry = context.search.get_entry(id_)
    if entry is None:
        return [reply_to(event, TEXTS[spoken].unknown_entry)]
    return [await reply_with_entry(event, context, spoken, entry)]


async def _find_question_before(event: MessageReceived, context: Context) -> str | None:
    """Return the text of the question that a choice was offered for; None if it is gone, or was posted."""
    if context.references.draft is None:
        return None
    accounts = await context.stores.people.accounts(event.sender)
    draft = await context.stores.drafts.get(context.references.draft, accounts, context.now)
    return draft.text if draft is not None else None


async def show_details(id_: str, event: MessageReceived, context: Context) -> list[Message]:
    """Show all that is known of the entry with this id."""
    spoken = context.reply_language
    entry = context.search.get_entry(id_)
    if entry is None:
        return [reply_to(event, TEXTS[spoken].unknown_entry)]
    rendered = render_details(entry, spoken, search=context.search, today=context.today)
    return [await _reply(_keep_draft(rendered, context), event, context)]


async def choose_entry(ids: Sequence[str], event: MessageReceived, context: Context) -> list[Message]:
    """Offer the entries with these ids to choose from."""
    spoken = context.reply_language
    entries = [entry for id_ in ids if (entry := context.search.get_entry(id_)) is not None]
    if not entries:
        return [reply_to(event, TEXTS[spoken].unknown_entry)]
    return [await offer_entries(event, context, spoken, TEXTS[spoken].choose, entries)]


async def reply_with_entry(
    event: MessageReceived, context: Context, spoken: Language, entry: AnyEntry, text: str = ""
) -> Message:
    """Return an entry as a reply, below a text if there is one; it counts for the question before."""
    if context.references.question is not None:
        await context.stores.questions.mark_chosen(context.references.question)
    before = None if isinstance(entry, Centre) else await _find_question_before(event, context)
    if before and context.retention.unanswered:
        choosers = [context.pseudonymise(format_account(each)) for each in await accounts_of(event.sender, context)]
        await context.stores.proposed_phrasings.count(entry.id, before, choosers, context.now)
    asked = _detect_held(before, entry) if before else None
    finding = Finding(kind=FindingKind.ANSWER, matches=(Match(entry=entry, score=1.0),), asked=asked)
    rendered = render_finding(finding, spoken, search=context.search, today=context.today)
    reply = f"{text}\n\n{rendered.reply}" if text else rendered.reply
    return await _reply(_keep_draft(replace(rendered, reply=reply), context), event, context)


def _detect_held(question: str, entry: AnyEntry) -> AskedValue | None:
    """Return the value that a question asked for, if the entry chosen after it holds that; else None."""
    asked = detect_asked_value(split_words(question))
    return asked if asked and not is_missing(entry, asked) else None


async def offer_entries(
    event: MessageReceived,
    context: Context,
    spoken: Language,
    text: str,
    entries: Sequence[AnyEntry],
    further: tuple[Choice, ...] = (),
) -> Message:
    """Return a text with entries to choose from, and further choices."""
    finding = Finding(kind=FindingKind.CHOICES, matches=tuple(Match(entry=entry, score=1.0) for entry in entries))
    choices = (*(make_entry_choice(entry, TEXTS[spoken]) for entry in entries[:MAX_CHOICES]), *further)
    choices = _offer_for(context.references.question, choices)
    return await _reply(RenderedAnswer(finding=finding, language=spoken, reply=text, choices=choices), event, context)


async def offer_choices(event: MessageReceived, context: Context, text: str, choices: tuple[Choice, ...]) -> Message:
    """Return a text with choices, and forget the subject before."""
    conversation = Conversation(
        language=context.references.language, waiting=context.references.waiting, expires_at=_compute_expiry(context)
    )
    await context.stores.conversations.save(event.address, event.sender, conversation)
    return replace(reply_to(event, text), choices=choices)


async def describe_topic(topic: Topic, event: MessageReceived, context: Context) -> Message:
    """Return a topic with the offers on it."""
    spoken = context.reply_language
    text = f"**{label(topic.title)}**\n\n{escape(topic.description)}"
    further = (Choice(label=TEXTS[spoken].subscribe, says=f"/abonnieren {topic.slug}"),)
    return await offer_entries(event, context, spoken, text, context.search.find_offers_on(topic), further)


async def list_offers(id_: str, event: MessageReceived, context: Context) -> list[Message]:
    """Show what a centre offers: where it is found, and the offers that come near its focus."""
    spoken = context.reply_language
    centre = context.search.get_entry(id_)
    if not isinstance(centre, Centre):
        return [reply_to(event, TEXTS[spoken].unknown_entry)]
    finding = Finding(kind=FindingKind.ANSWER, matches=(Match(entry=centre, score=1.0),), aspect=Aspect.OFFERS)
    return [await _reply(render_finding(finding, spoken, search=context.search, today=context.today), event, context)]


def make_previous(subject: Subject | None) -> Previous | None:
    if subject is None:
        return None
    aspect = Aspect(subject.aspect) if subject.aspect else None
    return Previous(entries=subject.entries, aspect=aspect, shown=subject.shown)


async def _reply(answered: RenderedAnswer, event: MessageReceived, context: Context) -> Message:
    """Return the answer as a message, and remember its subject."""
    finding = answered.finding
    subject = _make_subject(answered, context)
    conversation = Conversation(
        subject=subject,
        language=answered.language,
        waiting=context.references.waiting,
        expires_at=_compute_expiry(context),
    )
    await context.stores.conversations.save(event.address, event.sender, conversation)
    await _note_answer(answered, event, context)
    with_it = tuple(_make_contact_cards(finding, TEXTS[answered.language])) if event.direct else ()
    return replace(reply_to(event, answered.reply), choices=answered.choices, subject=subject, cards=with_it)


async def _note_answer(answered: RenderedAnswer, event: MessageReceived, context: Context) -> None:
    """Note which entries an answer shows, so that it can be corrected when one of them changes."""
    finding = answered.finding
    form = AnswerForm(language=answered.language, aspect=finding.aspect, asked=finding.asked, in_full=answered.in_full)
    given = [
        GivenAnswer(
            entry=entry.id,
            asker=event.sender,
            address=event.address,
            message=event.message,
            direct=event.direct,
            form=form,
            revision=context.everything.knowledge.revision,
            at=context.now,
            check_at=_choose_check(finding, event, context),
        )
        for entry in list_shown(finding)
    ]
    if given:
        await context.stores.given_answers.add(given)


def _choose_check(finding: Finding, event: MessageReceived, context: Context) -> datetime | None:
    """Return when to ask whether the answer was of use: the working day after a phone number or an address."""
    if not event.direct or finding.aspect not in (Aspect.PHONE, Aspect.ADDRESS):
        return None
    return add_working_days(context.now, 1, context.time_zone)


def _make_subject(answered: RenderedAnswer, context: Context) -> Subject:
    """Return the subject of the conversation after an answer: that before after small talk, none after no answer."""
    finding = answered.finding
    if finding.kind is FindingKind.SMALLTALK and context.references.subject is not None:
        return replace(context.references.subject, again=None)
    shown = () if finding.region else tuple(match.entry.id for match in finding.matches[:MAX_CHOICES])
    draft = next((choice.draft for choice in answered.choices if choice.draft is not None), context.references.draft)
    return Subject(
        entries=() if finding.kind is FindingKind.NONE else shown,
        aspect=finding.aspect,
        again=_make_command(finding, shown),
        draft=draft,
        shown=finding.detail.entry.id if finding.detail else None,
    )


def _compute_expiry(context: Context) -> datetime:
    return context.now + CONVERSATION_LIFETIME


def _make_contact_cards(finding: Finding, texts: Texts) -> Iterator[Card]:
    """Yield contact cards of the centres that the answer presents."""
    if finding.kind is FindingKind.ANSWER:
        for match in finding.matches[: finding.shown]:
            if isinstance(match.entry, Centre):
                yield from make_contact_cards(match.entry, texts, finding.aspect)


def _make_command(finding: Finding, entries: Sequence[str]) -> str | None:
    if not entries:
        return None
    if finding.kind is not FindingKind.ANSWER:
        return f"/auswahl {' '.join(entries)}"
    return f"/angebote {entries[0]}" if finding.aspect is Aspect.OFFERS else f"/eintrag {entries[0]}"


async def prompt_for_matching_topic(
    found: FoundTopic, command: str, event: MessageReceived, context: Context
) -> Message:
    """Return the best matching topics as choices; `command` is what a choice says, with `{slug}` for the topic."""
    texts = context.texts
    if not found.near:
        return reply_to(event, texts.unknown_topic)
    choices = tuple(Choice(label=topic.title, says=command.format(slug=topic.slug)) for topic in found.near)
    return await offer_choices(event, context, texts.which_topic_meant, choices)
