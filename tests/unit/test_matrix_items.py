"""What people share that is no text: places, polls, stickers, emotes; and names that would break a line."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.matrix.rooms.mention import OwnNames
from bot.platforms.matrix.rooms.rooms import RoomContext
from bot.platforms.matrix.sync.shared_items import parse_point, parse_poll
from bot.platforms.matrix.sync.translate import translate, translate_unreadable
from handlers.core.events import ItemReceived, LocationReceived, MessageReceived, RoomId

LOTSE = "@lotse:example.org"
AT = datetime(2026, 3, 1, tzinfo=UTC)
DIRECT = RoomContext(room=RoomId("!room:example.org"), direct=True, own=OwnNames(user_id=LOTSE), sender_name="Anna")
GROUP = RoomContext(room=RoomId("!room:example.org"), direct=False, own=OwnNames(user_id=LOTSE), sender_name="Anna")


def event(kind: str = "m.room.message", **content: Any) -> dict[str, Any]:
    return {"type": kind, "event_id": "$e", "sender": "@anna:example.org", "content": content}


@pytest.mark.parametrize(
    "content",
    [
        {"geo_uri": "geo:51.5386,7.2257"},
        {"geo_uri": "geo:51.5386,7.2257;u=35"},
        {"geo_uri": "geo:51.5386,7.2257,120"},
        {"m.location": {"uri": "geo:51.5386,7.2257"}},
        {"org.matrix.msc3488.location": {"uri": "geo:51.5386,7.2257"}},
    ],
)
def test_a_place_is_read_in_every_form(content: dict[str, Any]) -> None:
    place = translate(event(msgtype="m.location", body="Location was shared", **content), DIRECT, AT)
    assert isinstance(place, LocationReceived)
    assert (place.latitude, place.longitude, place.text, place.addressed) == (51.5386, 7.2257, "", True)


def test_a_place_has_a_name_if_it_was_given_one() -> None:
    named: dict[str, Any] = {"org.matrix.msc3488.location": {"uri": "geo:51.5,7.2", "description": "KI\nHerne"}}
    place = translate(event(msgtype="m.location", body="x", **named), DIRECT, AT)
    assert isinstance(place, LocationReceived)
    assert place.text == "KI Herne"


@pytest.mark.parametrize("uri", [None, 7, "", "geo:", "geo:91,7", "geo:51,181", "geo:x,y", "https://a.de"])
def test_a_place_that_is_nowhere_is_its_words(uri: object) -> None:
    assert parse_point({"geo_uri": uri}) is None
    place = translate(event(msgtype="m.location", body="Am Bahnhof", geo_uri=uri), DIRECT, AT)
    assert isinstance(place, MessageReceived)
    assert (type(place), place.text) == (MessageReceived, "Am Bahnhof")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (
            "org.matrix.msc3381.poll.start",
            {
                "org.matrix.msc3381.poll.start": {
                    "question": {"org.matrix.msc1767.text": "Wann?", "body": "Wann?"},
                    "answers": [{"id": "1", "org.matrix.msc1767.text": "Mo"}, {"id": "2", "body": "Di"}],
                }
            },
        ),
        (
            "m.poll.start",
            {
                "m.poll": {
                    "question": {"m.text": [{"body": "Wann?"}]},
                    "answers": [{"m.text": [{"body": "Mo"}]}, {"m.text": "Di"}],
                }
            },
        ),
    ],
)
def test_a_poll_is_told_with_its_answers(kind: str, content: dict[str, Any]) -> None:
    poll = translate(event(kind, **content), DIRECT, AT)
    assert isinstance(poll, ItemReceived)
    assert poll.text == "📊 Wann?\n– Mo\n– Di"


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.dictionaries(st.sampled_from(["m.poll", "question", "answers", "m.text", "body"]), inner)
            | st.lists(inner)
        ),
    )
)
def test_no_content_whatever_breaks_a_poll(content: object) -> None:
    assert isinstance(parse_poll(content), str | None)


def test_a_sticker_is_a_picture() -> None:
    sticker = translate(
        event("m.sticker", body="Daumen hoch", url="mxc://x/1", info={"mimetype": "image/png"}), DIRECT, AT
    )
    assert isinstance(sticker, MessageReceived)
    assert sticker.attachment is not None
    assert (sticker.attachment.name, sticker.attachment.is_image, sticker.text) == ("Daumen hoch", True, "")


def test_an_emote_is_a_text() -> None:
    emote = translate(event(msgtype="m.emote", body="sucht das KI Herne"), DIRECT, AT)
    assert isinstance(emote, MessageReceived)
    assert emote.text == "sucht das KI Herne"


@pytest.mark.parametrize(
    "name", ["Anna\nzu #A1", "Anna\r\nzu #A1", "Anna\u2028zu #A1", "Anna\t\x0bzu\u202e #A1", " Anna  zu #A1\0"]
)
def test_a_name_stands_in_one_line(name: str) -> None:
    place = RoomContext(room=RoomId("!room:example.org"), direct=True, own=OwnNames(user_id=LOTSE), sender_name=name)
    said = translate(event(msgtype="m.text", body="Hallo"), place, AT)
    assert said is not None
    assert said.sender.name == "Anna zu #A1"


@pytest.mark.parametrize(
    ("place", "content", "reply_to_own", "addressed"),
    [
        (DIRECT, {}, False, True),
        (GROUP, {}, False, False),
        (GROUP, {"m.mentions": {"user_ids": [LOTSE]}}, False, True),
        (GROUP, {}, True, True),
    ],
)
def test_what_can_not_be_read_is_meant_for_lotse_if_that_stands_in_clear(
    place: RoomContext, content: dict[str, Any], reply_to_own: bool, addressed: bool
) -> None:
    found = translate_unreadable(event("m.room.encrypted", **content), place, AT, reply_to_own=reply_to_own)
    assert found.addressed is addressed
