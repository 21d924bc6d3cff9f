"""What was measured, as tables."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import quantiles

from rich.console import Console
from rich.table import Table

from knowledge.search.evaluation import Report

_WIDTH = 110  # where there is no terminal


def show(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for at, column in enumerate(columns):
        table.add_column(column, justify="right" if at else "left")
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False)
    wide = console if console.is_terminal else Console(highlight=False, width=_WIDTH)
    wide.print(f"[bold]{title}[/bold]")
    if columns:
        wide.print(table)
    wide.print()


def show_quality(title: str, reports: Sequence[tuple[str, Report]]) -> None:
    """Lotse, the first, beside the others; in brackets how many times as good as each it is."""
    ours = reports[0][1]
    columns = ("", "MRR@10", "R@1", "R@3", "R@5", "AUROC", "p50 ms", "p99 ms", "index s")
    rows = ((name, *_measures(report, ours), *_costs(report)) for name, report in reports)
    show(title, columns, rows)


def show_speed(title: str, reports: Sequence[tuple[str, Report]]) -> None:
    """Times; in brackets those of Lotse, the first, divided by them."""
    ours = reports[0][1]
    rows = (
        (
            name,
            _beside(report.p50_ms, ours.p50_ms, report is ours),
            _beside(report.p99_ms, ours.p99_ms, report is ours),
            f"{report.index_s:.2f}",
        )
        for name, report in reports
    )
    show(title, ("", "p50 ms", "p99 ms", "index s"), rows)


def _measures(report: Report, ours: Report) -> Iterable[str]:
    theirs = (report.mrr, report.recall_at_1, report.recall_at_3, report.recall_at_5, report.abstention_auroc)
    lotse = (ours.mrr, ours.recall_at_1, ours.recall_at_3, ours.recall_at_5, ours.abstention_auroc)
    return (_beside(one, other, report is ours) for one, other in zip(theirs, lotse, strict=True))


def _costs(report: Report) -> Iterable[str]:
    return (f"{report.p50_ms:.2f}", f"{report.p99_ms:.2f}", f"{report.index_s:.2f}")


def _beside(value: float | None, ours: float | None, is_ours: bool) -> str:
    if value is None or ours is None:
        return "–"
    return f"{value:.3f}" if is_ours or not value else f"{value:.3f} (×{ours / value:.2f})"


def beside_the_echo(times: Mapping[str, Sequence[float]]) -> list[tuple[str, ...]]:
    """Median and p99 of each, and how many times as long as the echo bot's they are; the echo bot stands last."""
    cut = {name: quantiles(taken, n=100, method="inclusive") for name, taken in times.items()}
    *_, echo = cut.values()
    return [
        (name, *(f"{of[at]:.1f}" for at in (49, 98)), *(f"{of[at] / echo[at]:.2f}" for at in (49, 98)))
        for name, of in cut.items()
    ]
