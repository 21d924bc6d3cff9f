"""What a homeserver's refusals and silences mean: try again, give up on this one, or stop."""

import re
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any, TypeVar

from aiohttp import ClientError
from nio import ErrorResponse
from nio.exceptions import EncryptionError, GroupEncryptionError, OlmTrustError, ProtocolError

from bot.platforms import PermanentFailure, PlatformRefused, TemporaryFailure

T = TypeVar("T")

# TimeoutError and the errors of sockets are OSErrors.
LOST = (ClientError, OSError)
_NOT_READY = (ProtocolError, EncryptionError, GroupEncryptionError, OlmTrustError)
_LOCKED_OUT = {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED"}
_MATRIX_ERROR = re.compile(r"^[A-Z][A-Z0-9_.]*$")


async def asked(request: Awaitable[Any]) -> Any:
    """The response, which nio returns even for an error; raises one of the three failures instead."""
    try:
        response = await request
    except LOST as error:
        raise TemporaryFailure(f"the homeserver could not be reached ({type(error).__name__})") from error
    except _NOT_READY as error:
        raise TemporaryFailure(f"the client was not ready ({type(error).__name__})") from error
    if isinstance(response, ErrorResponse):
        raise failure(response)
    return response


def failure(response: ErrorResponse) -> Exception:
    """Permanent only if the homeserver itself says so: a proxy in between answers with other errors."""
    code = response.status_code if isinstance(response.status_code, str) else ""
    status = _http_status(response)
    if code in _LOCKED_OUT or (response.soft_logout and status == 401):
        return PlatformRefused(
            f"The homeserver no longer accepts this login ({code}). Run `lotse setup` to log in again."
        )
    if code == "M_LIMIT_EXCEEDED" or status == 429:
        return TemporaryFailure("the homeserver asks to slow down", retry_after(response))
    if _MATRIX_ERROR.match(code) and status is not None and 400 <= status < 500 and status != 408:
        return PermanentFailure(f"the homeserver refused: {code}")
    return TemporaryFailure(f"the homeserver answered {status or 'nothing useful'} {code}".rstrip())


def retry_after(response: ErrorResponse) -> timedelta | None:
    wait = response.retry_after_ms
    return timedelta(milliseconds=wait) if isinstance(wait, (int, float)) and 0 < wait < 86_400_000 else None


def _http_status(response: ErrorResponse) -> int | None:
    status = getattr(getattr(response, "transport_response", None), "status", None)
    return status if isinstance(status, int) else None
