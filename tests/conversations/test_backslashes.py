"""Backslashes that editors type arrive with their texts, whatever way the texts take."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot import rendering
from handlers.announcements.model.policy import AnnouncementPolicy
from tests.conversations.changes import edit
from tests.conversations.office import NOW, Office, copies
from tests.conversations.test_revising import say

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk

TYPED = r"Liegt in C:\_x, heißt alt\_neu, **wirklich**, \*kein Stern\*."
READ = r"Liegt in C:\_x, heißt alt\_neu, wirklich, *kein Stern*."


@pytest.fixture
async def office(talk: "Talk") -> Office:
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(four_eyes=False))
    await office.reader("bea")
    return office


def _shown(text: str) -> set[str]:
    """Return what stands first in a text, as each platform shows it."""
    paragraph = text.split("\n\n", maxsplit=1)[0]
    matrix = rendering.visible_text(rendering.render_html(paragraph))
    return {matrix, rendering.visible_text(rendering.render_telegram(paragraph)), rendering.render_plain(paragraph)}


async def _sent(office: Office) -> str:
    (copy,) = copies(await office.until(NOW))
    return copy.text


async def test_what_is_typed_in_the_dialogue_arrives(office: Office) -> None:
    await office.write(TYPED)
    (preview,) = await office.edith.say("/ankuendigung 1")
    assert READ in rendering.render_plain(preview.text)
    (planned,) = await office.edith.say("/ankuendigung 1 senden")
    assert r"Liegt in C:\_x, heißt alt\_neu, wirklic…" in rendering.render_plain(planned.text)
    assert _shown(await _sent(office)) == {READ}


async def test_what_is_typed_behind_a_command_arrives(office: Office) -> None:
    await office.write("Guten Tag")
    for command in ("text", "text\n"):
        (preview,) = await office.edith.say(f"/ankuendigung 1 {command} {TYPED}")
        assert READ in rendering.render_plain(preview.text)
    await office.edith.say("/ankuendigung 1 senden")
    assert _shown(await _sent(office)) == {READ}
    await office.edith.say(f"/ankuendigung 1 aendern Neu: {TYPED}")
    assert _shown((await office.kept(1)).text) == {f"Neu: {READ}"}


async def test_a_text_with_a_form_is_taken_as_it_is(office: Office) -> None:
    """Such a text comes as Markdown, in which what was typed is escaped."""
    await office.edith.say("/ankuendigung neu")
    await office.edith.to(replace(office.edith.received(r"alt\_neu fett"), formatted=r"alt\\\_neu **fett**"))
    assert (await office.kept(1)).text == r"alt\\\_neu **fett**"


async def test_an_edited_text_arrives(office: Office) -> None:
    await say(office.edith, "/ankuendigung neu")
    written = await say(office.edith, "Guten Tag")
    await edit(office.edith, written, TYPED)
    assert _shown((await office.kept(1)).text) == {READ}
    await office.edith.hear("alle")
    await office.edith.hear("jetzt")
    written = await say(office.edith, "/ankuendigung 1 text Guten Abend")
    await edit(office.edith, written, f"/ankuendigung 1 text {TYPED}")
    assert _shown((await office.kept(1)).text) == {READ}


async def test_a_text_that_is_offered_once_more_is_not_read_again(office: Office) -> None:
    """What is planned stays; the choice under that word brings the edited text."""
    await say(office.edith, "/ankuendigung neu")
    written = await say(office.edith, "Guten Tag")
    for word in ("alle", "morgen 9 Uhr", "/ankuendigung 1 senden"):
        await office.edith.say(word)
    await edit(office.edith, written, TYPED)
    await office.edith.say("1")
    assert _shown((await office.kept(1)).text) == {READ}


async def test_templates_and_fields_keep_them(office: Office) -> None:
    await office.edith.say("/vorlagen ort\nLiegt in C:\\_x und {{wo}}, {vorname|alle}.")
    await office.edith.say("/ankuendigung vorlage ort")
    await office.edith.say(r"D:\_y")
    assert _shown((await office.kept(1)).text) == {r"Liegt in C:\_x und D:\_y, {vorname|alle}."}


async def test_a_placeholder_behind_a_backslash_is_filled_in(office: Office) -> None:
    await office.write(r"Pfad: C:\{vorname|alle}\neu")
    await office.edith.say("/ankuendigung 1 senden")
    assert _shown(await _sent(office)) == {r"Pfad: C:\Bea\neu"}


async def test_a_draft_for_the_knowledge_base_keeps_them(office: Office) -> None:
    async with office.talk.database.begin() as unit:
        await unit.lessons.propose(1, "Titel", "Text", "kim", office.talk.now)
    for words in (["/entwurf 1", "Ändern", f"Der Pfad\n{TYPED}"], [f"/entwurf 1 Der Pfad\n{TYPED}"]):
        for each in words:
            (said,) = await office.edith.say(each)
        assert READ in rendering.render_plain(said.text)
    await office.edith.say("Ändern")
    written = replace(office.edith.received("Fünf*\nText"), formatted="Kolleg\\*innen\nText")
    (said,) = await office.edith.to(written)
    assert "Kolleg*innen" in rendering.render_plain(said.text)
