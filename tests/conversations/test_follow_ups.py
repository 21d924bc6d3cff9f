"""A table of questions that go on with the one before, or do not, and what the second has to come to."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conversations.conftest import Talk

_TABLE = Path(__file__).with_name("follow_ups.tsv")
# Pairs whose second question is not answered as it should be: its words are not known, or another fact comes first.
KNOWN_MISSES = frozenset(
    {
        ("Ehrenamt im Kontext von Prävention", "wie hoch ist die fördersumme für ein KI?"),
        ("Berufssprachkurse", "welche stufen gibt es?"),
        ("Lehrkräfte PLUS", "welches sprachniveau braucht man?"),
        ("RIAS NRW", "seit wann gibts die"),
        ("Was ist KOMM-AN NRW?", "wir sind ein Sportverein, können wir da was bekommen?"),
    }
)
_LEAST_RIGHT = 0.95


class Row(NamedTuple):
    kind: str
    expected: str
    first: str
    second: str


def _read_rows() -> Iterator[Row]:
    with _TABLE.open(encoding="utf-8") as file:
        next(file)
        yield from (Row(*row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS = tuple(_read_rows())


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if (row.first, row.second) not in KNOWN_MISSES],
    ids=lambda row: f"{row.first} – {row.second}",
)
async def test_second_question_comes_to_what_is_expected(row: Row, talk: Talk) -> None:
    await talk.say(row.first)
    assert re.search(row.expected, await talk.hear(row.second))


def test_known_misses_are_few() -> None:
    assert len(KNOWN_MISSES) <= (1 - _LEAST_RIGHT) * len(ROWS)
    assert {(row.first, row.second) for row in ROWS} >= KNOWN_MISSES


async def test_subject_is_the_entry_whose_choice_was_taken(talk: Talk) -> None:
    await talk.say("Kreis oder Stadt Aachen")
    assert "Stadt Aachen" in await talk.hear("Stadt Aachen")
    assert "1. August 2013" in await talk.hear("seit wann gibt es die?")


async def test_question_that_is_passed_on_is_the_one_before(talk: Talk) -> None:
    await talk.say("Hat Bochum einen Elternchor?")
    reply = await talk.hear("Leite das bitte weiter.")
    assert "„Hat Bochum einen Elternchor?“" in reply


async def test_entry_that_was_chosen_is_passed_on_with_its_question(talk: Talk) -> None:
    await talk.say("KI Duisburg")
    await talk.say("Angebote")
    assert "KI Duisburg" in await talk.hear("frag mal die anderen")


async def test_without_a_question_before_lotse_asks_for_one(talk: Talk) -> None:
    assert "Was möchtest du die Kolleg*innen fragen?" in await talk.hear("frag das mal die Kolleg*innen")


async def test_question_that_was_passed_on_is_not_asked_twice(talk: Talk) -> None:
    await talk.say("Was ist Griffbereit?")
    await talk.say("frag das mal die Kolleginnen")
    assert "Was ist Griffbereit?" not in await talk.hear("abbrechen")
    assert "Was möchtest du die Kolleg*innen fragen?" in await talk.hear("frag die Kollegen")


async def test_aspect_carries_over_to_the_next_place_only_if_the_question_goes_on(talk: Talk) -> None:
    await talk.say("Telefon KI Duisburg")
    assert "Telefon" in await talk.hear("und Münster?")
    assert "Adresse" in await talk.hear("KI Oberhausen")


async def test_small_talk_keeps_the_subject(talk: Talk) -> None:
    await talk.say("KI Duisburg")
    await talk.say("Danke!")
    assert "integration@stadt-duisburg.de" in await talk.hear("und die Mail?")


async def test_a_second_follow_up_keeps_the_subject(talk: Talk) -> None:
    await talk.say("Was ist HSU?")
    await talk.say("wie viele kinder braucht man dafür")
    await talk.say("super, danke dir!")
    assert "Schulaufsicht" in await talk.hear("und wer ist da zuständig?")


async def test_a_complaint_after_an_answer_is_not_taken_for_a_question(talk: Talk) -> None:
    await talk.say("Was ist Griffbereit?")
    assert "Schade" in await talk.hear("das wollte ich doch gar nicht wissen")


async def test_question_without_an_answer_is_no_subject(talk: Talk) -> None:
    await talk.say("KI Duisburg")
    await talk.say("Wie bekomme ich eine Halle für ein Sportfest?")
    assert "Duisburg" not in await talk.hear("und die Mail?")


async def test_question_to_colleagues_takes_its_topic_from_the_subject(talk: Talk) -> None:
    await talk.say("Was ist KIM?")
    assert "Integrationsmanagement" in await talk.hear("Hat jemand Erfahrung damit?")
