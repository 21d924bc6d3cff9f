"""What editors ask for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from handlers.core.retention import Retention
from knowledge.entries import Knowledge
from knowledge.search import Search
from tests.conversations.conftest import EDITOR
from tests.prepared import bundle

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk


def due(days: Mapping[str, Mapping[str, date]]) -> Search:
    """Return what ships, with no other days of review and of validity than these."""
    knowledge = bundle()
    entries = [
        entry.model_copy(update={"review_by": None, "valid_until": None, **days.get(entry.id, {})})
        for entry in knowledge.entries
    ]
    return Search(Knowledge.from_records([*entries, *knowledge.topics, *knowledge.municipalities]))


# One that is to be reviewed, one that has run out before, and one that is due today.
DAYS = {
    "offer/griffbereit": {"review_by": date(2026, 11, 1)},
    "offer/rucksack-kita": {"valid_until": date(2026, 10, 1)},
    "centre/bochum": {"review_by": date(2026, 11, 23)},
}


async def test_editors_see_what_is_to_be_reviewed(talk: "Talk") -> None:
    edith = replace(talk, sender=EDITOR, search=due(DAYS))
    (said,) = await edith.say("/pruefen")
    assert said.text.startswith("Zu überprüfende Einträge: 2\n")
    assert [choice.says for choice in said.choices] == ["/eintrag offer/rucksack-kita", "/eintrag offer/griffbereit"]


async def test_editors_learn_that_nothing_is_due(talk: "Talk") -> None:
    (said,) = await replace(talk, sender=EDITOR, search=due({})).say("/pruefen")
    assert said.text.startswith("Kein Eintrag muss überprüft werden.\n")


async def test_others_do_not(talk: "Talk") -> None:
    (said,) = await talk.say("/pruefen")
    assert said.text.startswith("Das ist der Redaktion vorbehalten.\n")


async def test_editors_see_what_nothing_answers_and_not_who_asked(talk: "Talk") -> None:
    edith = replace(talk, sender=EDITOR)
    assert "keine unbeantworteten Fragen" in await edith.hear("/unbeantwortet")
    for question in ("Wie wird das Wetter morgen?", "Was kostet ein Pfund Butter?", "Wie wird das Wetter morgen?"):
        await talk.say(question)
    await talk.say("KI Herne")
    told = await edith.hear("/unbeantwortet")
    assert told.splitlines()[2:] == [
        "- Wie wird das Wetter morgen? (2 ×, 23.11.2026)",
        "- Was kostet ein Pfund Butter? (1 ×, 23.11.2026)",
    ]
    assert "vorbehalten" in await talk.hear("/unbeantwortet")


async def test_none_is_kept_where_that_is_set(talk: "Talk") -> None:
    silent = replace(talk, retention=Retention(unanswered=timedelta(0)))
    await silent.say("Wie wird das Wetter morgen?")
    assert "keine unbeantworteten Fragen" in await replace(talk, sender=EDITOR).hear("/unbeantwortet")


async def test_places_elsewhere_are_answered_and_not_kept(talk: "Talk") -> None:
    assert "liegt nicht in NRW" in await talk.hear("Wer ist für Halle (Saale) zuständig?")
    assert "keine unbeantworteten Fragen" in await replace(talk, sender=EDITOR).hear("/unbeantwortet")


async def test_a_list_of_centres_is_not_taken_for_the_first_of_them(talk: "Talk") -> None:
    assert "Stadt Bochum" in await talk.hear("liste aller Zentren im Regierungsbezirk Arnsberg")
    assert "Von welchem Zentrum?" in await talk.hear("und die Telefonnummer?")
