"""The evaluation of an announcement on its page: figures, charts, and copies that failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.storage.announcements.announcement_copies import FailedCopy
from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.bars import Bar
from bot.web.base.desk import Page
from bot.web.base.failures import describe_failure
from bot.web.pages.announcements.announcement_view import AnnouncementView
from bot.web.pages.announcements.charts import Arrivals, chart_arrivals, chart_receipts
from bot.web.pages.announcements.reports import ReportLine, Segment, chart_outcomes, list_figures
from handlers.announcements import lifecycle
from handlers.announcements.readership import find_entitled
from handlers.announcements.sent_copies import as_delivered
from handlers.context.context import Context

_MOST_FAILED = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class FailedLine:
    """A copy that failed: a person by nothing but their centre, a room by its id."""

    position: int
    room: str
    centre: str
    platform: str
    why: str
    tried_at: datetime
    can_retry: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """The report of an announcement; `receipts` are centres by Regierungsbezirk, None if it asks for none."""

    outcomes: Sequence[Segment]
    figures: Sequence[ReportLine]
    arrivals: Arrivals | None
    receipts: Sequence[tuple[str, Bar]] | None
    failed: Sequence[FailedLine]
    has_more_failed: bool

    @property
    def can_retry(self) -> bool:
        return any(line.can_retry for line in self.failed)

    @property
    def read_centres(self) -> int:
        return sum(bar.parts[0] for _, bar in self.receipts or ())

    @property
    def centres(self) -> int:
        return sum(bar.total for _, bar in self.receipts or ())


async def evaluate(view: AnnouncementView, page: Page, context: Context, unit: UnitOfWork) -> Evaluation | None:
    """Return the evaluation of an announcement; None if it has not started."""
    if view.counts is None:
        return None
    announcement = view.announcement
    entitled = await find_entitled(announcement.visibility, context)
    failed = await unit.announcement_copies.list_failed(as_delivered(announcement), 0, _MOST_FAILED + 1, entitled)
    may_retry = lifecycle.can_retry(announcement)
    return Evaluation(
        outcomes=chart_outcomes(view.counts),
        figures=list_figures(view.counts, view.responses, page, context),
        arrivals=await chart_arrivals(announcement, context, unit),
        receipts=await chart_receipts(announcement, context, unit),
        failed=[_describe(copy, page, context, may_retry=may_retry) for copy in failed[:_MOST_FAILED]],
        has_more_failed=len(failed) > _MOST_FAILED,
    )


def _describe(copy: FailedCopy, page: Page, context: Context, *, may_retry: bool) -> FailedLine:
    entry = context.search.get_entry(copy.centre) if copy.centre else None
    return FailedLine(
        position=copy.position,
        room=copy.room,
        centre=entry.title.replace("Kommunales Integrationszentrum", "KI") if entry else "",
        platform=copy.platform.value.title(),
        why=describe_failure(copy.why, page),
        tried_at=copy.tried_at,
        can_retry=copy.can_retry and may_retry,
    )
