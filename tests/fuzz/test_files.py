"""Files, feeds and updates from outside: read, or refused with a sentence; and nothing takes for ever."""

import json
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from telegram import Bot, Update

from bot.jobs.feeds.contents import Contents, UnreadableFeed
from bot.jobs.feeds.decompression import DecompressionFailed, decompress
from bot.jobs.feeds.parsing import parse_feed
from bot.platforms.matrix.rooms.mention import OwnNames
from bot.platforms.matrix.rooms.rooms import RoomContext
from bot.platforms.matrix.sync import translate as matrix
from bot.platforms.telegram.addressing import BotAccount
from bot.platforms.telegram.translate import translate
from bot.settings.loading import ConfigError, read
from handlers.announcements.feeds.recognition import StoredItem, recognize
from handlers.core.events import MessageReceived, RoomId
from knowledge.loader import SHIPPED, ContentError, load_records
from tests.fuzz.mutations import altered, damaged, fuzzed, reworded

BERLIN = ZoneInfo("Europe/Berlin")
TESTS = Path(__file__).parents[1]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ME = BotAccount(id=1, username="lotse_bot")
BOT = Bot("1:x")

RSS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss version="2.0"><channel>'
    "<item><guid>1</guid><title>Eins &b;</title><link>https://example.org/1</link>"
    "<pubDate>Mon, 23 Nov 2026 09:00:00 +0100</pubDate>"
    "<description><![CDATA[<p>Text <b>fett</b></p>]]></description></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><title type="html">&lt;b&gt;Eins</title>'
    '<updated>2026-11-23T09:00:00Z</updated><link href="javascript:alert(1)"/><content>Text</content></entry></feed>'
)
CALENDAR = "\r\n".join(
    [
        *(
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:x",
            "BEGIN:VTIMEZONE",
            "TZID:Europe/Berlin",
            "END:VTIMEZONE",
            "BEGIN:VEVENT",
        ),
        *("UID:1", "DTSTAMP:20261101T000000Z", "DTSTART;TZID=Europe/Berlin:20261201T090000", "DTEND:20261201T100000Z"),
        *(
            "RRULE:FREQ=SECONDLY;COUNT=999999999",
            "EXDATE:20261202T090000Z",
            "SUMMARY:Treffen",
            "LOCATION:Saal",
            "URL:https://x.org",
        ),
        *("SEQUENCE:1", "STATUS:CANCELLED", "RECURRENCE-ID:20261208T090000Z", "END:VEVENT", "END:VCALENDAR", ""),
    ]
)
_USER = {"id": 7, "is_bot": False, "first_name": "Anna", "username": "anna"}
_CHAT = {"id": -100, "type": "supergroup", "title": "Gruppe", "is_forum": True}
_MESSAGE = {
    "message_id": 5,
    "date": 1_790_000_000,
    "chat": _CHAT,
    "from": _USER,
    "message_thread_id": 3,
    "text": "@lotse_bot KI Herne /start entry_offer_griffbereit",
    "entities": [{"type": "mention", "offset": 0, "length": 10}, {"type": "bot_command", "offset": 20, "length": 6}],
    "reply_to_message": {"message_id": 4, "date": 1_790_000_000, "chat": _CHAT, "from": _USER, "text": "x"},
    "location": {"latitude": 51.5, "longitude": 7.2},
    "photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}],
}
UPDATES = [
    {"update_id": 1, "message": _MESSAGE},
    {"update_id": 2, "edited_message": {**_MESSAGE, "edit_date": 1_790_000_001}},
    {
        "update_id": 3,
        "callback_query": {"id": "1", "from": _USER, "chat_instance": "1", "message": _MESSAGE, "data": "3"},
    },
    {
        "update_id": 4,
        "message_reaction": {
            "chat": _CHAT,
            "message_id": 5,
            "user": _USER,
            "date": 1,
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "👍"}],
        },
    },
    {"update_id": 5, "inline_query": {"id": "1", "from": _USER, "query": "Herne", "offset": "20"}},
]
EVENTS = [
    {
        "event_id": "$1:x",
        "sender": "@anna:x",
        "type": kind,
        "origin_server_ts": 1_790_000_000_000,
        "redacts": "$2",
        "content": {
            "msgtype": "m.text",
            "body": "> <@lotse:x> hallo\n\n!lotse KI Herne",
            "format": "org.matrix.custom.html",
            "formatted_body": "<mx-reply>x</mx-reply><b>KI</b> Herne",
            "m.new_content": {"msgtype": "m.text", "body": "KI Unna"},
            "m.relates_to": {
                "rel_type": "m.replace",
                "event_id": "$2",
                "key": "1️⃣",
                "m.in_reply_to": {"event_id": "$3"},
            },
            "m.mentions": {"user_ids": ["@lotse:x"]},
            "info": {"size": 5, "mimetype": "text/plain"},
            "file": {"url": "mxc://x/y", "key": {"k": "x"}, "iv": "x", "hashes": {"sha256": "x"}},
        },
    }
    for kind in ("m.room.message", "m.reaction", "m.room.redaction", "m.room.encrypted")
]
GOOD = "BEGIN:VEVENT\r\nUID:gut\r\nSUMMARY:Gut\r\nDTSTART:20261204T090000Z\r\nEND:VEVENT\r\n"
SETTINGS = """
data_dir = "data"
language = "de"
time_zone = "Europe/Berlin"
[matrix]
homeserver = "https://matrix.example.org"
user_id = "@lotse:example.org"
password = "geheim"
[telegram]
token = "4711:AAE"
[announcements.feeds.lasi]
url = "https://example.org/feed"
[exchange.topics.kim]
remind_after = 2
[retention]
events_days = 30
"""


def _found(pattern: str) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted((TESTS / "feeds").glob(pattern))]


def _odd_bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


# As they were found, the long one without its middle.
FEEDS = [f"{text[:1_500]}{text[-500:]}" if len(text) > 2_500 else text for text in _found("*.xml")]
WHOLE = TypeAdapter(Contents)
CALENDARS = [text.replace("\n", "\r\n") for text in _found("*.ics")]


def _in_order(content: bytes, address: str) -> Contents | None:
    """Return what is told of it, and check its form; None if it is refused."""
    try:
        found = parse_feed(content, NOW, BERLIN, timedelta(hours=24), address=address)
    except UnreadableFeed:
        return None
    for item in (*found.items, *found.followed):
        assert item.link == "" or item.link.startswith(("http://", "https://"))
        assert "\n" not in item.title
        assert len({trace.value for trace in item.fingerprints}) == len(item.fingerprints)
        assert item.title or (item.appointment and (item.appointment.is_private or item.appointment.is_cancelled))
    assert WHOLE.validate_json(WHOLE.dump_json(found)) == found
    return found


@fuzzed
@given(damaged([RSS, ATOM, *FEEDS]).map(_odd_bytes) | st.binary(max_size=300))
def test_a_feed(content: bytes) -> None:
    found = _in_order(content, "https://ki.example.org/feed")
    assert found is None or len({item.content_digest for item in found.items}) == len(found.items)


@fuzzed
@given(damaged([CALENDAR, *CALENDARS]).map(_odd_bytes))
def test_a_calendar(content: bytes) -> None:
    _in_order(content, "")


@fuzzed
@given(damaged(CALENDARS))
def test_a_good_event_beside_a_damaged_calendar(content: str) -> None:
    good = _odd_bytes("BEGIN:VCALENDAR\r\n" + GOOD + "END:VCALENDAR\r\n")
    found = _in_order(good + _odd_bytes(content), "")
    assert found is not None
    assert "Gut" in {item.title for item in found.items}


@fuzzed
@given(st.lists(damaged([RSS, *FEEDS]), min_size=2, max_size=2))
def test_readings_one_after_the_other(contents: list[str]) -> None:
    """Each known item is found at most once, and what is exactly the same is known."""
    first, second = (_in_order(_odd_bytes(content), "") for content in contents)
    if first is None or second is None:
        return
    known = [
        StoredItem(number=number, marks=frozenset(trace.value for trace in item.fingerprints), changed_at=NOW)
        for number, item in enumerate(first.items)
    ]
    found = recognize(second.items, known, NOW)
    assert {item.key for item in first.items} & {item.key for item in second.items} <= {*found}
    assert {*recognize(first.items, known, NOW)} == {item.key for item in first.items}


@fuzzed
@given(data=st.binary(max_size=2_000), header=st.sampled_from(["gzip", "deflate", "gzip, gzip", "br", "x-gzip", "\0"]))
async def test_a_compressed_body(data: bytes, header: str) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        packed = zlib.compress(data) if len(data) % 2 else data
        yield packed[:7]
        yield packed[7:]

    with suppress(DecompressionFailed):
        assert sum([len(piece) async for piece in decompress(chunks(), [header])]) < 10_000_000


@fuzzed
@given(reworded(UPDATES))
def test_an_update_of_telegram(update: Any) -> None:
    parsed = Update.de_json(json.loads(json.dumps(update)), BOT)
    event = translate(parsed, ME, NOW)
    if isinstance(event, MessageReceived):
        assert event.text.encode().decode() == event.text


@fuzzed
@given(event=altered(EVENTS), direct=st.booleans())
def test_an_event_of_matrix(event: Any, *, direct: bool) -> None:
    """The homeserver sees to it that there are an id, a sender and a type."""
    if not isinstance(event, dict) or not all(
        isinstance(event.get(name), str) for name in ("event_id", "sender", "type")
    ):
        return
    place = RoomContext(room=RoomId("!r:x"), own=OwnNames(user_id="@lotse:x"), direct=direct)
    matrix.translate(event, place, NOW)
    if event["event_id"]:
        matrix.translate_unreadable(event, place, NOW)


@fuzzed
@given(text=damaged([SETTINGS]))
def test_a_configuration(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "lotse.toml"
    file.write_bytes(_odd_bytes(text))
    try:
        read(file)
    except ConfigError as error:
        told = str(error)
    else:
        told = ""
    assert "geheim" not in told


@pytest.mark.parametrize("name", ["faqs.yaml", "topics.yaml", "synonyms.yaml", "municipalities.csv", "centres.yaml"])
@fuzzed
@given(data=st.data())
def test_a_file_of_knowledge(tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject) -> None:
    beginning = (SHIPPED / name).read_text(encoding="utf-8")[:3_000]
    file = tmp_path_factory.getbasetemp() / name
    file.write_bytes(
        _odd_bytes(
            data.draw(damaged([beginning, "a: &a [*a]\n", "- &b [1]\n- " + "[*b]" * 50, "!!python/object:os.system x"]))
        )
    )
    try:
        load_records(file)
    except ContentError:
        return
