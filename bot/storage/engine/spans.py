"""Spans of time as a table, by which rows are counted in one statement."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import CTE, Integer, column, values

from bot.storage.engine.tables import Moment


def span_table(bounds: Sequence[datetime]) -> CTE:
    """Return the spans between neighbouring times as a table: `span` counts from 0, `begins` is part of a span."""
    rows = [(number, begins, ends) for number, (begins, ends) in enumerate(pairwise(bounds))]
    columns = (column("span", Integer), column("begins", Moment), column("ends", Moment))
    return values(*columns, name="spans").data(rows).cte("spans")
