"""Which of a homeserver's answers mean: later, never, or stop."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from aiohttp import ClientConnectionError
from nio import RoomSendError, RoomSendResponse
from nio.exceptions import LocalProtocolError

from bot.platforms.base.contract import PermanentFailure, PlatformRefused, TemporaryFailure, Unreachable
from bot.platforms.base.retrying import MOST_WAIT, backoff_seconds
from bot.platforms.matrix.homeserver.failures import classify_refusal, get_response


def refusal(status: int, code: str | None, **more: object) -> RoomSendError:
    error = RoomSendError("text", code, **more)
    error.transport_response = SimpleNamespace(status=status)
    return error


async def given(answer: object) -> object:
    if isinstance(answer, Exception):
        raise answer
    return answer


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (refusal(429, "M_LIMIT_EXCEEDED", retry_after_ms=1500), TemporaryFailure),
        (refusal(429, None), TemporaryFailure),
        (refusal(500, "M_UNKNOWN"), TemporaryFailure),
        (refusal(502, None), TemporaryFailure),
        (refusal(404, None), TemporaryFailure),
        (refusal(403, "M_FORBIDDEN"), PermanentFailure),
        (refusal(413, "M_TOO_LARGE"), PermanentFailure),
        (refusal(401, "M_UNKNOWN_TOKEN"), PlatformRefused),
        (refusal(401, "M_UNKNOWN_TOKEN", soft_logout=True), PlatformRefused),
        (ClientConnectionError(), TemporaryFailure),
        (TimeoutError(), TemporaryFailure),
        (ConnectionRefusedError(), TemporaryFailure),
        (LocalProtocolError("not logged in"), TemporaryFailure),
    ],
)
async def test_a_failure_says_what_to_do(answer: object, failure: type[Exception]) -> None:
    with pytest.raises(failure):
        await get_response(given(answer))


async def test_a_good_answer_is_handed_on() -> None:
    response = RoomSendResponse("$event", "!room")
    assert await get_response(given(response)) is response


async def test_the_homeservers_own_waiting_time_is_kept() -> None:
    with pytest.raises(TemporaryFailure) as caught:
        await get_response(given(refusal(429, "M_LIMIT_EXCEEDED", retry_after_ms=90_000)))
    assert caught.value.retry_after == timedelta(seconds=90)
    assert backoff_seconds(0, caught.value) == 90


def test_a_limit_is_waited_for_no_longer_than_it_lasts() -> None:
    limited = TemporaryFailure("slow down", timedelta(seconds=2))
    assert {backoff_seconds(failed, limited) for failed in range(40)} == {2}


def test_a_homeserver_that_is_back_is_asked_within_seconds() -> None:
    assert max(backoff_seconds(failed, Unreachable("away")) for failed in range(40)) <= 5


@pytest.mark.parametrize(("status", "code", "away"), [(502, "", True), (504, "", True), (500, "M_UNKNOWN", False)])
def test_a_proxy_says_that_the_homeserver_is_away(status: int, code: str, away: bool) -> None:
    assert isinstance(classify_refusal(status, code), Unreachable) is away


def test_tries_become_rarer_up_to_a_limit() -> None:
    waits = [backoff_seconds(failed, ConnectionError()) for failed in range(40)]
    assert 0.5 <= waits[0] <= 1
    assert all(wait <= MOST_WAIT for wait in waits)
    assert min(waits[6:]) >= MOST_WAIT / 2
