"""Lessons: the best answer to a solved question becomes an entry of the knowledge base, if its author agrees."""

from dataclasses import dataclass, replace

from handlers.context.context import Context
from handlers.context.people import find_chats, is_same_person
from handlers.context.ports import Waiting
from handlers.core.arguments import parse_number
from handlers.core.events import MessageReceived, Sender
from handlers.core.hashes import digest
from handlers.core.messages import Choice, Message, label, strip_markdown
from handlers.core.replies import reply_to, write_to_person
from handlers.dialogues.prompts import prompt, remember_input
from handlers.dialogues.table import LESSON
from handlers.exchange.model.exchange import Consent, Exchange, Lesson, Remark
from handlers.exchange.visible_topics import find_visibility, is_topic_known
from handlers.faq.answers import offer_choices
from handlers.i18n import TEXTS, Texts
from handlers.rendering.backslashes import drop_needless_escapes
from knowledge.entries import Faq, Source, Visibility

_MAX_ANSWERS = 3
_MAX_TITLE_LENGTH = 300
_MAX_SUMMARY_LENGTH = 30
_CHANGE = "aendern"
_MAX_TEXT_LENGTH = 6000


async def offer_best_answers(exchange: Exchange, texts: Texts, context: Context) -> tuple[Choice, ...]:
    """Return choices of the answer that helped, those with most thanks first."""
    thanks: dict[int, int] = {}
    answers: list[Remark] = []
    for number in (exchange.number, *await context.stores.exchanges.list_merged_into(exchange.number)):
        thanks |= await context.stores.remarks.count_thanks(number)
        answers += [remark for remark in await context.stores.remarks.of_exchange(number) if not remark.by_asker]
    answers.sort(key=lambda remark: (-thanks.get(remark.number, 0), remark.number))
    return tuple(
        Choice(
            label=texts.answer_of.format(author=remark.signed_as, beginning=shorten_to_line(remark.text)),
            says=f"/geholfen {remark.number}",
        )
        for remark in answers[:_MAX_ANSWERS]
    )


def shorten_to_line(text: str) -> str:
    """Return the beginning of a Markdown text as one plain line."""
    words = " ".join(strip_markdown(text).split())
    return words if len(words) <= _MAX_SUMMARY_LENGTH else f"{words[: _MAX_SUMMARY_LENGTH - 1]}…"


async def choose_best_answer(number: int | None, event: MessageReceived, context: Context) -> list[Message]:
    """Note the best answer, and ask its author for consent to keep it."""
    texts = context.texts
    remark = await _find_remark(number, context)
    exchange = await context.stores.exchanges.get(remark.exchange) if remark else None
    if remark is None or exchange is None or not await _has_asked(event.sender, exchange, context):
        return [reply_to(event, texts.not_yours)]
    if remark.by_asker or remark.consent is not None:
        return [reply_to(event, texts.helped_already)]
    await context.stores.remarks.set_consent(remark.number, Consent.ASKED)
    return [reply_to(event, texts.helped), await _ask_for_consent(remark, context)]


async def _has_asked(sender: Sender, exchange: Exchange, context: Context) -> bool:
    """Return whether a person asked a question, or one that was merged into it."""
    merged = [
        await context.stores.exchanges.get_unmerged(each)
        for each in await context.stores.exchanges.list_merged_into(exchange.number)
    ]
    askers = [each.asker for each in (exchange, *merged) if each is not None]
    return any([await is_same_person(sender, asker, context) for asker in askers])


async def _ask_for_consent(remark: Remark, context: Context) -> Message:
    """Return the question for consent, put where the answer was written, as its author reads there."""
    texts = await context.texts_for(remark.author)
    choices = (
        Choice(label=texts.consent, says=f"/einverstanden {remark.number}"),
        Choice(label=texts.no_consent, says=f"/ablehnen {remark.number}"),
    )
    text = texts.ask_consent.format(number=remark.exchange)
    return write_to_person(remark.author, remark.address, text, choices, remark.message, private=remark.direct)


async def give_consent(number: int | None, event: MessageReceived, context: Context) -> list[Message]:
    """Make a draft of the answer and offer it to the editors."""
    texts = context.texts
    remark = await _find_remark_awaiting_consent(number, event, context)
    exchange = await context.stores.exchanges.get(remark.exchange) if remark else None
    if remark is None or exchange is None:
        return [reply_to(event, texts.not_asked)]
    await context.stores.remarks.set_consent(remark.number, Consent.GIVEN)
    lesson = await context.stores.lessons.propose(
        exchange.number, _trim_title(exchange.text), _trim_text(remark.text), exchange.topic, context.now
    )
    return [reply_to(event, texts.consented), *await _offer_to_editors(lesson, context)]


async def refuse_consent(number: int | None, event: MessageReceived, context: Context) -> list[Message]:
    texts = context.texts
    remark = await _find_remark_awaiting_consent(number, event, context)
    if remark is None:
        return [reply_to(event, texts.not_asked)]
    await context.stores.remarks.set_consent(remark.number, Consent.REFUSED)
    return [reply_to(event, texts.refused)]


async def list_lessons(event: MessageReceived, context: Context) -> list[Message]:
    """List all drafts that wait for an editor."""
    texts = context.texts
    waiting = await context.stores.lessons.list_waiting()
    lessons = [lesson for lesson in waiting if await is_topic_known(lesson.topic, context)]
    if not lessons:
        return [reply_to(event, texts.no_lessons)]
    choices = tuple(Choice(label=lesson.title[:60], says=f"/entwurf {lesson.number}") for lesson in lessons[:9])
    return [await offer_choices(event, context, texts.lessons.format(number=len(lessons)), choices)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """The number of a draft, and its new title and text; empty where none were written."""

    number: str
    title: str
    text: str


def parse_wording(argument: str) -> Wording:
    """Return the number and title in the first line, and the text below."""
    first, _, text = argument.strip().partition("\n")
    number, *title = first.split(maxsplit=1) or [""]
    return Wording(number=number, title="".join(title), text=text)


async def show_or_change(wording: Wording, event: MessageReceived, context: Context) -> list[Message]:
    """Show a draft; a title in the first line and a text below it replace its own."""
    texts = context.texts
    lesson = await _find_lesson(wording.number, context)
    if lesson is None:
        return [reply_to(event, texts.no_lesson)]
    if wording.title == _CHANGE:
        return await _change(lesson, wording.text.strip(), event, context)
    if wording.title and wording.text.strip():
        return [await _reword(lesson, f"{wording.title}\n{wording.text}", event, context)]
    return [await render_lesson(lesson, event, context)]


async def render_lesson(lesson: Lesson, event: MessageReceived, context: Context) -> Message:
    """Return a draft with the decisions to choose from."""
    texts = context.texts
    return await offer_choices(event, context, _render_text(lesson, texts), _offer_decisions(lesson, texts))


async def _change(lesson: Lesson, written: str, event: MessageReceived, context: Context) -> list[Message]:
    """Apply a new title and text, or a text alone; ask for them if there are none."""
    texts = context.texts
    if not written:
        return [await prompt(LESSON, lesson.number, texts.which_lesson_text, (), event, context)]
    return [await _reword(lesson, written, event, context)]


async def _reword(lesson: Lesson, written: str, event: MessageReceived, context: Context) -> Message:
    changed = await reword_lesson(lesson, written, context)
    await remember_wording(changed, event, context)
    return await render_lesson(changed, event, context)


def apply_wording(lesson: Lesson, written: str) -> Lesson:
    """Return the draft with a new title and text, or with a new text alone."""
    title, _, text = written.partition("\n")
    if text.strip():
        return replace(lesson, title=_trim_title(strip_markdown(title)), text=_trim_text(text.strip()))
    return replace(lesson, text=_trim_text(written))


async def remember_wording(lesson: Lesson, event: MessageReceived, context: Context) -> None:
    """Record the message as the origin of the draft's present wording."""
    await remember_input(Waiting(step=LESSON.name, subject=f"{lesson.number} {hash_content(lesson)}"), event, context)


async def approve(draft: tuple[str, str], event: MessageReceived, context: Context) -> list[Message]:
    """Publish a draft as an entry; it is given by number, and perhaps the hash of the wording that was read."""
    return await _decide(draft, event, context, approved=True)


async def dismiss(draft: tuple[str, str], event: MessageReceived, context: Context) -> list[Message]:
    return await _decide(draft, event, context, approved=False)


async def _decide(draft: tuple[str, str], event: MessageReceived, context: Context, *, approved: bool) -> list[Message]:
    texts = context.texts
    number, seal = draft
    lesson = await _find_lesson(number, context)
    if lesson is None:
        return [reply_to(event, texts.no_lesson)]
    if not await decide_lesson(lesson, seal, event.sender, context, approved=approved):
        shown = f"{texts.draft_changed}\n\n{_render_text(lesson, texts)}"
        return [await offer_choices(event, context, shown, _offer_decisions(lesson, texts))]
    return [reply_to(event, texts.lesson_approved if approved else texts.lesson_dismissed)]


async def decide_lesson(lesson: Lesson, seal: str, editor: Sender, context: Context, *, approved: bool) -> bool:
    """Publish a draft as an entry, or strike it; return False if it has another hash than the one seen.

    `seal` is the hash of the wording that was read, or empty.
    """
    if seal not in ("", hash_content(lesson)):
        return False
    if approved:
        await context.stores.records.put(
            await _make_entry(lesson, context), f"{editor.platform}:{editor.id}", context.now
        )
    await context.stores.lessons.decide(lesson.number, editor, context.now, approved=approved)
    return True


async def reword_lesson(lesson: Lesson, written: str, context: Context) -> Lesson:
    """Give a draft a new title and text, or a new text alone, and return it; its wording before is kept."""
    changed = replace(apply_wording(lesson, written), previous=(lesson.title, lesson.text))
    await context.stores.lessons.reword(changed)
    return changed


async def _offer_to_editors(lesson: Lesson, context: Context) -> list[Message]:
    """Return the draft for each editor who has written to Lotse; others find it in the list."""
    messages = []
    in_house = await find_visibility(lesson.topic, context) is Visibility.INTERNAL
    for editor, address in await find_chats(context.editors, context, in_house=in_house):
        texts = await context.texts_for(editor)
        messages.append(write_to_person(editor, address, _render_text(lesson, texts), _offer_decisions(lesson, texts)))
    return messages


def _render_text(lesson: Lesson, texts: Texts) -> str:
    head = texts.lesson.format(number=lesson.exchange)
    how = texts.how_to_change.format(number=lesson.number)
    return "\n\n".join((head, f"**{label(lesson.title)}**", lesson.text, how))


def _offer_decisions(lesson: Lesson, texts: Texts) -> tuple[Choice, ...]:
    return (
        Choice(label=texts.approve, says=f"/freigeben {lesson.number} {hash_content(lesson)}"),
        Choice(label=texts.dismiss, says=f"/streichen {lesson.number} {hash_content(lesson)}"),
        Choice(label=texts.change, says=f"/entwurf {lesson.number} {_CHANGE}"),
    )


def hash_content(lesson: Lesson) -> str:
    """Return a hash of title and text."""
    return digest(lesson.title, lesson.text, size=4)


async def _make_entry(lesson: Lesson, context: Context) -> Faq:
    return Faq(
        id=f"faq/austausch-{lesson.exchange}-{lesson.number}",
        title=lesson.title,
        text=lesson.text,
        topics=(lesson.topic,),
        visibility=await find_visibility(lesson.topic, context),
        source=Source(name=TEXTS[context.language].lesson_source.format(number=lesson.exchange)),
        as_of=context.today.isoformat(),
    )


def _trim_title(text: str) -> str:
    return " ".join(text.split())[:_MAX_TITLE_LENGTH]


def _trim_text(text: str) -> str:
    """Return an answer as an editor would write it."""
    return drop_needless_escapes(text)[:_MAX_TEXT_LENGTH]


async def _find_lesson(number: str, context: Context) -> Lesson | None:
    found = parse_number(number)
    lesson = await context.stores.lessons.get(found) if found is not None else None
    return lesson if lesson is not None and await is_topic_known(lesson.topic, context) else None


async def _find_remark(number: int | None, context: Context) -> Remark | None:
    return await context.stores.remarks.get(number) if number is not None else None


async def _find_remark_awaiting_consent(number: int | None, event: MessageReceived, context: Context) -> Remark | None:
    """Return the answer for which this person's consent is awaited; None if there is none."""
    remark = await _find_remark(number, context)
    if remark is None or remark.consent is not Consent.ASKED:
        return None
    return remark if await is_same_person(event.sender, remark.author, context) else None
