"""The connection to the Bot API: every request ends in a bounded time."""

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.platforms.telegram.settings import TelegramSettings

POLL_SECONDS = 30
_REQUEST_SECONDS = 20.0
_CONNECT_SECONDS = 10.0
# Requests beyond these wait for one of them to end.
_CONNECTIONS = 32


def open_bot(settings: TelegramSettings) -> Bot:
    """Not yet initialised: that is the first request."""
    return Bot(
        settings.token.get_secret_value(),
        base_url=settings.base_url,
        base_file_url=f"{settings.base_url.removesuffix('/bot')}/file/bot",
        request=_request(_CONNECTIONS, _REQUEST_SECONDS),
        get_updates_request=_request(1, POLL_SECONDS + _REQUEST_SECONDS),
    )


def _request(connections: int, seconds: float) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=seconds,
        write_timeout=seconds,
        connect_timeout=_CONNECT_SECONDS,
        pool_timeout=seconds,
    )
