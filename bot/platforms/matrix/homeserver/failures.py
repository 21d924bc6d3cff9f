"""Translation of a homeserver's errors: retry, give up on this request, or stop."""

import re
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientError
from nio import ErrorResponse
from nio.exceptions import EncryptionError, GroupEncryptionError, OlmTrustError, ProtocolError

from bot.platforms.base.contract import PermanentFailure, PlatformRefused, TemporaryFailure, Unreachable

# TimeoutError and the errors of sockets are OSErrors.
LOST = (ClientError, OSError)
_NOT_READY = (ProtocolError, EncryptionError, GroupEncryptionError, OlmTrustError)
# Sent by a reverse proxy while the homeserver is down.
_FROM_A_PROXY = (502, 503, 504)
_LOCKED_OUT = {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED"}
_MATRIX_ERROR = re.compile(r"^[A-Z][A-Z0-9_.]*$")


class Refusal(PermanentFailure):
    """A refusal by the homeserver, with a code such as M_FORBIDDEN."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the homeserver refused: {code}")
        self.code = code


@asynccontextmanager
async def translate_errors() -> AsyncIterator[None]:
    """Turn lost connections and a client that is not ready into TemporaryFailure."""
    try:
        yield
    except LOST as error:
        raise Unreachable(f"the homeserver could not be reached ({type(error).__name__})") from error
    except _NOT_READY as error:
        raise TemporaryFailure(f"the client was not ready ({type(error).__name__})") from error


async def get_response(request: Awaitable[Any]) -> Any:
    """Return the response; raises one of the three failures where nio returns an error."""
    async with translate_errors():
        response = await request
    if isinstance(response, ErrorResponse):
        raise failure_from(response)
    return response


def failure_from(response: ErrorResponse) -> Exception:
    """Return the failure for an error response of nio."""
    code = response.status_code if isinstance(response.status_code, str) else ""
    return classify_refusal(
        _http_status(response), code, wait_ms=response.retry_after_ms, soft_logout=bool(response.soft_logout)
    )


def classify_refusal(status: int | None, code: str, *, wait_ms: object = None, soft_logout: bool = False) -> Exception:
    """Return the failure; permanent only if the homeserver itself says so, as a proxy answers with other errors."""
    if code in _LOCKED_OUT or (soft_logout and status == 401):
        return PlatformRefused(
            f"The homeserver no longer accepts this login ({code}). Run `lotse setup` to log in again."
        )
    if code == "M_LIMIT_EXCEEDED" or status == 429:
        return TemporaryFailure("the homeserver asks to slow down", _wait(wait_ms))
    if _MATRIX_ERROR.match(code) and status is not None and 400 <= status < 500 and status != 408:
        return Refusal(code)
    kind = Unreachable if status in _FROM_A_PROXY and not code else TemporaryFailure
    return kind(f"the homeserver answered {status or 'nothing useful'} {code}".rstrip())


def create_device_error(what: str, folder: Path) -> PlatformRefused:
    """Return the failure for files of Lotse's device that can't be used."""
    return PlatformRefused(
        f"{what}. Restore the folder {folder} from a backup, or run `lotse setup --new-device`, "
        "which keeps what is there aside."
    )


def _wait(wait_ms: object) -> timedelta | None:
    return timedelta(milliseconds=wait_ms) if isinstance(wait_ms, (int, float)) and 0 < wait_ms < 86_400_000 else None


def _http_status(response: ErrorResponse) -> int | None:
    status = getattr(getattr(response, "transport_response", None), "status", None)
    return status if isinstance(status, int) else None
