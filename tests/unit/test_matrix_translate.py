"""Raw Matrix events, well-formed and hostile, into Lotse's own."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import rendering
from bot.platforms.matrix.homeserver.raw_events import keycap, reply_target
from bot.platforms.matrix.rooms.mention import OwnNames
from bot.platforms.matrix.rooms.rooms import RoomContext
from bot.platforms.matrix.sync.translate import is_question, translate
from handlers.core.events import (
    Address,
    ChoiceTaken,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PlatformName,
    ReactionAdded,
    RoomId,
    Sender,
    ThreadId,
)

RECEIVED_AT = datetime(2026, 3, 29, tzinfo=UTC)
LOTSE = "@lotse:example.org"
ANNA = "@anna:example.org"
ROOM = RoomId("!hall")
GROUP = RoomContext(room=ROOM, direct=False, own=OwnNames(user_id=LOTSE, name="Lotse (Bot)"), sender_name="Anna")
DIRECT = RoomContext(room=ROOM, direct=True, own=OwnNames(user_id=LOTSE), sender_name="Anna")


def message(body: object = "Wo ist das KI Bochum?", **content: Any) -> dict[str, Any]:
    return {
        "type": "m.room.message",
        "event_id": "$question",
        "sender": ANNA,
        "origin_server_ts": 1_700_000_000_000,
        "content": {"msgtype": "m.text", "body": body, **content},
    }


def read(source: dict[str, Any], place: RoomContext = GROUP, *, reply_to_own: bool = False) -> MessageReceived:
    event = translate(source, place, RECEIVED_AT, reply_to_own=reply_to_own)
    assert isinstance(event, MessageReceived)
    return event


def mentions(*users: str) -> dict[str, Any]:
    return {"m.mentions": {"user_ids": list(users)}}


def test_a_message_becomes_an_event() -> None:
    event = read(message())
    assert (event.id, event.message) == ("$question", "$question")
    assert event.at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert event.address == Address(platform=PlatformName.MATRIX, room=ROOM)
    assert event.sender == Sender(platform=PlatformName.MATRIX, id=ANNA, name="Anna")
    assert event.text == "Wo ist das KI Bochum?"
    assert not event.direct
    assert not event.addressed


def test_in_a_direct_room_everything_is_meant_for_lotse() -> None:
    event = read(message(), DIRECT)
    assert event.direct
    assert event.addressed


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (message("Wer hilft?", **mentions(LOTSE)), "Wer hilft?"),
        (message("Lotse: Wer hilft?"), "Wer hilft?"),
        (message("lotse, wer hilft?"), "wer hilft?"),
        (message("@lotse wer hilft?"), "wer hilft?"),
        (message("Lotse (Bot): Wer hilft?"), "Wer hilft?"),
        (message(f"{LOTSE}: Wer hilft?"), "Wer hilft?"),
        (message(f"[Lotse](https://matrix.to/#/{LOTSE}) Wer hilft?"), "Wer hilft?"),
        (message("Wer hilft, @lotse?", **mentions(LOTSE)), "Wer hilft?"),
        (message("Was sagt @lotse dazu?", **mentions(LOTSE)), "Was sagt @lotse dazu?"),
        (message("Lotse?"), ""),
        (message("Lotse!"), ""),
        (message("hey Lotse, wer hilft?"), "wer hilft?"),
        (message("Hey Lotse wer hilft?"), "wer hilft?"),
        (message("Hallo Lotse! Wo ist das KI Herne?"), "Wo ist das KI Herne?"),
        (message("Guten Morgen, @lotse: wer hilft?"), "wer hilft?"),
        (message("Danke, Lotse!"), "Danke"),
        (message("danke, lotse :)"), "danke"),
        (message("Hallo lieber Lotse, wer hilft?"), "wer hilft?"),
        (message("ey Lotse, wer hilft?"), "wer hilft?"),
        (message("Lotse – wer hilft?"), "wer hilft?"),
        (message("Lotse ... wer hilft?"), "wer hilft?"),
        (message("Lotse… wer hilft?"), "wer hilft?"),
        (message("Lotse wer hilft"), "wer hilft"),
        (message("Lotse kannst du mir helfen"), "kannst du mir helfen"),
        (message("Lotse zeig mir Herne"), "zeig mir Herne"),
        (message("Lotse Telefon KI Herne?"), "Telefon KI Herne?"),
        (message("Lotse 2"), "2"),
        (message("Lotse /hilfe"), "/hilfe"),
        (message("Lotse\nWer hilft?"), "Wer hilft?"),
        (message("Lotse? Wo ist Herne?"), "Wo ist Herne?"),
        (message("Wer hilft @lotse"), "Wer hilft"),
        (message("Wer hilft, @lotse?"), "Wer hilft?"),
        (message("Was sagt @lotse dazu?"), "Was sagt @lotse dazu?"),
        (message("Lotse", **mentions(LOTSE)), ""),
        (message("!lotse Wer hilft?"), "Wer hilft?"),
        (message("!LOTSE"), ""),
        (
            message("Lotse: Hallo", formatted_body=f'<a href="https://matrix.to/#/{LOTSE}">Lotse</a>: Hallo'),
            "Hallo",
        ),
        (
            message("Na, hallo", formatted_body='<a href="https://matrix.to/#/%40lotse%3Aexample.org">L</a>'),
            "Na, hallo",
        ),
    ],
)
def test_a_group_message_that_is_meant_for_lotse(source: dict[str, Any], text: str) -> None:
    event = read(source)
    assert event.addressed
    assert event.text == text


@pytest.mark.parametrize(
    "source",
    [
        message("Die Lotsen: ein Programm"),
        message("Lotsenpunkt, ja"),
        message("Ich frage Lotse: gleich"),
        message("Hallo", **mentions("@lotse:elsewhere.org")),
        message("Hallo", formatted_body='<a href="https://matrix.to/#/@lotse:example.org.evil">L</a>'),
        message("!lotsen"),
        message("Lotse ist toll"),
        message("Lotse – ein Erfahrungsbericht"),
        message("Lotse - läuft bei uns"),
        message("Lotse … das war gestern"),
        message("Lotse hat gestern geantwortet"),
        message("Lotse kann das nicht."),
        message("Lotse hilft uns sehr, oder"),
        message("Lotse wie immer zu langsam"),
        message("Lotse gibt nie auf"),
        message("Lotse? Kenne ich nicht."),
        message("Hey Lotse ist wieder da"),
        message("Hallo zusammen, Lotse ist neu"),
        message("Lotse-Projekt wer?"),
        message("lotse e. V. hat angerufen"),
        message("Schreibt an info@lotse.de"),
        message("Frag @lotse-test"),
        message("Frag @lotse.de"),
        message("@lotse:elsewhere.org hallo"),
        message("Hallo", **{"m.mentions": {"room": True}}),
    ],
)
def test_a_group_message_that_is_not(source: dict[str, Any]) -> None:
    assert not read(source).addressed


def test_a_reply_to_lotse_is_meant_for_it() -> None:
    source = message("und die Telefonnummer?", **{"m.relates_to": {"m.in_reply_to": {"event_id": "$answer"}}})
    assert reply_target(source) == "$answer"
    assert not read(source).addressed
    event = read(source, reply_to_own=True)
    assert event.addressed
    assert event.reply_to == "$answer"


def test_the_quotation_of_older_clients_is_taken_off() -> None:
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": "$answer"}}}
    body = f"> <{LOTSE}> Eine Antwort\n> in zwei Zeilen\n\nLotse: und die Telefonnummer?"
    assert read(message(body, **reply)).text == "und die Telefonnummer?"
    assert read(message("> Zitat\n\nMeinung", **reply)).text == "> Zitat\n\nMeinung"
    assert read(message(body)).text == body


def test_a_thread_is_kept_and_its_stand_in_reply_is_none() -> None:
    relation = {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": "$last"},
    }
    event = read(message(**{"m.relates_to": relation}))
    assert event.address.thread == ThreadId("$root")
    assert event.reply_to is None
    assert read(message(**{"m.relates_to": {**relation, "is_falling_back": False}})).reply_to == "$last"


@pytest.mark.parametrize(
    "source",
    [
        {**message(), "sender": LOTSE},
        {**message(), "type": "m.room.encrypted"},
        {**message(), "type": "m.room.member", "state_key": ANNA},
        {**message(), "state_key": ""},
        {**message(), "content": {}},
        message(msgtype="m.notice"),
        message(msgtype="m.image"),
        message(**{"m.relates_to": {"rel_type": "m.replace", "event_id": "$question"}}),
    ],
)
def test_what_lotse_does_not_answer(source: dict[str, Any]) -> None:
    assert translate(source, DIRECT, RECEIVED_AT) is None


def changed(body: object, **content: Any) -> dict[str, Any]:
    """As Element sends it: what older clients show, and the new content."""
    new = {"msgtype": "m.text", "body": body, **content}
    relation = {"rel_type": "m.replace", "event_id": "$original"}
    source = message(f"* {body}", **{"m.new_content": new, "m.relates_to": relation})
    return {**source, "event_id": "$edit"}


def test_an_edit_says_what_a_message_says_now() -> None:
    event = translate(changed("Wo ist das KI Herne?"), DIRECT, RECEIVED_AT)
    assert isinstance(event, MessageEdited)
    assert (event.id, event.message, event.text) == ("$edit", "$original", "Wo ist das KI Herne?")
    assert event.addressed


@pytest.mark.parametrize(
    ("source", "addressed"),
    [
        (changed("!lotse KI Herne"), True),
        (changed("KI Herne", **mentions(LOTSE)), True),
        (changed("KI Herne"), False),
    ],
)
def test_an_edit_in_a_group_is_meant_for_lotse_if_it_now_says_so(source: dict[str, Any], addressed: bool) -> None:
    assert read(source).addressed is addressed


@pytest.mark.parametrize("source", [changed(3), {**changed("x"), "content": message("* x")["content"]}])
def test_an_edit_without_new_content_is_none(source: dict[str, Any]) -> None:
    relation = {"rel_type": "m.replace", "event_id": "$original"}
    content = {**source["content"], "m.relates_to": relation}
    assert translate({**source, "content": content}, DIRECT, RECEIVED_AT) is None


def reaction(key: object, rel_type: str = "m.annotation") -> dict[str, Any]:
    relation = {"rel_type": rel_type, "event_id": "$answer", "key": key}
    return {**message(), "type": "m.reaction", "event_id": "$r", "content": {"m.relates_to": relation}}


@pytest.mark.parametrize(("key", "number"), [("1\ufe0f\u20e3", 1), ("4\u20e3", 4), (keycap(9), 9)])
def test_a_keycap_takes_a_choice(key: str, number: int) -> None:
    event = translate(reaction(key), GROUP, RECEIVED_AT)
    assert isinstance(event, ChoiceTaken)
    assert (event.message, event.number, event.sender.id) == ("$answer", number, ANNA)


@pytest.mark.parametrize(
    "source",
    [
        reaction(""),
        reaction(1),
        reaction(keycap(1), "m.thread"),
        {**reaction(keycap(1)), "sender": LOTSE},
        {**message(), "type": "m.room.redaction", "content": {}},
    ],
)
def test_what_is_no_reaction_is_none(source: dict[str, Any]) -> None:
    assert translate(source, GROUP, RECEIVED_AT) is None


@pytest.mark.parametrize("key", ["👍", "1", "0\ufe0f\u20e3", "❤️"])
def test_any_other_key_is_a_sign(key: str) -> None:
    event = translate(reaction(key), GROUP, RECEIVED_AT)
    assert isinstance(event, ReactionAdded)
    assert (event.message, event.key, event.sender.id) == ("$answer", key, ANNA)


FILE = {"msgtype": "m.file", "body": "plan.pdf", "url": "mxc://x/1", "info": {"mimetype": "application/pdf", "size": 7}}


def test_a_file_comes_with_its_words_but_not_its_name_as_words() -> None:
    alone = translate(message(**FILE), GROUP, RECEIVED_AT)
    assert isinstance(alone, MessageReceived)
    assert alone.attachment is not None
    assert (alone.text, alone.attachment.name, alone.attachment.size) == ("", "plan.pdf", 7)
    said = translate(message(**{**FILE, "filename": "plan.pdf", "body": "Unser Plan"}), GROUP, RECEIVED_AT)
    assert isinstance(said, MessageReceived)
    assert said.text == "Unser Plan"


def test_the_name_of_a_file_reads_in_one_direction() -> None:
    named = read(message(**{**FILE, "body": "plan\u202efdp.exe\nzwei", "filename": None}))
    assert named.attachment is not None
    assert named.attachment.name == "planfdp.exe zwei"


@pytest.mark.parametrize("url", [None, 1, "https://example.org/x", ""])
def test_a_file_without_an_address_is_none(url: Any) -> None:
    assert translate(message(**{**FILE, "url": url}), GROUP, RECEIVED_AT) is None


@pytest.mark.parametrize(
    ("body", "html", "shown"),
    [
        (
            "Unsere Termine:\n\n15. Dezember: Einführung\n20. Dezember: Aufbau",
            '<p>Unsere Termine:</p>\n<ol start="15">\n<li>Dezember: Einführung</li>\n<li>Dezember: Aufbau</li>\n</ol>',
            "Unsere Termine:\n\n15. Dezember: Einführung\n20. Dezember: Aufbau",
        ),
        (
            "**Liebe** Kolleg*innen und Lehrer*innen",
            "<strong>Liebe</strong> Kolleg<em>innen und Lehrer</em>innen",
            "Liebe Kolleg*innen und Lehrer*innen",
        ),
        ("~~10 Uhr~~ 11 Uhr", "<del>10 Uhr</del> 11 Uhr", "~~10 Uhr~~ 11 Uhr"),
        (
            "| Tag | Zeit |",
            "<table><tr><th>Tag</th><th>Zeit</th></tr><tr><td>Mo</td><td>9</td></tr></table>",
            "Tag | Zeit\nMo | 9",
        ),
    ],
)
def test_what_a_client_made_of_typed_text_is_read_as_typed(body: str, html: str, shown: str) -> None:
    event = read(message(body, format="org.matrix.custom.html", formatted_body=html))
    assert rendering.render_plain(event.formatted) == shown


def test_a_form_is_kept_as_markdown_unless_words_were_taken_off() -> None:
    html = {"format": "org.matrix.custom.html", "formatted_body": "<b>Ja</b>, sicher"}
    kept = translate(message("Ja, sicher", **html), GROUP, RECEIVED_AT)
    assert isinstance(kept, MessageReceived)
    assert kept.formatted == "**Ja**, sicher"
    called = translate(message("Lotse: Ja", **html), GROUP, RECEIVED_AT)
    assert isinstance(called, MessageReceived)
    assert called.formatted == ""


@pytest.mark.parametrize("redaction", [{"redacts": "$question"}, {"content": {"redacts": "$question"}}])
def test_a_redaction_names_its_message_in_every_version_of_rooms(redaction: dict[str, Any]) -> None:
    source = {**message(), "type": "m.room.redaction", "event_id": "$d", "content": {}, **redaction}
    event = translate(source, GROUP, RECEIVED_AT)
    assert isinstance(event, MessageDeleted)
    assert (event.id, event.message) == ("$d", "$question")


def test_the_claimed_time_is_believed_unless_it_is_nonsense() -> None:
    claims = [None, "x", 0, -5, 10**30, 4_000_000_000_000]
    assert {read({**message(), "origin_server_ts": claim}).at for claim in claims} == {RECEIVED_AT}


TEXT = st.text(st.characters(codec=None, exclude_categories=()))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
RELATION = ANYTHING | st.fixed_dictionaries(
    {}, optional={"rel_type": ANYTHING | st.just("m.thread"), "event_id": ANYTHING, "m.in_reply_to": ANYTHING}
)
CONTENT = ANYTHING | st.fixed_dictionaries(
    {},
    optional={
        "msgtype": st.just("m.text") | ANYTHING,
        "body": TEXT | ANYTHING,
        "formatted_body": ANYTHING,
        "m.mentions": ANYTHING | st.fixed_dictionaries({"user_ids": ANYTHING}),
        "m.relates_to": RELATION,
    },
)
SOURCE = st.fixed_dictionaries(
    {"type": st.just("m.room.message") | ANYTHING, "content": CONTENT},
    optional={
        "event_id": st.just("$x") | ANYTHING,
        "sender": st.just(ANNA) | ANYTHING,
        "origin_server_ts": ANYTHING,
        "unsigned": ANYTHING,
    },
)


def test_what_is_no_text_is_taken_out() -> None:
    assert read(message("a\0b\ud800c 🙂")).text == "ab?c 🙂"


@given(SOURCE, st.booleans())
def test_no_event_whatever_stops_the_translation(source: dict[str, Any], direct: bool) -> None:
    event = translate(source, DIRECT if direct else GROUP, RECEIVED_AT)
    assert (event is not None) == (is_question(source) and source["sender"] != LOTSE)
    if event is not None:
        assert isinstance(event, MessageReceived)
        assert event.text.encode().decode() == event.text
        assert event.at.tzinfo is UTC
        assert event.at <= RECEIVED_AT
        assert event.addressed or not direct


@given(SOURCE, st.sampled_from(["m.reaction", "m.room.redaction", "m.room.encrypted"]))
def test_no_reaction_or_redaction_whatever_stops_it_either(source: dict[str, Any], kind: str) -> None:
    event = translate({**source, "type": kind}, DIRECT, RECEIVED_AT)
    assert event is None or isinstance(event, (ChoiceTaken, MessageDeleted))


@pytest.mark.parametrize("piece", [" ", "@lotse ", "lotse", "> ", "> <@", "!", "[", "?", "\n", "Lotse: "])
def test_a_body_of_64_kilobytes_is_read_at_once(piece: str) -> None:
    body = (piece * 65_536)[:65_536]
    assert isinstance(read(message(body, **{"m.relates_to": {"m.in_reply_to": {"event_id": "$a"}}})).text, str)
    assert isinstance(read(message(body + "x")).text, str)
