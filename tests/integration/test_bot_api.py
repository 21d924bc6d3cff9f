"""The Bot API of the tests, driven by two libraries that know nothing of each other."""

from collections.abc import AsyncIterator

import aiogram
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError, TelegramRetryAfter
from aiohttp import ClientSession

from tests.integration.bot_api.entities import Unparsable, parsed
from tests.integration.bot_api.faults import too_many_requests
from tests.integration.bot_api.limits import Limits
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.bot_api.world import TOKEN

BUTTON = '{{"inline_keyboard": [[{{"text": "x", "callback_data": "{}"}}]]}}'


@pytest.fixture
async def ptb(api: BotApi) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(TOKEN, base_url=f"{api.url}/bot") as bot:
        yield bot


@pytest.fixture
async def gram(api: BotApi) -> AsyncIterator[aiogram.Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(api.url))
    bot = aiogram.Bot(TOKEN, session=session)
    yield bot
    await session.close()


async def test_both_libraries_hold_the_same_conversation(api: BotApi, ptb: telegram.Bot, gram: aiogram.Bot) -> None:
    anna = Human(api=api)
    await anna.writes("Hallo")
    (update,) = await ptb.get_updates(timeout=1)
    (same,) = await gram.get_updates(timeout=1)
    assert update.message is not None
    assert same.message is not None
    assert (update.update_id, update.message.text) == (same.update_id, same.message.text)
    by_ptb = await ptb.send_message(anna.user.id, "<b>Grüße</b> 😀 &amp;", parse_mode="HTML")
    by_gram = await gram.send_message(anna.user.id, "<b>Grüße</b> 😀 &amp;", parse_mode="HTML")
    assert by_ptb.text == by_gram.text == "Grüße 😀 &"
    assert [(entity.type, entity.offset, entity.length) for entity in by_ptb.entities] == [("bold", 0, 5)]
    await gram.edit_message_text("Anders", chat_id=anna.user.id, message_id=by_ptb.message_id)
    assert [shown.text for shown in anna.room.by_bot] == ["Anders", "Grüße 😀 &"]
    await ptb.delete_message(anna.user.id, by_gram.message_id)
    assert len(anna.room.by_bot) == 1


async def test_both_libraries_upload_files(api: BotApi, ptb: telegram.Bot, gram: aiogram.Bot) -> None:
    anna = Human(api=api)
    chat = anna.room.chat.id
    by_ptb = await ptb.send_document(chat, b"Flyer", caption="Ein Flyer", filename="flyer.pdf")
    by_gram = await gram.send_document(chat, aiogram.types.BufferedInputFile(b"Plan", "plan.pdf"))
    assert by_ptb.caption == "Ein Flyer"
    assert [by_ptb.document and by_ptb.document.file_size, by_gram.document and by_gram.document.file_size] == [5, 4]


async def test_both_libraries_send_cards(api: BotApi, ptb: telegram.Bot, gram: aiogram.Bot) -> None:
    chat = Human(api=api).room.chat.id
    for contact in ((await ptb.send_contact(chat, "+49203", "KI")), (await gram.send_contact(chat, "+49203", "KI"))):
        assert contact.contact is not None
        assert contact.contact.phone_number == "+49203"
    for place in (
        await ptb.send_venue(chat, latitude=51.4, longitude=6.8, title="KI", address="Weg 1"),
        await gram.send_venue(chat, latitude=51.4, longitude=6.8, title="KI", address="Weg 1"),
    ):
        assert place.venue is not None
        assert (place.venue.address, place.venue.location.latitude) == ("Weg 1", 51.4)


async def test_it_counts_as_telegram_does(api: BotApi, gram: aiogram.Bot) -> None:
    api.limits = Limits()
    chat = Human(api=api).room.chat.id
    await gram.send_message(chat, "eins")
    with pytest.raises(TelegramRetryAfter):
        await gram.send_message(chat, "zwei")
    assert api.limits.exceeded == 1
    for _ in range(29):
        await gram.send_message(Human(api=api).room.chat.id, "Hallo")
    with pytest.raises(TelegramRetryAfter):
        await gram.send_message(Human(api=api).room.chat.id, "zu viel")


async def test_updates_are_confirmed_by_the_offset(api: BotApi, ptb: telegram.Bot) -> None:
    anna = Human(api=api)
    for text in ("eins", "zwei"):
        await anna.writes(text)
    first, second = await ptb.get_updates()
    assert [update.update_id for update in await ptb.get_updates(offset=second.update_id)] == [second.update_id]
    assert await ptb.get_updates(offset=second.update_id + 1) == ()
    assert first.update_id < second.update_id


async def test_it_refuses_as_telegram_does(api: BotApi, ptb: telegram.Bot, gram: aiogram.Bot) -> None:
    anna = Human(api=api)
    chat = anna.room.chat.id
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await gram.send_message(1, "x")
    with pytest.raises(TelegramBadRequest, match="too long"):
        await gram.send_message(chat, "😀" * 2049)
    with pytest.raises(telegram.error.BadRequest, match="Can't parse entities"):
        await ptb.send_message(chat, "<p>x</p>", parse_mode="HTML")
    with pytest.raises(telegram.error.BadRequest, match="thread not found"):
        await ptb.send_message(chat, "x", message_thread_id=1)
    sent = await ptb.send_message(chat, "x")
    with pytest.raises(telegram.error.BadRequest, match="not modified"):
        await ptb.edit_message_text("x", chat, sent.message_id)
    api.trouble.append(too_many_requests("sendMessage", 7))
    with pytest.raises(TelegramRetryAfter, match="7"):
        await gram.send_message(chat, "x")
    await ptb.set_webhook("https://example.org")
    with pytest.raises(TelegramConflictError):
        await gram.get_updates()
    with pytest.raises(telegram.error.InvalidToken):
        async with telegram.Bot("4711:other", base_url=f"{api.url}/bot"):
            pass


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("sendMessage", {"chat_id": "1", "text": "x", "colour": "red"}),
        ("sendFlowers", {"chat_id": "1"}),
        ("sendMessage", {"chat_id": "1"}),
        ("sendMessage", {"chat_id": "1", "text": "x", "reply_markup": BUTTON.format("ä" * 33)}),
        ("sendMessage", {"chat_id": "1", "text": "x", "reply_markup": BUTTON.format("")}),
    ],
)
async def test_what_the_documentation_does_not_know_is_a_fault(api: BotApi, method: str, given: dict[str, str]) -> None:
    async with ClientSession() as session, session.post(f"{api.url}/bot{TOKEN}/{method}", data=given) as answer:
        assert answer.status == 400
    assert len(api.faults) == 1
    api.faults.clear()


@pytest.mark.parametrize(
    "html",
    ["<b>x", "x</b>", "<b><i>x</b></i>", "<p>x</p>", "a < b", '<b href="x">y</b>', "<script>", "<a href=x>y</a>"],
)
def test_text_that_telegram_would_not_parse_is_not_parsed(html: str) -> None:
    with pytest.raises(Unparsable, match="can't parse entities"):
        parsed(html)


def test_offsets_are_counted_in_utf_16() -> None:
    text, entities = parsed('😀<b>ä<i>😀</i></b> &lt;&#65; <a href="https://example.org/?a=1&amp;b=2">z</a>')
    assert text == "😀ä😀 <A z"
    assert [(entity.type, entity.offset, entity.length, entity.url) for entity in entities] == [
        ("bold", 2, 3, None),
        ("italic", 3, 2, None),
        ("text_link", 9, 1, "https://example.org/?a=1&b=2"),
    ]
