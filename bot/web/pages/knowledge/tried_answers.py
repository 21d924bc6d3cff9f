"""Answers to a reader at Probe, on each platform, and to others who are answered otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.web.base.bubbles import Bubbles, render_bubbles
from bot.web.base.desk import Page
from bot.web.base.outcomes import Outcome
from bot.web.base.readers import limit_to_platform, parse_reader
from handlers.core.events import PlatformName
from handlers.faq.rendering import RenderedAnswer, compose_answer, render_details, render_finding
from handlers.i18n import TEXTS
from knowledge.entries import AnyEntry, Visibility
from knowledge.search import Aspect, Finding, FindingKind, Language, Match, Search

_PLATFORMS = (PlatformName.MATRIX, PlatformName.TELEGRAM)


@dataclass(frozen=True, kw_only=True, slots=True)
class TriedAnswer:
    """The answer on one platform, to a choice if it is a step; `outcome` is that of the question."""

    answer: RenderedAnswer
    bubbles: Bubbles
    outcome: Outcome
    is_step: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class WiderAnswer:
    """The answer to a reader who may read more."""

    reader: Visibility
    outcome: Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """A question, the answers to its reader on Matrix and on Telegram, and the first that differs for others.

    After a choice, which `step` names as chats do, the answers are those to the choice.
    """

    reader: Visibility
    language: Language
    step: str
    matrix: TriedAnswer
    telegram: TriedAnswer
    wider: WiderAnswer | None

    @property
    def differs(self) -> bool:
        """True if Telegram answers otherwise than Matrix."""
        return (self.matrix.outcome.noticed, self.matrix.is_step) != (
            self.telegram.outcome.noticed,
            self.telegram.is_step,
        )


def try_question(page: Page, question: str) -> Trial:
    """Ask as the reader that the address names, in its language; nothing is counted or sent."""
    reader = parse_reader(page.query("leser"))
    matrix, telegram = (_answer(page, question, limit_to_platform(reader, platform)) for platform in _PLATFORMS)
    return Trial(
        reader=reader,
        language=matrix.answer.language,
        step=page.query("wahl") if matrix.is_step else "",
        matrix=matrix,
        telegram=telegram,
        wider=_find_wider(page, question, reader, matrix.outcome),
    )


def is_followed(says: str) -> bool:
    """Return whether what a choice says can be answered here: another question, or an entry."""
    return not says.startswith("/") or says.partition(" ")[0] in _STEPS


def _answer(page: Page, question: str, reader: Visibility) -> TriedAnswer:
    search = page.desk.search().visible_to(reader)
    chosen = page.query("sprache") if page.query("sprache") in TEXTS else None
    own = page.desk.settings.language
    answer = compose_answer(question, search=search, today=page.today, language=own, preferred=chosen)
    step = _take_step(page.query("wahl"), answer.language, search, page.today)
    shown = step or answer
    return TriedAnswer(
        answer=shown,
        bubbles=render_bubbles(shown.reply, shown.choices),
        outcome=page.desk.outcomes.get(search, question),
        is_step=step is not None,
    )


def _take_step(says: str, spoken: Language, search: Search, today: date) -> RenderedAnswer | None:
    """Return the answer to a choice; None if it leads to no entry that this reader may read."""
    command, _, id_ = says.partition(" ")
    entry = search.get_entry(id_)
    render = _STEPS.get(command)
    return render(entry, spoken, search, today) if entry and render else None


def _show_entry(entry: AnyEntry, spoken: Language, search: Search, today: date) -> RenderedAnswer:
    return render_finding(_find_only(entry), spoken, search=search, today=today)


def _show_details(entry: AnyEntry, spoken: Language, search: Search, today: date) -> RenderedAnswer:
    return render_details(entry, spoken, search=search, today=today)


def _show_offers(entry: AnyEntry, spoken: Language, search: Search, today: date) -> RenderedAnswer:
    return render_finding(_find_only(entry, Aspect.OFFERS), spoken, search=search, today=today)


def _find_only(entry: AnyEntry, aspect: Aspect | None = None) -> Finding:
    return Finding(kind=FindingKind.ANSWER, matches=(Match(entry=entry, score=1.0),), aspect=aspect)


# By the commands that choices say.
_STEPS = {"/eintrag": _show_entry, "/mehr": _show_details, "/angebote": _show_offers}


def _find_wider(page: Page, question: str, reader: Visibility, outcome: Outcome) -> WiderAnswer | None:
    for wider in _list_wider(reader):
        other = page.desk.outcomes.get(page.desk.search().visible_to(wider), question)
        if other.noticed != outcome.noticed:
            return WiderAnswer(reader=wider, outcome=other)
    return None


def _list_wider(reader: Visibility) -> Sequence[Visibility]:
    return [each for each in Visibility if each is not reader and each.includes(reader)]
