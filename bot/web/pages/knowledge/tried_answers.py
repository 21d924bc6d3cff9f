"""What a reader is answered at Probe, on each platform, and where others are answered otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.web.base.bubbles import Bubbles, render_bubbles
from bot.web.base.desk import Page
from bot.web.base.outcomes import Outcome
from bot.web.base.readers import limit_to_platform, parse_reader
from handlers.core.events import PlatformName
from handlers.faq.rendering import RenderedAnswer, compose_answer
from handlers.i18n import TEXTS
from knowledge.entries import Visibility

_PLATFORMS = (PlatformName.MATRIX, PlatformName.TELEGRAM)


@dataclass(frozen=True, kw_only=True, slots=True)
class TriedAnswer:
    """The answer on one platform."""

    answer: RenderedAnswer
    bubbles: Bubbles
    outcome: Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class WiderAnswer:
    """What a reader who may read more is answered instead."""

    reader: Visibility
    outcome: Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """A question, the answers to its reader on Matrix and on Telegram, and the first that differs for others."""

    question: str
    reader: Visibility
    matrix: TriedAnswer
    telegram: TriedAnswer
    wider: WiderAnswer | None


def try_question(page: Page, question: str) -> Trial:
    """Ask as the reader that the address names, in its language; nothing is counted or sent."""
    reader = parse_reader(page.query("leser"))
    matrix, telegram = (_answer(page, question, limit_to_platform(reader, platform)) for platform in _PLATFORMS)
    wider = _find_wider(page, question, reader, matrix.outcome)
    return Trial(question=question, reader=reader, matrix=matrix, telegram=telegram, wider=wider)


def _answer(page: Page, question: str, reader: Visibility) -> TriedAnswer:
    search = page.desk.search().visible_to(reader)
    spoken = page.query("sprache") if page.query("sprache") in TEXTS else page.desk.settings.language
    answer = compose_answer(question, search=search, today=page.today, language=spoken)
    bubbles = render_bubbles(answer.reply, answer.choices)
    return TriedAnswer(answer=answer, bubbles=bubbles, outcome=page.desk.outcomes.get(search, question))


def _find_wider(page: Page, question: str, reader: Visibility, outcome: Outcome) -> WiderAnswer | None:
    for wider in _list_wider(reader):
        other = page.desk.outcomes.get(page.desk.search().visible_to(wider), question)
        if other.noticed != outcome.noticed:
            return WiderAnswer(reader=wider, outcome=other)
    return None


def _list_wider(reader: Visibility) -> Sequence[Visibility]:
    return [each for each in Visibility if each is not reader and each.includes(reader)]
