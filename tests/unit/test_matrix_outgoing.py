"""What a delivery looks like as a Matrix event."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.matrix.outgoing import content, edit
from handlers.events import Address, MessageId, PlatformName, RoomId, Sender, ThreadId
from handlers.messages import Choice, Message, escape

HERE = Address(platform=PlatformName.MATRIX, room=RoomId("!hall"))
THERE = Address(platform=PlatformName.MATRIX, room=RoomId("!hall"), thread=ThreadId("$root"))
ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org", name="Anna")


def test_an_answer_is_a_notice_in_two_forms() -> None:
    sent = content(Message(address=HERE, text="**KI Bochum**\n\nTelefon 0234", mention=ANNA))
    assert sent["msgtype"] == "m.notice"
    assert sent["format"] == "org.matrix.custom.html"
    assert "<strong>KI Bochum</strong>" in sent["formatted_body"]
    assert "**" not in sent["body"]
    assert "Telefon 0234" in sent["body"]
    assert sent["m.mentions"] == {"user_ids": ["@anna:example.org"]}


def test_nobody_is_mentioned_by_accident() -> None:
    assert content(Message(address=HERE, text="an @room und @anna"))["m.mentions"] == {}


def test_choices_stand_under_the_text_as_numbers() -> None:
    choices = (Choice(label="Kontakt", says="Kontakt"), Choice(label="Angebote", says="Angebote"))
    body = content(Message(address=HERE, text="Was möchten Sie?", choices=choices))["body"]
    assert body.index("1") < body.index("Kontakt") < body.index("2") < body.index("Angebote")


@pytest.mark.parametrize(
    ("message", "relation"),
    [
        (Message(address=HERE, text="x"), None),
        (Message(address=HERE, text="x", reply_to=MessageId("$q")), {"m.in_reply_to": {"event_id": "$q"}}),
        (
            Message(address=THERE, text="x", reply_to=MessageId("$q")),
            {
                "rel_type": "m.thread",
                "event_id": "$root",
                "is_falling_back": False,
                "m.in_reply_to": {"event_id": "$q"},
            },
        ),
        (
            Message(address=THERE, text="x"),
            {
                "rel_type": "m.thread",
                "event_id": "$root",
                "is_falling_back": True,
                "m.in_reply_to": {"event_id": "$root"},
            },
        ),
    ],
)
def test_an_answer_stands_where_the_question_stood(message: Message, relation: object) -> None:
    assert content(message).get("m.relates_to") == relation


def test_a_text_that_is_too_long_for_an_event_is_cut_at_a_border() -> None:
    text = "\n\n".join(f"Absatz {number} **fett** und so weiter ü" for number in range(3_000))
    sent = content(Message(address=HERE, text=text))
    assert len(json.dumps(sent).encode()) < 48_000
    assert sent["body"].endswith("…")
    assert "Absatz 100 " in sent["body"]


@given(st.text(st.characters(exclude_characters="\r\n"), max_size=200))
def test_text_of_people_stays_text(text: str) -> None:
    sent = content(Message(address=HERE, text=f"Sie fragten: {escape(text)}"))
    json.dumps(sent).encode()
    for tag in ("<script", "<img", '<a href="javascript'):
        assert tag not in sent["formatted_body"].lower()


@pytest.mark.parametrize(
    ("direct", "text", "shown"),
    [
        (True, "</abo>", "!abo"),
        (True, "</geloest #A12>", "!geloest #A12"),
        (False, "</abo>", "!lotse abo"),
        (False, "</start>", "!lotse /start"),
        (False, "</geloest #A12>", "!lotse /geloest #A12"),
    ],
)
def test_a_command_is_spelled_as_the_room_takes_it(text: str, shown: str, *, direct: bool) -> None:
    message = Message(address=HERE, text=text)
    assert content(message, direct=direct)["body"] == shown
    assert f"<code>{shown}</code>" in content(message, direct=direct)["formatted_body"]
    assert edit(message, MessageId("$it"), direct=direct)["m.new_content"]["body"] == shown
