"""What editors ask for."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from knowledge.entries import Knowledge
from knowledge.loader import SHIPPED, load
from knowledge.search import Search
from tests.conversations.conftest import EDITOR

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk


def due(knowledge: Knowledge) -> Search:
    """With one entry that is to be reviewed, one that has run out before, and one that is due today."""
    days = {
        "offer/griffbereit": {"review_by": date(2026, 11, 1)},
        "offer/rucksack-kita": {"valid_until": date(2026, 10, 1)},
        "centre/bochum": {"review_by": date(2026, 11, 23)},
    }
    return Search(Knowledge.of(record.model_copy(update=days.get(record.id, {})) for record in knowledge))


async def test_editors_see_what_is_to_be_reviewed(talk: "Talk") -> None:
    edith = replace(talk, sender=EDITOR, search=due(load(SHIPPED)))
    (said,) = await edith.say("/pruefen")
    assert said.text == "Zu überprüfende Einträge: 2"
    assert [choice.says for choice in said.choices] == ["/eintrag offer/rucksack-kita", "/eintrag offer/griffbereit"]


async def test_editors_learn_that_nothing_is_due(talk: "Talk") -> None:
    (said,) = await replace(talk, sender=EDITOR).say("/pruefen")
    assert said.text == "Kein Eintrag muss überprüft werden."


async def test_others_do_not(talk: "Talk") -> None:
    (said,) = await talk.say("/pruefen")
    assert said.text == "Das ist der Redaktion vorbehalten."
