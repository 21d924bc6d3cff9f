"""What is learned from a solved question: its best answer, with its author's consent, as an entry of the knowledge."""

from dataclasses import replace

from handlers.context.context import Context
from handlers.context.people import is_same_person, reachable
from handlers.context.ports import Waiting
from handlers.core.events import MessageReceived, Sender
from handlers.core.hashes import digest
from handlers.core.messages import Choice, Message, label, without_form
from handlers.core.numbers import parse_number
from handlers.core.replies import put_to, reply_to
from handlers.dialogues.prompts import ask_for, remember_input
from handlers.dialogues.table import LESSON
from handlers.exchange.model.exchange import Consent, Exchange, Lesson, Remark
from handlers.faq.answers import offered_next
from handlers.i18n import TEXTS, Texts
from handlers.rendering.backslashes import source_of
from knowledge.entries import Faq, Source

_MOST_ANSWERS = 3
_LONGEST_TITLE = 300
_LONGEST_BEGINNING = 30
_CHANGE = "aendern"
_LONGEST_TEXT = 6000


async def best_choices(exchange: Exchange, texts: Texts, context: Context) -> tuple[Choice, ...]:
    """The answers among which the asker may name the one that helped; those that earned thanks come first."""
    thanks: dict[int, int] = {}
    answers: list[Remark] = []
    for number in (exchange.number, *await context.exchanges.merged_into(exchange.number)):
        thanks |= await context.remarks.thanks(number)
        answers += [remark for remark in await context.remarks.of_exchange(number) if not remark.by_asker]
    answers.sort(key=lambda remark: (-thanks.get(remark.number, 0), remark.number))
    return tuple(
        Choice(
            label=texts.answer_of.format(author=remark.name, beginning=beginning_of(remark.text)),
            says=f"/geholfen {remark.number}",
        )
        for remark in answers[:_MOST_ANSWERS]
    )


def beginning_of(text: str) -> str:
    """Return how a text in Markdown begins, without its form."""
    words = " ".join(without_form(text).split())
    return words if len(words) <= _LONGEST_BEGINNING else f"{words[: _LONGEST_BEGINNING - 1]}…"


async def helped(event: MessageReceived, context: Context) -> list[Message]:
    """The asker names the best answer; its author is asked whether it may be kept."""
    texts = TEXTS[await context.spoken(event)]
    remark = await _remark(event, context)
    exchange = await context.exchanges.get(remark.exchange) if remark else None
    if remark is None or exchange is None or not await _has_asked(event.sender, exchange, context):
        return [reply_to(event, texts.not_yours)]
    if remark.by_asker or remark.consent is not None:
        return [reply_to(event, texts.helped_already)]
    await context.remarks.ask_consent(remark.number, Consent.ASKED)
    return [reply_to(event, texts.helped), await _asked_for_consent(remark, context)]


async def _has_asked(sender: Sender, exchange: Exchange, context: Context) -> bool:
    """Return whether a person asked a question, or one that was merged into it."""
    merged = [await context.exchanges.as_asked(each) for each in await context.exchanges.merged_into(exchange.number)]
    askers = [each.asker for each in (exchange, *merged) if each is not None]
    return any([await is_same_person(sender, asker, context) for asker in askers])


async def _asked_for_consent(remark: Remark, context: Context) -> Message:
    """Where the answer stands, as it is known that its author reads there."""
    texts = TEXTS[await context.preferences.language(remark.author) or context.language]
    choices = (
        Choice(label=texts.consent, says=f"/einverstanden {remark.number}"),
        Choice(label=texts.no_consent, says=f"/ablehnen {remark.number}"),
    )
    text = texts.ask_consent.format(number=remark.exchange)
    return put_to(remark.author, remark.address, text, choices, remark.message, private=remark.direct)


async def consent(event: MessageReceived, context: Context) -> list[Message]:
    """The author agrees; the editors get a draft."""
    texts = TEXTS[await context.spoken(event)]
    remark = await _asked(event, context)
    exchange = await context.exchanges.get(remark.exchange) if remark else None
    if remark is None or exchange is None:
        return [reply_to(event, texts.not_asked)]
    await context.remarks.ask_consent(remark.number, Consent.GIVEN)
    lesson = await context.lessons.propose(
        exchange.number, _title(exchange.text), remark.text[:_LONGEST_TEXT], exchange.topic, context.now
    )
    return [reply_to(event, texts.consented), *await _offered_to_editors(lesson, context)]


async def refuse(event: MessageReceived, context: Context) -> list[Message]:
    texts = TEXTS[await context.spoken(event)]
    remark = await _asked(event, context)
    if remark is None:
        return [reply_to(event, texts.not_asked)]
    await context.remarks.ask_consent(remark.number, Consent.REFUSED)
    return [reply_to(event, texts.refused)]


async def waiting(event: MessageReceived, context: Context) -> list[Message]:
    """All drafts that wait for an editor."""
    texts = TEXTS[await context.spoken(event)]
    if not context.is_editor(event.sender):
        return [reply_to(event, texts.editors_only)]
    lessons = await context.lessons.waiting()
    if not lessons:
        return [reply_to(event, texts.no_lessons)]
    choices = tuple(Choice(label=lesson.title[:60], says=f"/entwurf {lesson.number}") for lesson in lessons[:9])
    return [await offered_next(event, context, texts.lessons.format(number=len(lessons)), choices)]


async def show_or_change(event: MessageReceived, context: Context) -> list[Message]:
    """A draft by its number; with a title in the first line and a text below, these are put in its place."""
    texts = TEXTS[await context.spoken(event)]
    if not context.is_editor(event.sender):
        return [reply_to(event, texts.editors_only)]
    first, _, text = source_of(event).strip().partition("\n")
    _, number, *title = first.split(maxsplit=2) if len(first.split()) > 1 else (first, "")
    lesson = await _lesson(number, context)
    if lesson is None:
        return [reply_to(event, texts.no_lesson)]
    if title == [_CHANGE]:
        return await _changed(lesson, text.strip(), event, context)
    if title and text.strip():
        return [await _reworded(lesson, f"{title[0]}\n{text}", event, context)]
    return [await show(lesson, event, context)]


async def show(lesson: Lesson, event: MessageReceived, context: Context) -> Message:
    """Return a draft with what may be decided about it."""
    texts = TEXTS[await context.spoken(event)]
    return await offered_next(event, context, _shown(lesson, texts), _decisions(lesson, texts))


async def _changed(lesson: Lesson, written: str, event: MessageReceived, context: Context) -> list[Message]:
    """Take a new title and text, or a new text alone; without one, ask for it."""
    texts = TEXTS[await context.spoken(event)]
    if not written:
        return [await ask_for(LESSON, lesson.number, texts.which_lesson_text, (), event, context)]
    return [await _reworded(lesson, written, event, context)]


async def _reworded(lesson: Lesson, written: str, event: MessageReceived, context: Context) -> Message:
    changed = replace(with_wording(lesson, written), earlier=(lesson.title, lesson.text))
    await context.lessons.reword(changed)
    await remember_wording(changed, event, context)
    return await show(changed, event, context)


def with_wording(lesson: Lesson, written: str) -> Lesson:
    """Return a draft with a new title and text, or a new text alone."""
    title, _, text = written.partition("\n")
    if text.strip():
        return replace(lesson, title=_title(without_form(title)), text=text.strip()[:_LONGEST_TEXT])
    return replace(lesson, text=written[:_LONGEST_TEXT])


async def remember_wording(lesson: Lesson, event: MessageReceived, context: Context) -> None:
    """Remember that the message gave a draft the wording that it has now."""
    await remember_input(Waiting(step=LESSON.name, subject=f"{lesson.number} {seal_of(lesson)}"), event, context)


async def approve(event: MessageReceived, context: Context) -> list[Message]:
    """The draft becomes an entry of the knowledge base."""
    return await _decided(event, context, approved=True)


async def dismiss(event: MessageReceived, context: Context) -> list[Message]:
    return await _decided(event, context, approved=False)


async def _decided(event: MessageReceived, context: Context, *, approved: bool) -> list[Message]:
    texts = TEXTS[await context.spoken(event)]
    if not context.is_editor(event.sender):
        return [reply_to(event, texts.editors_only)]
    _, number, seal, *_ = (*event.text.split(), "", "")
    lesson = await _lesson(number, context)
    if lesson is None:
        return [reply_to(event, texts.no_lesson)]
    if seal not in ("", seal_of(lesson)):
        shown = f"{texts.draft_changed}\n\n{_shown(lesson, texts)}"
        return [await offered_next(event, context, shown, _decisions(lesson, texts))]
    if approved:
        editor = f"{event.sender.platform}:{event.sender.id}"
        await context.records.put(_entry(lesson, context), editor, context.now)
    await context.lessons.decide(lesson.number, event.sender, context.now, approved=approved)
    return [reply_to(event, texts.lesson_approved if approved else texts.lesson_dismissed)]


async def _offered_to_editors(lesson: Lesson, context: Context) -> list[Message]:
    """To those who have written to Lotse before; the others find it among the drafts."""
    messages = []
    for editor, address in await reachable(context.editors, context):
        texts = TEXTS[await context.preferences.language(editor) or context.language]
        messages.append(put_to(editor, address, _shown(lesson, texts), _decisions(lesson, texts)))
    return messages


def _shown(lesson: Lesson, texts: Texts) -> str:
    head = texts.lesson.format(number=lesson.exchange)
    how = texts.how_to_change.format(number=lesson.number)
    return "\n\n".join((head, f"**{label(lesson.title)}**", lesson.text, how))


def _decisions(lesson: Lesson, texts: Texts) -> tuple[Choice, ...]:
    return (
        Choice(label=texts.approve, says=f"/freigeben {lesson.number} {seal_of(lesson)}"),
        Choice(label=texts.dismiss, says=f"/streichen {lesson.number} {seal_of(lesson)}"),
        Choice(label=texts.change, says=f"/entwurf {lesson.number} {_CHANGE}"),
    )


def seal_of(lesson: Lesson) -> str:
    """Return another one as soon as the draft reads otherwise."""
    return digest(lesson.title, lesson.text, size=4)


def _entry(lesson: Lesson, context: Context) -> Faq:
    return Faq(
        id=f"faq/austausch-{lesson.exchange}-{lesson.number}",
        title=lesson.title,
        text=lesson.text,
        topics=(lesson.topic,),
        source=Source(name=TEXTS["de"].lesson_source.format(number=lesson.exchange)),
        as_of=context.today.isoformat(),
    )


def _title(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_TITLE]


async def _lesson(number: str, context: Context) -> Lesson | None:
    found = parse_number(number)
    return await context.lessons.get(found) if found is not None else None


async def _remark(event: MessageReceived, context: Context) -> Remark | None:
    number = parse_number(event.text.split()[-1])
    return await context.remarks.get(number) if number is not None else None


async def _asked(event: MessageReceived, context: Context) -> Remark | None:
    """The answer for which this person's consent is awaited."""
    remark = await _remark(event, context)
    if remark is None or remark.consent is not Consent.ASKED:
        return None
    return remark if await is_same_person(event.sender, remark.author, context) else None
