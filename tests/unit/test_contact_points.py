"""Numbers of a centre's parts and of its administration, told apart from its own."""

from datetime import date

import pytest

from handlers.i18n import TEXTS
from handlers.rendering.contact_cards import make_contact_cards
from handlers.rendering.entries import render_entry
from knowledge.entries import Centre, Contact, ContactPoint, Knowledge, Source
from knowledge.search import Aspect, Search

_POOL = ContactPoint(name="Sprachmittlerpool", phone="02861 1-11", email="pool@example.org", as_of="2022")
_KREIS = ContactPoint(name="Kreisverwaltung", phone="02861 1-0")


def _centre(**contact: str | bool) -> Centre:
    return Centre(
        id="centre/kreis-borken",
        title="KI Kreis Borken",
        text="Zuständig für den Kreis Borken.",
        source=Source(name="Kreis Borken"),
        as_of="2024",
        area="Kreis Borken",
        area_kind="Kreis",
        ags="05554",
        regierungsbezirk="Münster",
        seat="Borken",
        contact=Contact.model_validate({**contact, "parts": (_POOL,), "administration": _KREIS}),
    )


def _render(centre: Centre, aspect: Aspect | None = None, *, in_full: bool = False) -> str:
    search, today = Search(Knowledge()), date(2026, 11, 23)
    reply = render_entry(centre, texts=TEXTS["de"], today=today, search=search, aspect=aspect, in_full=in_full)
    return reply.replace("\\", "")


@pytest.mark.parametrize("aspect", [None, Aspect.PHONE])
def test_number_of_a_part_stands_behind_its_name(aspect: Aspect | None) -> None:
    reply = _render(_centre(), aspect)
    for line in (line for line in reply.splitlines() if "02861" in line):
        assert "Sprachmittlerpool" in line or "Kreisverwaltung" in line
    assert "02861 1-11" in reply
    assert "02861 1-0" in reply


def test_own_number_comes_first() -> None:
    assert "02861 1-11" not in _render(_centre(phone="02861 1-99"))
    reply = _render(_centre(phone="02861 1-99"), in_full=True)
    assert reply.index("02861 1-99") < reply.index("02861 1-11") < reply.index("02861 1-0")


def test_own_number_alone_where_it_was_asked_for() -> None:
    reply = _render(_centre(phone="02861 1-99"), Aspect.PHONE)
    assert "02861 1-99" in reply
    assert "02861 1-11" not in reply


def test_number_of_a_part_is_on_no_contact_card() -> None:
    assert list(make_contact_cards(_centre(), TEXTS["de"], None)) == []
