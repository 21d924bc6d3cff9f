"""The table of commands: complete, without ambiguity, and no trap for questions."""

import csv
import re
from pathlib import Path

import pytest

from handlers.commands import COMMANDS
from handlers.core.commands import Argument, Command, Role, nearest
from handlers.core.topics import find_topic
from handlers.i18n import CATALOGUES
from knowledge.text import fold
from tests.prepared import bundle

KNOWLEDGE = bundle()
TOPICS = KNOWLEDGE.topics
SOURCES = ("laki",)
QUESTIONS = Path(__file__).parents[1] / "conversations" / "questions.tsv"


def test_no_two_commands_share_a_name() -> None:
    names = [{fold(name) for name in command.names.values()} for command in COMMANDS]
    phrases = [fold(phrase) for command in COMMANDS for phrases in command.phrases.values() for phrase in phrases]
    everything = [name for theirs in names for name in theirs] + phrases
    assert sorted(everything) == sorted(set(everything))


@pytest.mark.parametrize("command", COMMANDS.list_for(Role.EDITOR), ids=lambda command: command.name)
def test_a_command_can_be_tapped_and_has_words_in_each_language(command: Command) -> None:
    for language in CATALOGUES:
        assert re.fullmatch(r"[a-z]{1,32}", command.names[language])
        assert 1 <= len(command.does[language]) <= 256
    assert all(command.section in catalogue.sections for catalogue in CATALOGUES.values())


@pytest.mark.parametrize("command", COMMANDS.list_for(Role.EDITOR), ids=lambda command: command.name)
def test_an_example_is_an_argument_that_the_command_takes(command: Command) -> None:
    for language, name in command.names.items():
        example = command.example[language]
        assert COMMANDS.parse(f"/{name} {example}".rstrip()) == (command, example)
        if command.argument is Argument.TOPIC and example:
            assert find_topic(example, TOPICS).topic is not None


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("abo", "abo", ""),
        ("Abo!", "abo", ""),
        ("ABOS", "abo", ""),
        ("Ankündigung", "ankuendigung", ""),
        ("ankuendigung 12", "ankuendigung", "12"),
        ("announce", "ankuendigung", ""),
        ("Hilfe", "hilfe", ""),
        ("hilfe alle", "hilfe", "alle"),
        ("  themen ", "themen", ""),
        ("Meine Daten", "meinedaten", ""),
        ("meinedaten", "meinedaten", ""),
        ("löschen", "loeschen", ""),
        ("loeschen", "loeschen", ""),
        ("sprache en", "sprache", "en"),
        ("abonnieren Sprachmittlung", "abonnieren", "Sprachmittlung"),
        ("abonnieren frühe Bildung fr 14", "abonnieren", "frühe Bildung fr 14"),
        ("abo laki", "abo", "laki"),
        ("gelöst #A12", "geloest", "#A12"),
        ("kanal aus", "kanal", "aus"),
        ("stopp.", "stopp", ""),
    ],
)
def test_a_command_may_stand_without_slash(text: str, name: str, argument: str) -> None:
    found = COMMANDS.parse_bare(text, TOPICS, SOURCES)
    assert found is not None
    assert (found.command.name, found.argument) == (name, argument)


@pytest.mark.parametrize(
    "text",
    [
        *("start", "thema Sprachmittlung", "zentrum Bochum", "Zentrum Viersen Anschrift", "Angebote"),
        *("hilfe beim Antrag", "abonnieren kann ich das wo?", "frage in die Runde: wer kennt das", "sprache fördern"),
        *("meine Kollegin fragt", "offen gesagt weiß ich das nicht", "stopp, das meinte ich nicht", "", "12"),
    ],
)
def test_a_sentence_or_a_term_is_no_command(text: str) -> None:
    assert COMMANDS.parse_bare(text, TOPICS, SOURCES) is None


def test_no_question_and_no_title_is_taken_for_a_command() -> None:
    with QUESTIONS.open(encoding="utf-8") as file:
        questions = [row[-1] for row in csv.reader(file, delimiter="\t")]
    titles = [entry.title for entry in (*KNOWLEDGE.entries, *TOPICS)]
    synonyms = [synonym for entry in KNOWLEDGE.entries for synonym in entry.synonyms]
    taken = [text for text in (*questions, *titles, *synonyms) if COMMANDS.parse_bare(text, TOPICS, SOURCES)]
    assert [text for text in taken if fold(text).strip(" !?.") not in ("hilfe", "help")] == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [("hlife", "hilfe"), ("abbo", "abo"), ("themn", "themen"), ("sprahce", "sprache"), ("sujbscribe", "abonnieren")],
)
def test_the_nearest_command(typed: str, name: str) -> None:
    found = nearest(typed, COMMANDS.list_for(Role.EVERYONE))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("typed", ["foo", "bochum", "danke", "xyz", "", "kalendr"])
def test_nothing_near(typed: str) -> None:
    assert nearest(typed, COMMANDS.list_for(Role.EVERYONE)) is None


def test_what_is_bare_is_understood_so() -> None:
    assert all(
        COMMANDS.parse_bare(name, TOPICS)
        for c in COMMANDS.list_for(Role.EDITOR)
        for name in c.names.values()
        if COMMANDS.is_bare(name)
    )
    assert not COMMANDS.is_bare("start")
    assert not COMMANDS.is_bare("abo kim")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        *(
            ("kim", "kim"),
            ("KIM", "kim"),
            ("Kommunales Integrationsmanagement", "kim"),
            ("sprachmittlung", "sprachmittlung"),
        ),
        *(
            ("frühe bildung", "fruehe-bildung"),
            ("FRUEHE BILDUNG", "fruehe-bildung"),
            ("fruehe-bildung", "fruehe-bildung"),
        ),
        *(("Frühe", "fruehe-bildung"), ("Südosteuropa", "suedosteuropa"), ("neuzuwanderung", "flucht-neuzuwanderung")),
        ("Kultur & interreligiöser Dialog", "kultur-religion"),
    ],
)
def test_a_topic_by_the_names_that_people_see(name: str, slug: str) -> None:
    found = find_topic(name, TOPICS).topic
    assert found is not None
    assert found.slug == slug


@pytest.mark.parametrize(
    ("name", "near"), [("Sprachmitlung", ["Sprachmittlung"]), ("spo rt", ["Sport"]), ("xyz", []), ("", []), ("s", [])]
)
def test_a_topic_that_is_not_clear(name: str, near: list[str]) -> None:
    found = find_topic(name, TOPICS)
    assert found.topic is None
    assert [topic.title for topic in found.near] == near


def test_every_topic_is_found_by_title_and_slug() -> None:
    for topic in TOPICS:
        assert find_topic(topic.title, TOPICS).topic == topic
        assert find_topic(topic.title.upper(), TOPICS).topic == topic
        assert find_topic(topic.slug, TOPICS).topic == topic
