"""What a delivery looks like as a Matrix event."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import rendering
from bot.platforms.matrix.sending.message_content import build_content, build_edit, split_message
from handlers.core.events import Address, Attachment, MessageId, PlatformName, RoomId, Sender, ThreadId
from handlers.core.messages import Choice, Message, escape

HERE = Address(platform=PlatformName.MATRIX, room=RoomId("!hall"))
THERE = Address(platform=PlatformName.MATRIX, room=RoomId("!hall"), thread=ThreadId("$root"))
ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org", name="Anna")


def test_an_answer_is_a_notice_in_two_forms() -> None:
    sent = build_content(Message(address=HERE, text="**KI Bochum**\n\nTelefon 0234", mention=ANNA))
    assert sent["msgtype"] == "m.notice"
    assert sent["format"] == "org.matrix.custom.html"
    assert "<strong>KI Bochum</strong>" in sent["formatted_body"]
    assert "**" not in sent["body"]
    assert "Telefon 0234" in sent["body"]
    assert sent["m.mentions"] == {"user_ids": ["@anna:example.org"]}


def test_nobody_is_mentioned_by_accident() -> None:
    assert build_content(Message(address=HERE, text="an @room und @anna"))["m.mentions"] == {}


def test_choices_stand_under_the_text_as_numbers() -> None:
    choices = (Choice(label="Kontakt", says="Kontakt"), Choice(label="Angebote", says="Angebote"))
    body = build_content(Message(address=HERE, text="Was möchten Sie?", choices=choices))["body"]
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
    assert build_content(message).get("m.relates_to") == relation


def test_a_text_that_is_too_long_for_an_event_is_cut_at_a_border() -> None:
    text = "\n\n".join(f"Absatz {number} **fett** und so weiter ü" for number in range(3_000))
    sent = build_content(Message(address=HERE, text=text))
    assert len(json.dumps(sent).encode()) < 48_000
    assert sent["body"].endswith("…")
    assert "Absatz 100 " in sent["body"]


# A server takes 65,536 bytes of an event; encryption adds a third to JSON in which all is ASCII.
MOST_BYTES = 46_000


@pytest.mark.parametrize(
    "text", ["ü" * 4_000, "ü ß " * 2_000, "😀" * 4_000, "a" * 60_000, '"<&>' * 5_000, "- ü\n" * 4_000]
)
def test_a_long_text_goes_on_in_further_events(text: str) -> None:
    written = escape(text)
    pieces = split_message(Message(address=THERE, text=written, mention=ANNA))
    assert len(pieces) > 1
    sent = [build_content(piece) for piece in pieces]
    assert all(len(json.dumps(each)) < MOST_BYTES for each in sent)
    assert not any(each["body"].endswith("…") for each in sent)
    assert all(each["m.relates_to"]["event_id"] == "$root" for each in sent)
    read = "".join("".join(each["body"].split()) for each in sent)
    assert read == "".join(rendering.render_plain(written).split())


def test_choices_stand_under_the_last_of_several_events() -> None:
    choices = tuple(Choice(label="ü" * 60, says="x") for _ in range(25))
    *before, last = split_message(Message(address=HERE, text="ü" * 4_000, choices=choices))
    assert [each.choices for each in before] == [()] * len(before)
    assert last.choices == choices
    assert len(json.dumps(build_content(last))) < MOST_BYTES
    assert not build_content(last)["body"].endswith("…")


@pytest.mark.parametrize("text", ["", "Hallo", "ü" * 1_000, "a\n\n" * 300])
def test_what_fits_stays_one_message(text: str) -> None:
    message = Message(address=HERE, text=text)
    assert split_message(message) == [message]


PLAN = Attachment(platform=PlatformName.MATRIX, name="plan.pdf", media_type="application/pdf", size=9, source={})
FILE = {"msgtype": "m.file", "body": "plan.pdf", "url": "mxc://x/1"}


def test_the_text_of_a_file_is_its_caption() -> None:
    message = Message(address=THERE, text="**Bea**: siehe Plan", attachment=PLAN)
    sent = build_content(message, FILE)
    assert (sent["msgtype"], sent["filename"], sent["url"]) == ("m.file", "plan.pdf", "mxc://x/1")
    assert sent["body"] == "Bea: siehe Plan"
    assert "<strong>Bea</strong>" in sent["formatted_body"]
    assert sent["m.relates_to"]["event_id"] == "$root"
    changed = build_edit(message, MessageId("$of"), FILE)["m.new_content"]
    assert (changed["msgtype"], changed["url"], changed["body"]) == ("m.file", "mxc://x/1", "Bea: siehe Plan")
    bare = build_content(Message(address=HERE, text="", attachment=PLAN), FILE)
    assert (bare["body"], "filename" in bare) == ("plan.pdf", False)


def test_a_file_goes_with_the_beginning_of_a_long_text() -> None:
    first, *others = split_message(Message(address=HERE, text="ü" * 4_000, attachment=PLAN))
    assert first.attachment == PLAN
    assert [each.attachment for each in others] == [None] * len(others)


@given(st.text(st.characters(exclude_characters="\r\n"), max_size=200))
def test_text_of_people_stays_text(text: str) -> None:
    sent = build_content(Message(address=HERE, text=f"Sie fragten: {escape(text)}"))
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
    assert build_content(message, direct=direct)["body"] == shown
    assert f"<code>{shown}</code>" in build_content(message, direct=direct)["formatted_body"]
    assert build_edit(message, MessageId("$it"), direct=direct)["m.new_content"]["body"] == shown
