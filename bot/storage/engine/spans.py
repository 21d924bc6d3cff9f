"""Spans of time as a table, by which rows are counted in one statement."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import CTE, Integer, literal, select, union_all

from bot.storage.engine.tables import Moment


def span_table(bounds: Sequence[datetime]) -> CTE:
    """Return the spans between neighbouring times as a table: `span` counts from 0, `begins` is part of a span."""
    # A union, as SQLAlchemy compiles a statement with VALUES anew each time.
    rows = (
        select(
            literal(number, Integer).label("span"),
            literal(begins, Moment).label("begins"),
            literal(ends, Moment).label("ends"),
        )
        for number, (begins, ends) in enumerate(pairwise(bounds))
    )
    return union_all(*rows).cte("spans")
