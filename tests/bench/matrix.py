"""Lotse on a homeserver, beside a bot on bare matrix-nio."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from tests.bench.crowd import crowd
from tests.bench.growth import growth
from tests.bench.latency import latency
from tests.bench.throughput import throughput

MATRIX: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
    "matrix-latency": latency,
    "matrix-throughput": throughput,
    "matrix-memory": growth,
    "matrix-crowd": crowd,
}


def matrix(part: str) -> None:
    """Measures one part; `matrix` stands for all of them."""
    # What a client of the measurement stumbles over is seen in what it measures.
    logging.getLogger("nio").setLevel(logging.CRITICAL)
    for name, measure in MATRIX.items():
        if part in (name, "matrix"):
            asyncio.run(measure())
