"""The evaluation of an announcement on its page: metrics, charts, and copies that failed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.storage.announcements.announcement_copies import FailedCopyFilter
from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.chart_bars import Bar
from bot.web.base.desk import Page
from bot.web.pages.announcements.announcement_view import AnnouncementView
from bot.web.pages.announcements.charts import Arrivals, chart_arrivals, chart_receipts
from bot.web.pages.announcements.failed_copies import FailedLine, list_failed
from bot.web.pages.announcements.reports import ReportLine, Segment, chart_outcomes, list_metrics
from handlers.context.context import Context

_MOST_FAILED = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """The report of an announcement, with the first copies that failed.

    `receipts` are centres by Regierungsbezirk, None if it asks for none.
    """

    outcomes: Sequence[Segment]
    metrics: Sequence[ReportLine]
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
    failed = await list_failed(announcement, FailedCopyFilter(), _MOST_FAILED + 1, page, context, unit)
    return Evaluation(
        outcomes=chart_outcomes(view.counts),
        metrics=list_metrics(view.counts, view.responses, page, context),
        arrivals=await chart_arrivals(announcement, context, unit),
        receipts=await chart_receipts(announcement, context, unit),
        failed=failed[:_MOST_FAILED],
        has_more_failed=len(failed) > _MOST_FAILED,
    )
