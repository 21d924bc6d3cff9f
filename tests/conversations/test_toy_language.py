"""A language that is added as one catalogue: whoever chooses it reads no German or English sentence of Lotse's own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.settings.loading import ConfigError, Settings, read
from handlers.commands import COMMANDS
from handlers.core.commands import Commands
from handlers.core.events import PlatformName, Sender
from handlers.core.messages import Message
from handlers.i18n import CATALOGUES, TEXTS
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts
from handlers.i18n.catalogue import Catalogue, CommandTexts, Texts
from handlers.i18n.editing import EditingTexts
from handlers.routes import ask_to_wait, make_apology
from tests.conversations.channels import open_channels
from tests.conversations.conftest import EDITOR
from tests.conversations.office import NOW, OTTO
from tests.conversations.test_exchange import MATRIX

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.search import Search
    from tests.conversations.conftest import Talk

TOY = "tlh"
SHIPPED = tuple(CATALOGUES)
_ACCENTED = str.maketrans("aeiouäöüAEIOUÄÖÜ", "åëïøüåøüÅËÏØÜÅØÜ")
# What is filled in, what is linked, and the markup of commands stay as they are.
_KEPT = re.compile(r"(\{[^}]*\}|</?[^>]*>|\]\([^)]*\)|https?://\S+)")
_LEAST_LETTERS = 6


def accented(text: str) -> str:
    return "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTED) for part in _KEPT.split(text))


def translate(part: Any) -> Any:
    """Return a part of a catalogue with other vowels in all its texts."""
    match part:
        case CommandTexts(name=name, does=does, example=example):
            return CommandTexts(name=f"x{name}", does=accented(does), example=example)
        case str():
            return accented(part)
        case Mapping():
            return {key: translate(value) for key, value in part.items()}
        case tuple():
            return tuple(map(translate, part))
        case Catalogue() | Texts() | AnnouncementTexts() | EditingTexts():
            return replace(part, **{each.name: translate(getattr(part, each.name)) for each in fields(part)})
        case _:
            return part


def texts_in(part: object) -> Iterator[str]:
    match part:
        case str():
            yield part
        case Mapping():
            for value in part.values():
                yield from texts_in(value)
        case tuple():
            for value in part:
                yield from texts_in(value)
        case Texts() | AnnouncementTexts() | EditingTexts():
            for each in fields(part):
                yield from texts_in(getattr(part, each.name))


def own_words(*languages: str) -> set[str]:
    """Return the pieces of all sentences between what is filled in, if they are more than a word or two letters."""
    catalogues = [CATALOGUES[language] for language in languages]
    parts = [part for each in catalogues for part in (each.texts, each.announcements, each.editing, each.sections)]
    sentences = [*texts_in(tuple(parts)), *(texts.does for each in catalogues for texts in each.commands.values())]
    pieces = {
        piece.strip(" .:,;·*()\n") for text in sentences for piece in re.split(_KEPT.pattern + r"|\n", text) if piece
    }
    return {piece for piece in pieces if sum(map(str.isalpha, piece)) >= _LEAST_LETTERS and accented(piece) != piece}


@pytest.fixture
def toy_language(monkeypatch: pytest.MonkeyPatch) -> None:
    german = CATALOGUES["de"]
    toy = replace(translate(german), label="Tøy", names=frozenset({TOY, "toy"}))
    monkeypatch.setitem(CATALOGUES, TOY, toy)


@pytest.fixture
def anna(talk: "Talk", toy_language: None) -> "Talk":  # noqa: ARG001
    """A person where the toy language is set."""
    return replace(talk, language=TOY, commands=Commands(COMMANDS))


def check(said: Sequence[Message], *, but: str = "") -> None:
    """Fail on any piece of the catalogues that ship in the messages; `but` is what others wrote."""
    assert said
    known_words = own_words(*SHIPPED)
    for message in said:
        read = "\n".join((message.text.replace("\\", ""), *(choice.label for choice in message.choices)))
        for known in filter(None, but.split("\n")):
            read = read.replace(known, "")
        read = re.sub(r"https?://[^\s>)]+", "", read)
        found = [piece for piece in known_words if re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", read)]
        assert found == [], read
        assert re.search("[åëïø]", read), read


@pytest.mark.usefixtures("toy_language")
def test_it_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: "Path") -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings(language=TOY).language == TOY
    (tmp_path / "lotse.toml").write_text('language = "fr"', encoding="utf-8")
    with pytest.raises(ConfigError, match='language: expected "de"'):
        read()


async def test_a_question_is_answered_in_it(anna: "Talk", search: "Search") -> None:
    entry = search.get_entry("centre/bochum")
    assert entry
    check(await anna.say("KI Bochum"), but=f"{entry.title}\n{entry.text}")
    for text in ("Quantenchromodynamik Zwerg", "/hilfe", "/hilfe alle", "/datenschutz", "/start"):
        check(await anna.say(text))


@pytest.mark.usefixtures("toy_language")
async def test_a_person_chooses_it(talk: "Talk") -> None:
    anna = replace(talk, commands=Commands(COMMANDS))
    (asked,) = await anna.say("/sprache")
    labels = [catalogue.label for catalogue in CATALOGUES.values()]
    assert [choice.label for choice in asked.choices][: len(labels)] == labels
    check(await anna.say(str(len(labels))))
    check(await anna.say("sprache toy"))
    check(await anna.say("/xhilfe"))
    check(await anna.say("Was ist das hier bitte für ein Quantenzwerg?"))


async def test_an_exchange_is_held_in_it(anna: "Talk") -> None:
    await open_channels(anna, sprachmittlung=[MATRIX])
    question = "Sprachmittlung Kita Dolmetschpool?"
    said = [await anna.say(text) for text in (f"/frage {question}", "/thema sprachmittlung", "/zeichnen none")]
    said += [await anna.say("/absenden"), await anna.say("/meine")]
    for messages in said:
        check(messages, but=f"{question}\nSprachmittlung")


@pytest.mark.parametrize("word", ["Åbbrëchën", "zürück"])
async def test_a_dialogue_is_left_with_its_words(anna: "Talk", word: str) -> None:
    check(await anna.say("/frage"))
    (left,) = await anna.say(word)
    assert left.text == TEXTS[TOY].left


async def test_an_announcement_is_written_in_it(anna: "Talk") -> None:
    anna.editors = (EDITOR, OTTO)
    edith = replace(anna, sender=EDITOR, room="edith", now=NOW)
    who = Sender(platform=PlatformName.MATRIX, id="@mia:example.org", name="Mia")
    mia = replace(anna, sender=who, room="!mia:example.org", platform=PlatformName.MATRIX)
    check(await mia.say("/abo laki"))
    for text in ("/ankuendigung neu", "Alles neu.", "alle", "jeden Montag um 9 Uhr"):
        check(await edith.say(text), but="Alles neu.\nalle")
    check(await edith.say("/kalender"), but="Alles neu.")
    edith.later(timedelta(minutes=1))
    check(await edith.say("/ankuendigung neu"))
    check(await edith.say("Noch etwas."), but="Noch etwas.")
    check(await edith.say("zentrum:Atlantis"), but="Atlantis")


async def test_a_failure_is_told_in_it(anna: "Talk") -> None:
    event = anna.received("KI Bochum")
    told = make_apology(event, TOY, "abc")
    assert told
    check([told, ask_to_wait(event, TOY)])
    for text in ("/frage", "/ansehen 4711", "/zentrum Atlantis", "/gibtesnicht", "/verschieben"):
        check(await anna.say(text))


def test_there_is_something_to_find() -> None:
    assert len(own_words(*SHIPPED)) > 500
    assert TEXTS["de"].greeting != accented(TEXTS["de"].greeting)
    assert {"de", "en"} <= set(ANNOUNCING)
