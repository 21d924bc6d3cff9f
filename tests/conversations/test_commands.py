"""Commands as people write them: with and without a slash, mistyped, by role and by place."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from handlers.commands import COMMANDS
from handlers.core.commands import Role
from handlers.core.events import PlatformName, RoomId, Sender
from handlers.core.messages import Message
from handlers.exchange.model.rules import ExchangeRules
from tests.conversations.conftest import ANNA, EDITOR

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk


@pytest.fixture
def edith(talk: "Talk") -> "Talk":
    return replace(talk, sender=EDITOR, room="edith")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("abo", "Was soll ich bringen?"),
        ("Abo!", "Was soll ich bringen?"),
        ("ABOS", "Was soll ich bringen?"),
        ("/abo", "Was soll ich bringen?"),
        ("!abo", "Was soll ich bringen?"),
        ("/ABO", "Was soll ich bringen?"),
        ("themen", "Die Themen des Austauschs"),
        ("hilfe alle", "Redaktion"),
        ("Meine Daten?", "alles, was über dich gespeichert ist"),
        ("löschen", "Soll ich alles über dich löschen?"),
        ("/löschen", "Soll ich alles über dich löschen?"),
        ("sprache en", "I will answer in English"),
        ("abonnieren Frühe Bildung", "**Frühe Bildung**"),
        ("abonnieren frühe bildung täglich 8", "Abonniert: **Frühe Bildung**, täglich um 8 Uhr"),
        ("abo Sprachmittlung", "Hier kommen an: Sprachmittlung."),
        ("offene Fragen", "Gerade ist keine Frage offen."),
        ("ankündigung", "Was willst du ankündigen?"),
    ],
)
async def test_in_a_direct_chat_the_word_alone_is_enough(edith: "Talk", said: str, heard: str) -> None:
    first, *_ = await edith.say(said)
    assert heard in first.text


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("thema Sprachmittlung", "Sprachmittl"),
        ("Zentrum Herne", "Integrationszentrum Herne"),
        ("start", "Ich bin **Lotse**"),
        ("Hilfe bei KOMM-AN", "KOMM-AN"),
    ],
)
async def test_a_question_that_begins_like_a_command_is_a_question(talk: "Talk", said: str, heard: str) -> None:
    answer = await talk.hear(said)
    assert heard in answer
    assert "Dein Zentrum:" not in answer


async def test_words_of_editors_are_words_to_others(talk: "Talk") -> None:
    assert "Redaktion vorbehalten" not in await talk.hear("kalender")


async def test_a_bare_word_is_text_where_text_is_awaited(edith: "Talk") -> None:
    await edith.say("/ankuendigung neu")
    assert "An wen?" in await edith.hear("Themen")


async def test_in_a_group_who_speaks_to_lotse_needs_no_slash(talk: "Talk") -> None:
    group = replace(talk, direct=False)
    assert "Die Themen des Austauschs" in await group.hear("themen")
    assert await group.say("themen", addressed=False) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/hlife", "/hilfe"),
        ("!hlife", "/hilfe"),
        ("/abbo", "/abo"),
        ("abbo", "/abo"),
        ("/abonieren Frühe Bildung", "/abonnieren"),
        ("/ABBO kim", "/abo"),
    ],
)
async def test_the_nearest_command_is_offered(talk: "Talk", typed: str, meant: str) -> None:
    (said,) = await talk.say(typed)
    assert "kenne ich nicht. Meinst du" in said.text
    _, _, argument = typed.partition(" ")
    assert [(choice.label, choice.says) for choice in said.choices] == [(meant, f"{meant} {argument}".rstrip())]


async def test_taking_it_keeps_the_argument(talk: "Talk") -> None:
    await talk.say("/abonieren Frühe Bildung sofort")
    assert "Abonniert: **Frühe Bildung**, sofort" in await talk.hear("1")


async def test_nothing_near_leads_to_the_help(talk: "Talk") -> None:
    (said,) = await talk.say("/wetter heute")
    assert said.text.startswith(r"„\/wetter“ kenne ich nicht. </hilfe>")
    assert said.choices == ()


async def test_commands_of_editors_are_offered_to_editors_only(talk: "Talk", edith: "Talk") -> None:
    assert [choice.says for choice in (await edith.say("/kalendr"))[0].choices] == ["/kalender"]
    assert (await talk.say("/kalendr"))[0].choices == ()


@pytest.mark.parametrize("question", ["mietspiegel münster", "Herne", "webseite", "Was ist Griffbereit?", "anschrift"])
async def test_a_question_is_not_taken_for_a_slip(talk: "Talk", question: str) -> None:
    assert "Meinst du </" not in await talk.hear(question)


ROLES = {
    Role.EVERYONE: ANNA,
    Role.MODERATOR: Sender(platform=PlatformName.CONSOLE, id="mia"),
    Role.EDITOR: EDITOR,
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("direct", [True, False])
async def test_the_full_help_lists_what_the_role_may_do_there(talk: "Talk", role: Role, *, direct: bool) -> None:
    rules = ExchangeRules(moderators={"": (ROLES[Role.MODERATOR],)})
    person = replace(talk, sender=ROLES[role], direct=direct, rules=rules)
    listing, _, elsewhere = (await person.hear("/hilfe alle")).partition("Nur im Direktchat mit mir:")
    for command in COMMANDS:
        shown = f"</{command.name}>" in listing or f"</{command.name} " in listing
        works = direct or not command.elsewhere
        assert shown == (command in COMMANDS.list_for(role) and works), command.name
        assert (f"</{command.name}>" in elsewhere) == (command in COMMANDS.list_for(role) and not works), command.name


async def test_the_help_is_short_first(talk: "Talk", edith: "Talk") -> None:
    (short,) = await talk.say("/hilfe")
    assert len([line for line in short.text.splitlines() if line]) <= 7
    assert [choice.label for choice in short.choices] == ["Alle Befehle"]
    assert "Redaktion" not in short.text
    assert "Redaktion: </ankuendigung>" in (await edith.say("/hilfe"))[0].text
    mia = ROLES[Role.MODERATOR]
    moderated = replace(talk, sender=mia, rules=ExchangeRules(moderators={"": (mia,)}))
    assert "Moderation: </verschieben>" in (await moderated.say("/hilfe"))[0].text
    assert "**Du und deine Daten**" in await talk.hear("Alle Befehle")


@pytest.mark.parametrize(
    ("platform", "address"),
    [(PlatformName.MATRIX, "mit `!lotse` beginnt"), (PlatformName.TELEGRAM, "einen Befehl schickt")],
)
async def test_the_help_of_a_group_says_how_to_speak_to_lotse(
    talk: "Talk", platform: PlatformName, address: str
) -> None:
    group = replace(talk, direct=False, platform=platform)
    assert address in (await group.say("/hilfe"))[0].text
    assert ("!lotse" in (await group.say("/hilfe"))[0].text) == (platform is PlatformName.MATRIX)


TOPIC_COMMANDS = {
    "/abonnieren {} sofort": "Abonniert: **Frühe Bildung**, sofort",
    "/abbestellen {}": "Das hattest du nicht abonniert.",
    "/thema {}": "**Frühe Bildung**",
    "/abo {}": "Hier kommen an: Frühe Bildung.",
    "/kanal {} ja": "Hier stehen ab jetzt Fragen zum Thema **Frühe Bildung**.",
}


@pytest.mark.parametrize("command", TOPIC_COMMANDS)
@pytest.mark.parametrize("name", ["Frühe Bildung", "FRÜHE BILDUNG", "fruehe bildung", "fruehe-bildung", "frühe"])
async def test_a_topic_goes_by_the_name_that_people_see(edith: "Talk", command: str, name: str) -> None:
    assert TOPIC_COMMANDS[command] in await edith.hear(command.format(name))


@pytest.mark.parametrize("command", [command for command in TOPIC_COMMANDS if "kanal" not in command])
async def test_the_nearest_topic_is_offered_and_taken(edith: "Talk", command: str) -> None:
    (said,) = await edith.say(command.format("Frühe Bildumg"))
    assert said.text.startswith("Dieses Thema kenne ich nicht genau.")
    assert [choice.label for choice in said.choices][:1] == ["Frühe Bildung"]
    assert TOPIC_COMMANDS[command] in await edith.hear("1")


async def test_a_question_is_moved_to_a_topic_by_its_name(talk: "Talk", edith: "Talk") -> None:
    async with talk.database.begin() as unit:
        await unit.channels.put(replace(talk.address, room=RoomId("one")), "sprachmittlung", talk.now)
        await unit.channels.put(replace(talk.address, room=RoomId("other")), "fruehe-bildung", talk.now)
    for line in ("/frage Hat jemand Erfahrung mit Sprachmittlung?", "/kollegen", "/thema Sprachmittlung"):
        await talk.say(line)
    await talk.say("/zeichnen none")
    await talk.say("/absenden")
    said, *_ = await edith.happens(edith.received("/verschieben #A1 frühe Bildung"))
    assert isinstance(said, Message)
    assert "steht jetzt im Thema **Frühe Bildung**" in said.text


async def test_a_channel_is_named_and_ended(talk: "Talk", edith: "Talk") -> None:
    group = replace(edith, direct=False, room="group")
    assert "keine Fragen" in await group.hear("/kanal")
    assert "keine Fragen" in await group.hear("/kanal aus")
    await group.say("/kanal Sport")
    assert "Hier stehen Fragen zum Thema **Sport**" in await group.hear("/kanal")
    anna = replace(group, sender=talk.sender)
    assert "Redaktion vorbehalten" in await anna.hear("/kanal aus")
    assert "keine Fragen zum Thema **Sport** mehr" in await group.hear("/kanal aus")
    async with talk.database.begin() as unit:
        assert list(await unit.channels.of_topic("sport")) == []


async def test_a_direct_chat_becomes_a_channel_only_if_that_is_confirmed(edith: "Talk") -> None:
    async def channels() -> int:
        async with edith.database.begin() as unit:
            return len(await unit.channels.of_topic("sport"))

    assert "Das ist ein Direktchat" in await edith.hear("/kanal Sport")
    assert await channels() == 0
    assert "wird kein Kanal" in await edith.hear("Nein")
    assert await channels() == 0
    await edith.say("/kanal Sport")
    assert "Fragen zum Thema **Sport**" in await edith.hear("Ja, zum Kanal machen")
    assert await channels() == 1
