"""The connection to the Bot API: every request ends in a bounded time."""

from collections.abc import Sequence
from typing import Any

from telegram import Bot
from telegram.error import NetworkError

from bot.platforms.telegram import validation
from bot.platforms.telegram.request import Request, proxy_for
from bot.settings.telegram import TelegramSettings

POLL_SECONDS = 30
_REQUEST_SECONDS = 20.0
_CONNECT_SECONDS = 10.0
# Requests beyond these wait for one of them to end.
_CONNECTIONS = 32


class RawBot(Bot):
    """A bot that depends on as little as possible of what the server answers."""

    async def get_raw_updates(
        self, *, offset: int | None, limit: int, kinds: Sequence[str], wait: int = POLL_SECONDS
    ) -> list[Any]:
        """Wait for updates, at most so many seconds, parsed as JSON only; raises TelegramError."""
        data = {"offset": offset, "limit": limit, "timeout": wait, "allowed_updates": list(kinds)}
        updates = await self._post("getUpdates", data)
        if not isinstance(updates, list):
            raise NetworkError("Invalid server response")
        return updates

    async def shutdown(self) -> None:
        """Close the connections of a bot that was never initialised, too."""
        await super().shutdown()
        await self.request.shutdown()


class MessageRequest(Request):
    """A request that reduces a sent message to its id, date and chat: the rest may have a form that can't be parsed."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        parsed = Request.parse_json_payload(payload)
        result = parsed.get("result")
        if isinstance(result, dict) and "message_id" in result:
            chat = result.get("chat", {})
            kept = {name: result[name] for name in ("message_id", "date") if name in result}
            parsed["result"] = {**kept, "chat": {name: chat[name] for name in ("id", "type") if name in chat}}
        return parsed


class _UpdatesRequest(Request):
    """A request for updates, which may hold any JSON."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            parsed = validation.parse_json(payload.decode(errors="replace"))
        except (ValueError, RecursionError):
            parsed = None
        if not isinstance(parsed, dict):
            raise NetworkError("Invalid server response")
        return parsed


def open_bot(settings: TelegramSettings) -> RawBot:
    """Return a bot that is not initialised yet, as that takes a request."""
    proxy = proxy_for(settings.base_url)
    return RawBot(
        settings.token.get_secret_value(),
        base_url=settings.base_url,
        base_file_url=f"{settings.base_url.removesuffix('/bot')}/file/bot",
        request=MessageRequest(**_bounds(_CONNECTIONS, _REQUEST_SECONDS), proxy=proxy),
        get_updates_request=_UpdatesRequest(**_bounds(1, POLL_SECONDS + _REQUEST_SECONDS), proxy=proxy),
    )


def _bounds(connections: int, seconds: float) -> dict[str, Any]:
    return {
        "connection_pool_size": connections,
        "read_timeout": seconds,
        "write_timeout": seconds,
        "connect_timeout": _CONNECT_SECONDS,
        "pool_timeout": seconds,
    }
