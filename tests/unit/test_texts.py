"""The catalogues say the same in every language."""

import ast
import re
from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from handlers.announcements.model.announcement import AnnouncementState, Task
from handlers.announcements.model.appointments import AppointmentChange
from handlers.announcements.rendering.reports import Metric
from handlers.announcements.schedule.recurrences import OnHolidays
from handlers.core.feed_items import Flaw
from handlers.core.retention import Retention
from handlers.i18n import CATALOGUES, TEXTS, Texts
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts, RecurrenceTexts, Refusal
from handlers.i18n.membership import MEMBERSHIP, MembershipTexts

NAMES = [field.name for field in fields(Texts)]


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", NAMES)
def test_all_languages_fill_in_the_same(name: str) -> None:
    wanted = _placeholders(getattr(TEXTS["de"], name))
    assert {language for language, texts in TEXTS.items() if _placeholders(getattr(texts, name)) != wanted} == set()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "german_only"])
def test_every_sentence_is_there_in_every_language(name: str) -> None:
    assert all(getattr(texts, name).strip() for texts in TEXTS.values())


@pytest.mark.parametrize("name", [field.name for field in fields(AnnouncementTexts)])
def test_announcements_say_the_same_in_all_languages(name: str) -> None:
    for texts in ANNOUNCING.values():
        _compare(getattr(ANNOUNCING["de"], name), getattr(texts, name))


@pytest.mark.parametrize("name", [field.name for field in fields(MembershipTexts)])
def test_membership_reads_the_same_in_all_languages(name: str) -> None:
    for texts in MEMBERSHIP.values():
        _compare(getattr(MEMBERSHIP["de"], name), getattr(texts, name))


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_people_are_told_every_retention_period(texts: Texts) -> None:
    assert {field.name for field in fields(Retention)} <= _placeholders(texts.privacy)


def _compare(german: Any, other: Any) -> None:
    if isinstance(german, RecurrenceTexts):
        for field in fields(german):
            _compare(getattr(german, field.name), getattr(other, field.name))
        return
    if isinstance(german, str):
        german, other = {"": german}, {"": other}
    if isinstance(german, tuple):
        german, other = dict(enumerate(german)), dict(enumerate(other))
    assert german.keys() == other.keys()
    for key, text in german.items():
        assert text.strip()
        assert _placeholders(text) == _placeholders(other[key])


@pytest.mark.parametrize("texts", ANNOUNCING.values(), ids=ANNOUNCING)
def test_every_value_of_an_announcement_has_a_word(texts: AnnouncementTexts) -> None:
    assert texts.states.keys() == {*AnnouncementState}
    assert texts.tasks.keys() == {*Task}
    assert texts.metrics.keys() == {*Metric}
    assert texts.appointment_changes.keys() == {*AppointmentChange}
    assert texts.flaws.keys() == {*Flaw}
    assert texts.recurrence.on_holidays.keys() == {*OnHolidays} - {OnHolidays.KEEP}
    assert texts.refusals.keys() == {*Refusal}


def test_no_code_outside_the_catalogues_knows_a_language() -> None:
    """Whoever adds a catalogue changes nothing else, but for the language that announcements are translated into."""
    root = Path(__file__).parents[2]
    naming = {
        str(path.relative_to(root))
        for folder in ("bot", "handlers")
        for path in (root / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in CATALOGUES
    }
    outside = {name for name in naming if not re.match(r"handlers/i18n/\w+/", name)}
    assert outside == {"handlers/i18n/__init__.py", "handlers/announcements/model/announcement.py"}
