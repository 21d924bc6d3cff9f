"""What goes wrong on demand."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(kw_only=True)
class Fault:
    """Meets the next requests of a method: an answer in the place of Telegram's, a connection that breaks or hangs.

    `after`: the request has its effect all the same. `result`: the JSON of an answer that is no failure, but odd.
    """

    method: str
    times: int = 1
    status: int = 0
    result: str = ""
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    breaks: bool = False
    after: bool = False
    hangs: bool = False


def too_many_requests(method: str, seconds: int, times: int = 1) -> Fault:
    return Fault(
        method=method,
        times=times,
        status=429,
        description=f"Too Many Requests: retry after {seconds}",
        parameters={"retry_after": seconds},
    )


def held(method: str, *, after: bool, times: int = 1) -> Fault:
    """No answer comes, until whoever asked is gone."""
    return Fault(method=method, times=times, hangs=True, after=after)


def bad_gateway(method: str, times: int = 1) -> Fault:
    return Fault(method=method, times=times, status=502, description="Bad Gateway")


def broken_connection(method: str, *, after: bool, times: int = 1) -> Fault:
    return Fault(method=method, times=times, breaks=True, after=after)
