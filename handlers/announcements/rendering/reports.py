"""Reports: a progress line while an announcement runs, and a table afterwards."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from handlers.announcements.model.announcement import Announcement, AnnouncementState, Counts, Task
from handlers.core.messages import label
from handlers.i18n.announcements import AnnouncementTexts
from knowledge.search import Search

_BAR_LENGTH = 10


class Metric(StrEnum):
    """The metrics of a report, in its order: copies by outcome, then responses."""

    RECIPIENTS = "recipients"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNCERTAIN = "uncertain"
    OPEN = "open"
    REPEATED = "repeated"
    REPLY = "reply"
    REACTION = "reaction"
    RECEIPT = "receipt"
    ENDING = "ending"


_OUTCOMES = (Metric.SENT, Metric.FAILED, Metric.SKIPPED, Metric.UNCERTAIN)
_RESPONSES = (Metric.REPLY, Metric.REACTION, Metric.RECEIPT, Metric.ENDING)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of a report; with a `reason` a part of its metric."""

    metric: Metric
    reason: str = ""
    number: int


def render_progress(announcement: Announcement, counts: Counts, texts: AnnouncementTexts) -> str:
    """Return a line with a bar."""
    share = counts.completed / counts.total if counts.total else 1.0
    bar = "▓" * round(share * _BAR_LENGTH) + "░" * (_BAR_LENGTH - round(share * _BAR_LENGTH))
    line = texts.progress.format(number=announcement.number, bar=bar, done=counts.completed, total=counts.total)
    state = texts.states.get(announcement.state, "")
    return line if announcement.state is AnnouncementState.RUNNING else f"{line} · {state}"


def list_rows(counts: Counts, responses: Mapping[str, int]) -> Iterator[Row]:
    """Yield all metrics, outcomes that have reasons with a row for each; `open` only if there are any."""
    yield Row(metric=Metric.RECIPIENTS, number=counts.total)
    for outcome in _OUTCOMES:
        yield Row(metric=outcome, number=counts.states.get(outcome, 0))
        for (state, reason), number in sorted(counts.reasons.items()):
            if state == outcome:
                yield Row(metric=outcome, reason=reason, number=number)
    if counts.open:
        yield Row(metric=Metric.OPEN, number=counts.open)
    yield Row(metric=Metric.REPEATED, number=counts.repeated)
    for kind in _RESPONSES:
        yield Row(metric=kind, number=responses.get(kind, 0))


def render_report(
    announcement: Announcement, counts: Counts, responses: Mapping[str, int], texts: AnnouncementTexts
) -> str:
    """Return a report as a message; zeros are left out, except recipients and sent copies."""
    what = texts.name_class(texts.tasks[announcement.task], announcement.visibility)
    head = texts.report.format(number=announcement.number, what=what)
    lines = []
    for row in list_rows(counts, responses):
        if row.number or row.metric in (Metric.RECIPIENTS, Metric.SENT):
            if row.reason:
                lines.append(f"  - {label(texts.reasons.get(row.reason, row.reason))}: {row.number}")
            else:
                lines.append(f"- {texts.metrics[row.metric]}: {row.number}")
    hint = texts.not_everywhere if announcement.task is not Task.SEND and counts.states.get("failed") else ""
    return "\n\n".join(part for part in (head, "\n".join(lines), hint) if part)


def render_receipts(
    acknowledged: Mapping[str, int], missing: Mapping[str, int], texts: AnnouncementTexts, search: Search
) -> str:
    """Return which centres have acknowledged it, and which are missing."""

    def list_centres(counts: Mapping[str, int]) -> str:
        names = [(_name_centre(centre, texts, search), number) for centre, number in counts.items()]
        return ", ".join(f"{label(name)} ({number})" for name, number in sorted(names))

    lines = (texts.read_by.format(centres=list_centres(acknowledged)) if acknowledged else texts.read_by_nobody,)
    return "\n\n".join((*lines, *((texts.not_read_by.format(centres=list_centres(missing)),) if missing else ())))


def _name_centre(centre: str, texts: AnnouncementTexts, search: Search) -> str:
    entry = search.get_entry(centre)
    return entry.title.removeprefix("Kommunales Integrationszentrum ") if entry else texts.no_centre
