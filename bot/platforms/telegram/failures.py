"""What Telegram's refusals and silences mean: try again, give up on this one, or stop."""

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

from bot.platforms import PermanentFailure, PlatformRefused, TemporaryFailure
from bot.platforms.telegram.request import AnswerTooLong, NotSent, RequestFailed

T = TypeVar("T")

_REFUSED = "Telegram does not accept the token: check `token` in [telegram], or ask BotFather for a new one."


class OutcomeUnknown(Exception):
    """Whether the request arrived can't be told."""


class AnswerTooLarge(OutcomeUnknown):
    """The request arrived, and its answer is larger than any that is read."""


class Refusal(PermanentFailure):
    """Telegram said no to this one request, in words of its own."""


class ChatGone(PermanentFailure):
    """Nothing can be sent to this chat any more: blocked, kicked out, or deleted."""


class GroupMigrated(PermanentFailure):
    """The group has become a supergroup with another id."""

    def __init__(self, chat: int) -> None:
        super().__init__("the group has become a supergroup")
        self.chat = chat


class OtherPoller(TemporaryFailure):
    """Somebody else asks for this bot's messages."""


async def get_result(request: Awaitable[T]) -> T:
    """The answer; raises TemporaryFailure, PermanentFailure, PlatformRefused or Unknown."""
    try:
        return await request
    except TelegramError as error:
        raise _translate(error) from error


async def get_repeatable(request: Awaitable[T]) -> T:
    """For requests that may as well arrive twice; raises as `get_result` does, but for OutcomeUnknown."""
    try:
        return await get_result(request)
    except AnswerTooLarge as unread:
        raise PermanentFailure(str(unread)) from unread
    except OutcomeUnknown as unknown:
        raise TemporaryFailure(str(unknown)) from unknown


def _translate(error: TelegramError) -> Exception:
    """PTB's words may quote a request, so only its class goes on, and what Telegram itself says."""
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
            # Of an answer that says nothing, the request arrived.
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
