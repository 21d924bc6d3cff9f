"""Forms, files and answers on the wire, and the end of a connection."""

import asyncio
import gc
import json
import logging
import re
from gzip import compress
from typing import Any

import pytest
from pydantic import SecretStr
from telegram import InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.request import RequestData

from bot.platforms.base.contract import PermanentFailure
from bot.platforms.telegram.client import RawBot, open_bot
from bot.platforms.telegram.failures import OutcomeUnknown, get_repeatable, get_result
from bot.platforms.telegram.request import Interrupted
from bot.settings.telegram import TelegramSettings
from handlers.core.events import MAX_ATTACHMENT_BYTES
from tests.integration.bot_api.scenes import (
    CLASSES,
    HALF,
    LIBRARYS,
    NOT_SENT,
    OWN,
    SENT_OK,
    SHORT_SECONDS,
    TOKEN,
    UNKNOWN,
    Make,
    answers,
    bot_at,
    closes_after_head,
    closes_after_request,
    hangs_after_request,
    known,
    resets_after_head,
    resets_after_request,
    says,
)
from tests.integration.bot_api.wire import SENT, Line, Wire
from tests.integration.synapse import free_port

FILE = bytes(range(256)) * 4096


async def upload(bot: RawBot, **given: Any) -> str:
    try:
        await get_result(bot.send_document(5, InputFile(FILE, 'Übersicht "neu".pdf'), caption="Grüße & mehr", **given))
    except OutcomeUnknown:
        return UNKNOWN
    return SENT_OK


async def test_forms_and_uploads_are_those_of_the_library() -> None:
    seen: list[list[bytes]] = []
    for make in (OWN, LIBRARYS):
        async with Wire(scenes=[answers]).opened() as wire, bot_at(wire.url, make) as bot:
            await bot.send_message(5, "Grüße & <b>mehr</b> = 100 %", parse_mode="HTML")
            assert await upload(bot) == SENT_OK
            await bot.request.post(f"{wire.url}/bot/getMe", RequestData())
        seen.append([_normal(request) for request in wire.requests])
    own, librarys = seen
    assert own == librarys
    assert FILE in own[1]


def _normal(request: bytes) -> bytes:
    """Return the body, and of the head what says how to read it; the border of parts differs each time."""
    head, _, body = request.partition(b"\r\n\r\n")
    line, *headers = head.split(b"\r\n")
    border = re.search(rb"boundary=(\w+)", head)
    told = sorted(header.lower() for header in headers if header.lower().startswith((b"content-", b"user-agent")))
    whole = b"\r\n".join([line, *told, b"", body])
    return whole.replace(border[1], b"border") if border else whole


@CLASSES
async def test_an_upload_that_is_not_taken_ends_in_time(make: Make) -> None:
    async def takes_nothing(line: Line) -> None:
        line.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.Event().wait()

    async with Wire(scenes=[takes_nothing]).opened() as wire, bot_at(wire.url, make) as bot:
        big = InputFile(FILE * 16, "big.bin")
        with pytest.raises(TelegramError) as failure:
            await bot.send_document(5, big, write_timeout=SHORT_SECONDS)
    assert make is LIBRARYS or isinstance(failure.value.__cause__, Interrupted)
    assert isinstance(failure.value, TimedOut)


@CLASSES
async def test_an_upload_is_not_hurried_by_the_answer(make: Make) -> None:
    """The bound of writing ends with the upload, and that of reading begins."""

    async def answers_late(line: Line) -> None:
        await line.request()
        await asyncio.sleep(2 * SHORT_SECONDS)
        await line.answer()

    async with Wire(scenes=[answers_late]).opened() as wire, bot_at(wire.url, make) as bot:
        assert (await bot.send_document(5, InputFile(b"x", "x"), write_timeout=SHORT_SECONDS)).message_id == 7


async def test_an_upload_that_breaks_may_have_arrived() -> None:
    for scene in (resets_after_head, closes_after_head, closes_after_request, resets_after_request):
        async with Wire(scenes=[scene]).opened() as wire, bot_at(wire.url, OWN) as bot:
            assert await upload(bot) == UNKNOWN
            assert len(wire.lines) == 1


async def test_only_so_much_of_an_answer_is_read() -> None:
    async def endless(line: Line) -> None:
        await line.head()
        await line.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            await line.write(FILE)

    async with Wire(scenes=[endless]).opened() as wire, bot_at(wire.url, OWN) as bot:
        with pytest.raises(OutcomeUnknown, match="too large"):
            await get_result(bot.send_message(5, "Hallo"))
        with pytest.raises(PermanentFailure, match="too large"):
            await get_repeatable(bot.request.retrieve(f"{wire.url}/file"))


async def test_a_file_of_the_largest_size_is_read_and_none_beyond() -> None:
    for length in (MAX_ATTACHMENT_BYTES, MAX_ATTACHMENT_BYTES + 1):

        async def gives(line: Line, length: int = length) -> None:
            await line.request()
            await line.answer(bytes(length))

        async with Wire(scenes=[gives]).opened() as wire, bot_at(wire.url, OWN) as bot:
            try:
                assert len(await bot.request.retrieve(f"{wire.url}/file")) == length == MAX_ATTACHMENT_BYTES
            except NetworkError:
                assert length > MAX_ATTACHMENT_BYTES


async def test_what_is_packed_counts_as_it_is_unpacked() -> None:
    async def bomb(line: Line) -> None:
        await line.request()
        await line.answer(compress(bytes(MAX_ATTACHMENT_BYTES + 1)), "200 OK", "Content-Encoding: gzip")

    async with Wire(scenes=[bomb]).opened() as wire, bot_at(wire.url, OWN) as bot:
        with pytest.raises(OutcomeUnknown, match="too large"):
            await get_result(bot.send_message(5, "Hallo"))


async def test_a_packed_answer_is_unpacked() -> None:
    async def packed(line: Line) -> None:
        await line.request()
        await line.answer(compress(SENT), "200 OK", "Content-Encoding: gzip")

    async with Wire(scenes=[packed]).opened() as wire, bot_at(wire.url, OWN) as bot:
        assert await known(bot, OWN) == SENT_OK


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        ("400 Bad Request", {"description": "Bad Request: chat not found"}, BadRequest),
        ("401 Unauthorized", {"description": "Unauthorized"}, InvalidToken),
        ("403 Forbidden", {"description": "Forbidden: bot was blocked by the user"}, Forbidden),
        ("404 Not Found", {"description": "Not Found"}, InvalidToken),
        ("409 Conflict", {"description": "Conflict"}, Conflict),
        ("400 Bad Request", {"parameters": {"migrate_to_chat_id": -100}}, ChatMigrated),
        ("500 Internal Server Error", {"description": "Internal Server Error"}, NetworkError),
    ],
)
@CLASSES
async def test_a_status_means_what_the_library_says(
    make: Make, status: str, body: dict[str, Any], kind: type[TelegramError]
) -> None:
    async def refuses(line: Line) -> None:
        await line.request()
        await line.answer(json.dumps({"ok": False, **body}).encode(), status)

    async with Wire(scenes=[refuses]).opened() as wire, bot_at(wire.url, make) as bot:
        with pytest.raises(kind) as refusal:
            await bot.send_message(5, "Hallo")
        assert type(refusal.value) is kind


async def test_what_is_shut_down_sends_nothing_until_it_is_initialised() -> None:
    async with Wire(scenes=[answers]).opened() as wire, bot_at(wire.url, OWN) as bot:
        assert await known(bot, OWN) == SENT_OK
        await bot.request.shutdown()
        await bot.request.shutdown()
        assert await known(bot, OWN) == NOT_SENT
        await bot.request.initialize()
        await bot.request.initialize()
        assert await known(bot, OWN) == SENT_OK
        assert len(wire.requests) == 2


async def test_a_request_that_is_under_way_at_the_end_may_have_arrived() -> None:
    async with Wire(scenes=[hangs_after_request]).opened() as wire, bot_at(wire.url, OWN) as bot:
        sending = asyncio.create_task(known(bot, OWN))
        await wire.until(lambda: bool(wire.requests))
        await bot.request.shutdown()
        assert await sending == UNKNOWN


async def test_a_request_that_is_cancelled_leaves_its_place_to_another() -> None:
    async with (
        Wire(scenes=[hangs_after_request, answers]).opened() as wire,
        bot_at(wire.url, OWN, connections=1) as bot,
    ):
        sending = asyncio.create_task(known(bot, OWN))
        await wire.until(lambda: bool(wire.requests))
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert await known(bot, OWN) == SENT_OK
        assert len(wire.lines) == 2


async def test_a_bot_that_was_never_initialised_leaves_nothing_open() -> None:
    async with Wire(scenes=[answers]).opened() as wire:
        bot = open_bot(TelegramSettings(token=SecretStr(TOKEN), base_url=f"{wire.url}/bot"))
        assert await known(bot, OWN) == SENT_OK
        await bot.shutdown()
        assert await known(bot, OWN) == NOT_SENT


async def test_the_token_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for scene in (answers, resets_after_head, says(HALF), says(b"SSH-2.0\r\n")):
        async with Wire(scenes=[scene]).opened() as wire, bot_at(wire.url, OWN) as bot:
            await known(bot, OWN)
            gc.collect()
    async with bot_at(f"http://127.0.0.1:{free_port()}", OWN) as bot:
        await known(bot, OWN)
    # The library's own are switched off in the service, as they hold what people wrote.
    assert not [
        record for record in caplog.records if "secret" in record.getMessage() and record.name[:8] != "telegram"
    ]
