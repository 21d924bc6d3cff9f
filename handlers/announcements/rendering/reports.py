"""How an announcement went: in one line while it runs, as a table afterwards."""

from collections.abc import Iterator, Mapping

from handlers.announcements.model.announcement import Announcement, AnnouncementState, Counts, ResponseKind, Task
from handlers.core.messages import label
from handlers.i18n.announcements import AnnouncementTexts
from knowledge.search import Search

_BAR_LENGTH = 10
# What a copy may come to, in the order of the report.
OUTCOMES = ("sent", "failed", "skipped", "uncertain")
RESPONSES = (ResponseKind.REPLY, ResponseKind.REACTION, ResponseKind.RECEIPT, ResponseKind.ENDING)


def render_progress(announcement: Announcement, counts: Counts, texts: AnnouncementTexts) -> str:
    """One line with a bar."""
    share = counts.done / counts.total if counts.total else 1.0
    bar = "▓" * round(share * _BAR_LENGTH) + "░" * (_BAR_LENGTH - round(share * _BAR_LENGTH))
    line = texts.progress.format(number=announcement.number, bar=bar, done=counts.done, total=counts.total)
    state = texts.states.get(announcement.state, "")
    return line if announcement.state is AnnouncementState.RUNNING else f"{line} · {state}"


def list_rows(counts: Counts, responses: Mapping[str, int]) -> Iterator[tuple[str, str, int]]:
    """Figure, reason and number: all outcomes, then the reasons for those that have some, then what came back."""
    yield "recipients", "", counts.total
    for outcome in OUTCOMES:
        yield outcome, "", counts.states.get(outcome, 0)
        for (state, reason), number in sorted(counts.reasons.items()):
            if state == outcome:
                yield outcome, reason, number
    if counts.open:
        yield "open", "", counts.open
    yield "repeated", "", counts.repeated
    for kind in RESPONSES:
        yield kind.value, "", responses.get(kind, 0)


def render_report(
    announcement: Announcement, counts: Counts, responses: Mapping[str, int], texts: AnnouncementTexts
) -> str:
    """As a message; what is nought is left out, but for what went out."""
    head = texts.report.format(number=announcement.number, what=texts.tasks[announcement.task])
    lines = []
    for figure, reason, number in list_rows(counts, responses):
        if number or figure in ("recipients", "sent"):
            name = texts.figures[figure]
            shown = texts.reasons.get(reason, reason)
            lines.append(f"  - {label(shown)}: {number}" if reason else f"- {name}: {number}")
    hint = texts.not_everywhere if announcement.task is not Task.SEND and counts.states.get("failed") else ""
    return "\n\n".join(part for part in (head, "\n".join(lines), hint) if part)


def render_receipts(
    given: Mapping[str, int], missing: Mapping[str, int], texts: AnnouncementTexts, search: Search
) -> str:
    """Which centres have acknowledged it, and which are missing."""

    def named(counts: Mapping[str, int]) -> str:
        names = [(_name_centre(centre, texts, search), number) for centre, number in counts.items()]
        return ", ".join(f"{label(name)} ({number})" for name, number in sorted(names))

    lines = (texts.read_by.format(centres=named(given)) if given else texts.read_by_nobody,)
    return "\n\n".join((*lines, *((texts.not_read_by.format(centres=named(missing)),) if missing else ())))


def _name_centre(centre: str, texts: AnnouncementTexts, search: Search) -> str:
    entry = search.entry(centre)
    return entry.title.removeprefix("Kommunales Integrationszentrum ") if entry else texts.no_centre
