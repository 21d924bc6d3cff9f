"""Dialogues: what a person says, one line after the other, and what they must read in return."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk

DIALOGUES = {
    "a detail of the centre spoken of": (
        ("KI Duisburg", "**Kommunales Integrationszentrum Duisburg**"),
        ("und die Telefonnummer?", "**Telefon: [0203 283-8111](tel:+492032838111)**"),
        ("und die email", "integration@stadt-duisburg.de"),
    ),
    "the same detail of another centre": (
        ("Telefon KI Duisburg", "0203 283-8111"),
        ("und in Münster?", "**Telefon: [0251 492-7081](tel:+492514927081)**"),
    ),
    "a detail that is not on file, and what is": (
        (
            "Telefon vom KI Bochum",
            "**Eine Telefonnummer ist für Kommunales Integrationszentrum Bochum nicht hinterlegt.",
        ),
        ("webseite", "**Web: [bochum.de](<https://www.bochum.de"),
    ),
    "a detail without a centre": (("telefonnummer bitte", "Von welchem Zentrum?"),),
    "a choice by number": (
        ("aachen wer zuständig", "[Kommunales Integrationszentrum StädteRegion Aachen]"),
        ("2", "**Kommunales Integrationszentrum StädteRegion Aachen**"),
    ),
    "a choice by its words": (
        ("KI Duisburg", "[Angebote]"),
        ("angebote", "Welche Angebote ein Zentrum vor Ort macht"),
    ),
    "an entry among the choices": (
        ("KI Duisburg", "[Angebote]"),
        ("1", "[Förderprogramm „Zuwanderung aus Südosteuropa“]"),
        ("1", "**Förderprogramm „Zuwanderung aus Südosteuropa“**"),
    ),
    "an honest nothing, and the way on": (
        ("Quantenchromodynamik Zwerg", "Dazu habe ich nichts."),
        ("Kolleg*innen fragen", "[Sprachmittlung]"),
    ),
    "a question for colleagues": (
        ("Hat jemand Erfahrung mit Sprachmittlerpools?", "Passendes Thema: **Sprachmittlung**"),
        ("1", "**Laiensprachmittlerpool**"),
    ),
    "stale contacts are said to be stale": (("KI Solingen telefon", ", bitte prüfen*"),),
    "then and today": (
        ("Welche Ministerien fördern die KI?", "**Heute das MKJFGFI"),
        ("was ist die LaKI", "Heute: Landesstelle Schulische Integration (LaSI)"),
    ),
    "source and date": (("Wie viele KIs gab es 2013?", "· Stand 2013/14*"),),
    "two intents": (
        ("Was ist Griffbereit und wer ist in Herne zuständig?", "**Kommunales Integrationszentrum Herne**"),
    ),
    "two places": (
        ("Telefon KI Duisburg und KI Münster", "0203 283-8111"),
        ("Telefon KI Duisburg und KI Münster", "0251 492-7081"),
    ),
    "English": (
        ("Who is responsible for Bochum?", "Not on file: Phone, E-mail, Address. Please ask through the website."),
        ("and the phone number?", "A phone number is not on file"),
    ),
    "a language that is kept": (
        ("/sprache en", "All right, I will answer in English."),
        ("Griffbereit", "(The entry itself is in German.)"),
        ("/language de", "Gut, ich antworte dir auf Deutsch."),
        ("Griffbereit", "Quelle"),
    ),
    "a language that is not spoken": (("/sprache fr", "Ich spreche Deutsch und Englisch"),),
    "help": (("/hilfe", "Das kann ich für dich tun"), ("was kannst du?", "Das kann ich für dich tun")),
    "courtesy": (("Hallo!", "Ich bin **Lotse**"), ("danke dir", "Gern geschehen"), ("tschüss", "Bis bald")),
    "courtesy before a question": (("Hallo, KI Herne bitte", "**Kommunales Integrationszentrum Herne**"),),
    "more than the contact": (
        ("KI Duisburg", "[Mehr]"),
        ("mehr", "Schwerpunkte: Sprachkompetenz in allen Altersstufen"),
        ("angebote", "Welche Angebote ein Zentrum vor Ort macht"),
    ),
    "a fact about a centre": (
        ("Wann hat das KI im Kreis Kleve aufgemacht?", "**Eröffnet: 10. September 2018**"),
        ("Welche Schwerpunkte hat das KI Oberhausen", "**Schwerpunkte: "),
        ("In welchem Regierungsbezirk liegt das KI Herford?", "**Regierungsbezirk: Detmold**"),
    ),
    "what is unknown is said first": (
        ("wer leitet das KI Essen", "**Wer es leitet, weiß ich nicht.**"),
        ("KI Bochum Öffnungszeiten", "**Wann dort jemand erreichbar ist, weiß ich nicht.**"),
    ),
    "an entry that is gone": (("/eintrag offer/gibt-es-nicht", "Diesen Eintrag gibt es nicht mehr."),),
}


@pytest.mark.parametrize("lines", DIALOGUES.values(), ids=DIALOGUES)
async def test_dialogue(talk: "Talk", lines: tuple[tuple[str, str], ...]) -> None:
    for said, heard in lines:
        assert heard in await talk.hear(said)


async def test_a_conversation_is_forgotten_after_half_an_hour(talk: "Talk") -> None:
    await talk.hear("KI Duisburg")
    talk.later(timedelta(minutes=31))
    assert "Von welchem Zentrum?" in await talk.hear("und die Telefonnummer?")


async def test_conversations_of_two_people_in_a_room_are_two(talk: "Talk") -> None:
    other = talk.as_other("bela")
    await talk.hear("KI Duisburg")
    assert "Von welchem Zentrum?" in await other.hear("und die Telefonnummer?")


async def test_among_others_lotse_speaks_only_when_addressed(talk: "Talk") -> None:
    talk.direct = False
    assert await talk.say("KI Bochum", addressed=False) == []
    (message,) = await talk.say("KI Bochum")
    assert message.mention == talk.sender


async def test_at_most_four_choices(talk: "Talk") -> None:
    for question in ("KI Bochum", "Griffbereit", "aachen", "Hat jemand Erfahrung mit Griffbereit?", "wetter morgen"):
        (message,) = await talk.say(question)
        assert 0 < len(message.choices) <= 4


async def test_an_entry_chosen_after_a_question_leads_with_what_was_asked_for(talk: "Talk") -> None:
    (answer,) = await talk.say("Wie viel Geld gibt das Land je Stelle?")
    number = [choice.says for choice in answer.choices].index("/eintrag offer/ki-grundfoerderung") + 1
    chosen = await talk.hear(str(number))
    assert "57.000 Euro" in chosen.split("\n")[0]


async def test_an_entry_chosen_without_a_question_leads_with_its_title(talk: "Talk") -> None:
    assert (await talk.hear("/eintrag offer/ki-grundfoerderung")).startswith("**KI-Grundförderung**")
