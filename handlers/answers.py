"""Questions to the knowledge base: the answer, the choices that go with it, and what the conversation keeps of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from handlers.cards import card
from handlers.contacts import cards
from handlers.context import Context
from handlers.dialogues.asking import remember_input
from handlers.dialogues.table import QUESTION
from handlers.events import MessageReceived, only_reader
from handlers.exchange.kept import Draft
from handlers.messages import Card, Choice, Message, Outgoing, Subject, escape, label
from handlers.ports import Conversation, Waiting
from handlers.texts import TEXTS, Texts
from knowledge.entries import AnyEntry, Centre, Faq, Topic
from knowledge.search import Aspect, Finding, Kind, Language, Match, Previous, Search, Smalltalk

CONVERSATION_LASTS = timedelta(minutes=30)
_MOST_CHOICES = 4
_COLLEAGUES = "/kollegen"
_NEAR = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """`reply` is Markdown; `finding` what it was made of."""

    finding: Finding
    language: Language
    reply: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Voice:
    """What every sentence of one answer depends on."""

    search: Search
    texts: Texts
    today: date

    def card(self, entry: AnyEntry, aspect: Aspect | None = None) -> str:
        return card(entry, texts=self.texts, today=self.today, search=self.search, aspect=aspect)


def ask(
    question: str,
    *,
    search: Search,
    today: date,
    language: Language,
    preferred: Language | None = None,
    previous: Previous | None = None,
) -> Answer:
    """The answer to one question: in the preferred language, else the question's own, else the given one."""
    finding = search.find(question, previous)
    spoken = preferred or finding.language or language
    voice = _Voice(search=search, texts=TEXTS[spoken], today=today)
    reply, choices = _RENDER[finding.kind](finding, voice)
    return Answer(finding=finding, language=spoken, reply=reply, choices=choices[:_MOST_CHOICES])


async def answer(event: MessageReceived, context: Context) -> list[Message]:
    """Answers a question, and remembers what it was about."""
    answered = ask(
        event.text,
        search=context.search,
        today=context.today,
        language=context.recalled.language or event.language or context.language,
        preferred=await context.preferences.language(event.sender),
        previous=previous(context.recalled.subject),
    )
    context.count(event.address.platform, answered.finding.kind)
    answered = await _for_colleagues(answered, event, context)
    if _is_unanswered(answered.finding) and context.retention.unanswered:
        await context.unanswered.add(event.text, context.now)
    return [await _said(answered, event, context)]


def _is_unanswered(finding: Finding) -> bool:
    return finding.kind is Kind.NONE and not (finding.empty or finding.perhaps) and finding.elsewhere is None


async def _for_colleagues(answered: Answer, event: MessageReceived, context: Context) -> Answer:
    """Keep the question for a while where it may go to colleagues, so that the choice under an answer means just it."""
    if _COLLEAGUES not in {choice.says for choice in answered.choices}:
        return answered
    draft = Draft(text=event.text, message=event.message, attachment=event.attachment)
    draft = await context.drafts.add(event.sender, draft, _until(context))
    await remember_input(Waiting(step=QUESTION.name, subject=str(draft.number)), event, context)
    return replace(answered, choices=_naming(answered.choices, draft.number))


def _naming(choices: tuple[Choice, ...], draft: int | None) -> tuple[Choice, ...]:
    """Return the choices with the number of the question that goes to colleagues; without one, none goes."""
    if draft is None:
        return tuple(choice for choice in choices if choice.says != _COLLEAGUES)
    named = f"{_COLLEAGUES} {draft}"
    return tuple(
        replace(choice, says=named, draft=draft) if choice.says == _COLLEAGUES else choice for choice in choices
    )


async def show(event: MessageReceived, context: Context) -> list[Message]:
    """The entry whose id the command names."""
    spoken = await context.spoken(event)
    entry = context.search.entry(event.text.split()[-1])
    if entry is None:
        return [reply_to(event, TEXTS[spoken].unknown_entry)]
    return [await shown(event, context, spoken, entry)]


async def choose(event: MessageReceived, context: Context) -> list[Message]:
    """The choice between the entries whose ids the command names."""
    spoken = await context.spoken(event)
    entries = [entry for id_ in event.text.split()[1:] if (entry := context.search.entry(id_)) is not None]
    if not entries:
        return [reply_to(event, TEXTS[spoken].unknown_entry)]
    return [await offered(event, context, spoken, TEXTS[spoken].choose, entries)]


async def shown(event: MessageReceived, context: Context, spoken: Language, entry: AnyEntry, text: str = "") -> Message:
    """An entry, under a text if there is one."""
    voice = _Voice(search=context.search, texts=TEXTS[spoken], today=context.today)
    finding = Finding(kind=Kind.ANSWER, matches=(Match(entry=entry, score=1.0),))
    card, choices = _answer(finding, voice)
    reply = f"{text}\n\n{card}" if text else card
    named = _naming(choices, context.recalled.draft)
    return await _said(Answer(finding=finding, language=spoken, reply=reply, choices=named), event, context)


async def offered(
    event: MessageReceived,
    context: Context,
    spoken: Language,
    text: str,
    entries: Sequence[AnyEntry],
    further: tuple[Choice, ...] = (),
) -> Message:
    """A text, and entries to choose from, with further steps."""
    finding = Finding(kind=Kind.CHOICES, matches=tuple(Match(entry=entry, score=1.0) for entry in entries))
    choices = (*(entry_choice(entry) for entry in entries[:_MOST_CHOICES]), *further)
    return await _said(Answer(finding=finding, language=spoken, reply=text, choices=choices), event, context)


async def offered_next(event: MessageReceived, context: Context, text: str, choices: tuple[Choice, ...]) -> Message:
    """A text, and steps to choose from; what was spoken about before is over."""
    conversation = Conversation(
        language=context.recalled.language, waiting=context.recalled.waiting, expires_at=_until(context)
    )
    await context.conversations.save(event.address, event.sender, conversation)
    return replace(reply_to(event, text), choices=choices)


async def about_topic(topic: Topic, event: MessageReceived, context: Context) -> Message:
    """A topic, and what there is on it."""
    spoken = await context.spoken(event)
    text = f"**{label(topic.title)}**\n\n{escape(topic.description)}"
    further = (Choice(label=TEXTS[spoken].subscribe, says=f"/abonnieren {topic.slug}"),)
    return await offered(event, context, spoken, text, context.search.on_topic(topic), further)


async def offers(event: MessageReceived, context: Context) -> list[Message]:
    """What a centre offers: where it is found, and the offers that come near its focus."""
    spoken = await context.spoken(event)
    texts = TEXTS[spoken]
    centre = context.search.entry(event.text.split()[-1])
    if not isinstance(centre, Centre):
        return [reply_to(event, texts.unknown_entry)]
    website = f": <{centre.contact.website}>" if centre.contact.website else ""
    near = [match.entry for match in context.search.offers_near(centre)]
    return [await offered(event, context, spoken, texts.offers_at.format(website=website), near)]


def last_reply(messages: Sequence[Outgoing], event: MessageReceived) -> Message | None:
    """Return the last message that answers the person where they wrote; None if all is said to others, or elsewhere."""
    replies = (each for each in reversed(messages) if isinstance(each, Message))
    return next((each for each in replies if each.address == event.address and each.id is None), None)


def with_reply(messages: Sequence[Outgoing], old: Message, new: Message) -> list[Outgoing]:
    """Return the messages with `new` in place of `old`."""
    return [new if each is old else each for each in messages]


def reply_to(event: MessageReceived, text: str) -> Message:
    """A message that answers another, where it stood."""
    return Message(
        address=event.address,
        text=text,
        reply_to=event.message,
        mention=event.sender,
        private_to=only_reader(event),
    )


def previous(subject: Subject | None) -> Previous | None:
    if subject is None:
        return None
    return Previous(entries=subject.entries, aspect=Aspect(subject.aspect) if subject.aspect else None)


async def _said(answered: Answer, event: MessageReceived, context: Context) -> Message:
    """The answer as a message; what it was about is remembered."""
    finding = answered.finding
    entries = () if finding.region else tuple(match.entry.id for match in finding.matches[:_MOST_CHOICES])
    subject = Subject(entries=entries, aspect=finding.aspect, again=_again(finding.kind, entries))
    conversation = Conversation(
        subject=subject,
        language=answered.language,
        waiting=context.recalled.waiting,
        expires_at=_until(context),
    )
    await context.conversations.save(event.address, event.sender, conversation)
    with_it = tuple(_cards(finding, TEXTS[answered.language])) if event.direct else ()
    return replace(reply_to(event, answered.reply), choices=answered.choices, subject=subject, cards=with_it)


def _until(context: Context) -> datetime:
    return context.now + CONVERSATION_LASTS


def _cards(finding: Finding, texts: Texts) -> Iterator[Card]:
    """Of the centres that are shown."""
    if finding.kind is Kind.ANSWER:
        for match in finding.matches[: finding.shown]:
            if isinstance(match.entry, Centre):
                yield from cards(match.entry, texts, finding.aspect)


def _again(kind: Kind, entries: Sequence[str]) -> str | None:
    if not entries:
        return None
    return f"/eintrag {entries[0]}" if kind is Kind.ANSWER else f"/auswahl {' '.join(entries)}"


def _answer(finding: Finding, voice: _Voice) -> tuple[str, tuple[Choice, ...]]:
    if finding.region:
        return _region(finding.region, finding, voice.texts), (_colleagues(voice.texts),)
    shown = [_shown(match.entry, finding.detail) for match in finding.matches[: finding.shown]]
    reply = "\n\n".join(voice.card(entry, finding.aspect) for entry in shown)
    return reply, tuple(_what_next(shown[0], finding, voice.texts))


def _region(name: str, finding: Finding, texts: Texts) -> str:
    """Return the centres of a Regierungsbezirk, by the names of their areas."""
    areas = [match.entry.area for match in finding.matches if isinstance(match.entry, Centre)]
    listed = ", ".join(label(area) for area in areas)
    return texts.in_region.format(region=label(name), number=len(areas), centres=listed)


def _shown(entry: AnyEntry, detail: Match | None) -> AnyEntry:
    """In place of an entry the fact about it that was asked for."""
    is_about = detail is not None and isinstance(detail.entry, Faq) and detail.entry.about == entry.id
    return detail.entry if detail and is_about else entry


def _what_next(entry: AnyEntry, finding: Finding, texts: Texts) -> list[Choice]:
    if isinstance(entry, Centre):
        contact = [Choice(label=texts.contact, says=f"/eintrag {entry.id}")] if finding.aspect else []
        next_steps = [*contact, Choice(label=texts.offers, says=f"/angebote {entry.id}")]
    else:
        others = [other for other in _near(finding) if other is not entry and other.id not in _presented(finding)]
        next_steps = [
            Choice(label=texts.more.format(title=other.title), says=f"/eintrag {other.id}") for other in others[:2]
        ]
    return [*next_steps, _colleagues(texts)]


def _presented(finding: Finding) -> set[str]:
    shown = finding.matches[: finding.shown]
    return {match.entry.id for match in shown if _shown(match.entry, finding.detail) is match.entry}


def _choices(finding: Finding, voice: _Voice) -> tuple[str, tuple[Choice, ...]]:
    return voice.texts.choose, tuple(entry_choice(match.entry) for match in finding.matches)


def _exchange(finding: Finding, voice: _Voice) -> tuple[str, tuple[Choice, ...]]:
    texts = voice.texts
    first, *others = [label(topic.title) for topic in finding.topics]
    topic = texts.exchange_topic.format(topic=first)
    if others:
        topic += f" ({texts.exchange_other_topics.format(topics=', '.join(others))})"
    known = [entry_choice(entry) for entry in _near(finding)[:3]]
    reply = "\n\n".join((texts.exchange, topic, *((texts.exchange_known,) if known else ())))
    return reply, (*known, _colleagues(texts))


def _smalltalk(finding: Finding, voice: _Voice) -> tuple[str, tuple[Choice, ...]]:
    texts = voice.texts
    said = {
        Smalltalk.GREETING: texts.greeting,
        Smalltalk.THANKS: texts.thanks,
        Smalltalk.HELP: f"{texts.help}\n\n{texts.more_help}",
        Smalltalk.FAREWELL: texts.farewell,
    }
    choices = things_to_try(texts) if finding.smalltalk is Smalltalk.GREETING else ()
    return said[finding.smalltalk or Smalltalk.HELP], choices


def things_to_try(texts: Texts) -> tuple[Choice, ...]:
    return tuple(
        Choice(label=question, says=question) for question in (texts.try_centre, texts.try_offer, texts.try_fact)
    )


def _none(finding: Finding, voice: _Voice) -> tuple[str, tuple[Choice, ...]]:
    texts = voice.texts
    if finding.empty:
        return texts.empty, ()
    if finding.elsewhere is not None:
        place = f"**{label(finding.elsewhere)}**" if finding.elsewhere else texts.this_place
        return texts.elsewhere.format(place=place), (_colleagues(texts),)
    if finding.aspect and not finding.matches:
        return texts.which_centre, ()
    if finding.perhaps:
        names = [f"**{label(each.name)}**" for each in finding.perhaps]
        meant = tuple(Choice(label=each.name, says=f"/eintrag {each.centre.id}") for each in finding.perhaps)
        return texts.perhaps.format(names=f" {texts.either} ".join(names)), (
            *meant,
            _colleagues(texts),
        )
    near = tuple(entry_choice(entry) for entry in _near(finding)[:2])
    reply = "\n\n".join((texts.none, *((texts.none_about,) if near else ())))
    return reply, (*near, _colleagues(texts))


def _near(finding: Finding) -> list[AnyEntry]:
    """The matches that come near the best one."""
    return [match.entry for match in finding.matches if match.score >= _NEAR * finding.matches[0].score]


def entry_choice(entry: AnyEntry) -> Choice:
    return Choice(label=entry.title, says=f"/eintrag {entry.id}")


def _colleagues(texts: Texts) -> Choice:
    return Choice(label=texts.colleagues, says=_COLLEAGUES)


_RENDER = {
    Kind.ANSWER: _answer,
    Kind.CHOICES: _choices,
    Kind.EXCHANGE: _exchange,
    Kind.SMALLTALK: _smalltalk,
    Kind.NONE: _none,
}
