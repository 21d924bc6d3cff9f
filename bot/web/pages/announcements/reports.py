"""The report of an announcement: its metrics as a table, a chart and a CSV file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from aiohttp import web

from bot.web.base.desk import Page
from bot.web.base.failures import describe_failure
from bot.web.pages.announcements.addressed import find_announcement
from handlers.announcements.model.announcement import Counts
from handlers.announcements.rendering.reports import list_rows
from handlers.announcements.sent_copies import as_delivered
from handlers.context.context import Context
from knowledge.spreadsheets.csv_files import write_table

_SMALLEST = 7  # of 1000: a failure among thousands stays visible
_WIDTH = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportLine:
    """One metric in words; with `is_part` a reason of the metric above it."""

    label: str
    number: int
    is_part: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A part of the bar of outcomes, in thousandths of its width."""

    outcome: str
    number: int
    x: int
    width: int


def list_metrics(counts: Counts, responses: Mapping[str, int], page: Page, context: Context) -> Sequence[ReportLine]:
    """Return the metrics of a report in words; reasons that read the same are one line."""
    texts, lines = context.announcement_texts, list[ReportLine]()
    for metric, rows in groupby(list_rows(counts, responses), key=lambda row: row.metric):
        parts: Counter[str] = Counter()
        for row in rows:
            if row.reason:
                parts[texts.reasons.get(row.reason) or describe_failure(row.reason, page)] += row.number
            else:
                lines.append(ReportLine(label=texts.metrics[metric], number=row.number, is_part=False))
        lines += [ReportLine(label=label, number=number, is_part=True) for label, number in parts.items()]
    return lines


def chart_outcomes(counts: Counts) -> Sequence[Segment]:
    """Return the bar of outcomes; parts with anything in them are wide enough to be seen."""
    states = counts.states
    waiting = sum(states.get(state, 0) for state in ("planned", "pending", "paused"))
    numbers = {
        "sent": states.get("sent", 0),
        "sending": states.get("sending", 0),
        "waiting": waiting,
        "skipped": states.get("skipped", 0) + states.get("uncertain", 0),
        "failed": states.get("failed", 0),
    }
    return [*_place(numbers, counts.total)]


def _place(numbers: Mapping[str, int], total: int) -> Iterator[Segment]:
    shares = {outcome: max(number * _WIDTH / total, _SMALLEST) if number else 0 for outcome, number in numbers.items()}
    scale, x = _WIDTH / (sum(shares.values()) or 1), 0.0
    for outcome, share in shares.items():
        width = share * scale
        yield Segment(outcome=outcome, number=numbers[outcome], x=round(x), width=round(x + width) - round(x))
        x += width


async def download(page: Page) -> web.StreamResponse:
    """Return the report of an announcement as a CSV file."""
    async with page.begin() as (context, unit):
        announcement = await find_announcement(page, unit)
        if announcement.started_at is None:
            raise web.HTTPNotFound
        counts = await unit.announcements.count_copies(as_delivered(announcement))
        responses = await unit.responses.count(announcement.number)
        receipts = await unit.responses.count_receipts(announcement.number)
        missing = await unit.responses.count_unacknowledged(announcement.number)
    lines = list_metrics(counts, responses, page, context)
    rows: list[tuple[str, int]] = [(line.label, line.number) for line in lines]
    if announcement.wants_receipt:
        texts = context.announcement_texts
        rows += [(f"{texts.metrics['receipt']}: {_name_centre(each, context)}", receipts[each]) for each in receipts]
        rows += [
            (f"{page.say('Noch nicht gelesen')}: {_name_centre(each, context)}", missing[each]) for each in missing
        ]
    name = f"ankuendigung-{announcement.number}.csv"
    return web.Response(
        body=write_table(rows),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _name_centre(centre: str, context: Context) -> str:
    entry = context.search.get_entry(centre)
    return entry.title if entry else context.announcement_texts.no_centre
