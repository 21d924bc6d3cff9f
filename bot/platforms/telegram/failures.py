"""Translation of Telegram's errors: retry, give up on this request, or stop."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.platforms.base.contract import PermanentFailure, PlatformRefused, TemporaryFailure
from bot.platforms.telegram.request import AnswerTooLong, NotSent, RequestFailed

T = TypeVar("T")

_REFUSED = "Telegram does not accept the token: check `token` in [telegram], or ask BotFather for a new one."


class OutcomeUnknown(Exception):
    """A failure after which nobody knows whether the request arrived."""


class AnswerTooLarge(OutcomeUnknown):
    """An answer larger than any that is read; the request has arrived."""


class Refusal(PermanentFailure):
    """A refusal of one request; the text is Telegram's own."""


class ChatGone(PermanentFailure):
    """A chat that can't be reached any more: blocked, left or deleted."""


class GroupMigrated(PermanentFailure):
    """A group that has become a supergroup with another id."""

    def __init__(self, chat: int) -> None:
        super().__init__("the group has become a supergroup")
        self.chat = chat


class OtherPoller(TemporaryFailure):
    """Another process that polls for this bot's updates."""


async def get_result(request: Awaitable[T]) -> T:
    """Return the answer; raises TemporaryFailure, PermanentFailure, PlatformRefused or OutcomeUnknown."""
    try:
        return await request
    except TelegramError as error:
        raise _translate(error) from error


async def get_repeatable(request: Awaitable[T]) -> T:
    """Return the answer to a request that may be repeated; raises as `get_result` does, but for OutcomeUnknown."""
    try:
        return await get_result(request)
    except AnswerTooLarge as unread:
        raise PermanentFailure(str(unread)) from unread
    except OutcomeUnknown as unknown:
        raise TemporaryFailure(str(unknown)) from unknown


def _translate(error: TelegramError) -> Exception:
    """Return the failure for an error; of the library's texts, which may quote a request, only the class is kept."""
    meaning: Exception
    match error:
        case RetryAfter():
            meaning = TemporaryFailure("Telegram asks to slow down", _wait(error))
        case InvalidToken() | EndPointNotFound():
            meaning = PlatformRefused(_REFUSED)
        case ChatMigrated():
            meaning = GroupMigrated(error.new_chat_id)
        case Forbidden():
            meaning = ChatGone(f"Telegram refused: {error.message}")
        case Conflict():
            meaning = OtherPoller("another process asks for this bot's messages")
        case BadRequest():
            meaning = Refusal(f"Telegram refused: {error.message}")
        case NetworkError():
            meaning = _lost(error)
        case _:
            # The answer can't be read, but the request arrived.
            meaning = OutcomeUnknown(f"Telegram's answer is not understood ({type(error).__name__})")
    return meaning


def _lost(error: NetworkError) -> Exception:
    cause = error.__cause__
    name = str(cause) if isinstance(cause, RequestFailed) else type(cause or error).__name__
    match cause:
        # Without one of another kind, a status says that the request was not taken.
        case None | NotSent() | TelegramError():
            return TemporaryFailure(f"Telegram could not be reached ({name})")
        case AnswerTooLong():
            return AnswerTooLarge("the answer is too large")
        case _:
            return OutcomeUnknown(f"the connection to Telegram broke ({name})")


def _wait(error: RetryAfter) -> timedelta:
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)
