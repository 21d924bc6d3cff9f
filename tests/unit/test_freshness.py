"""When the value of a field has to be looked at again, and how an answer says so."""

from datetime import date

import pytest

from handlers.curation.model.fields import FieldName
from handlers.curation.model.freshness import is_all_due, list_due, parse_as_of
from handlers.i18n import TEXTS
from handlers.rendering.entries import render_entry
from knowledge.entries import Centre, CheckedField, Contact, Faq, Knowledge, Source
from knowledge.search import Search

TODAY = date(2026, 11, 27)
_SOURCE = Source(name="Kreis Herford")


def _centre(*checked: CheckedField, as_of: str = "2019-05", stale: bool = False) -> Centre:
    return Centre(
        id="centre/herford",
        title="KI Kreis Herford",
        text="Das Zentrum.",
        source=_SOURCE,
        as_of=as_of,
        area="Herford",
        area_kind="Kreis",
        ags="05758",
        regierungsbezirk="Detmold",
        seat="Herford",
        contact=Contact(phone="05221 1234", email="ki@herford.example", stale=stale),
        checked=checked,
    )


def _check(name: FieldName, on: date = TODAY) -> CheckedField:
    return CheckedField(field=name, on=on)


def _render(centre: Centre) -> str:
    search = Search(Knowledge(centres=(centre,)))
    return render_entry(centre, texts=TEXTS["de"], today=TODAY, search=search)


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        ("2019-05", date(2019, 5, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2023-09-27", date(2023, 9, 27)),
        ("2013/14", date(2014, 12, 31)),
        ("2024–2026", date(2026, 12, 31)),
        ("2018 (Kontakt); 2024", date(2018, 12, 31)),
        ("2019-99", date(2019, 12, 31)),
        ("2023-02-31", date(2023, 2, 28)),
        ("undatiert", None),
    ],
)
def test_a_date_stands_for_the_last_day_that_it_may_mean(as_of: str, day: date | None) -> None:
    assert parse_as_of(as_of) == day


def test_each_field_has_a_date_of_its_own() -> None:
    centre = _centre(_check(FieldName.PHONE))
    assert [field.name for field in list_due(centre, TODAY)] == [FieldName.EMAIL]
    shown = _render(centre)
    assert "Telefon: [05221 1234](tel:+4952211234)\n" in shown
    assert "(Stand Mai 2019, bitte prüfen)" in shown
    assert shown.endswith("Stand Mai 2019*")


def test_persons_in_charge_are_asked_for_after_a_year() -> None:
    centre = _centre(_check(FieldName.PERSONS, date(2025, 11, 20)), as_of="2026-10")
    centre = centre.model_copy(update={"contact": centre.contact.model_copy(update={"persons": "Erika Muster"})})
    assert [field.name for field in list_due(centre, TODAY)] == [FieldName.PERSONS]
    assert "Ansprechpersonen: Erika Muster (Stand 20\\. November 2025, bitte prüfen)" in _render(centre)
    asked = _render(centre.model_copy(update={"checked": ()}))
    assert "bitte prüfen" not in asked


def test_what_is_old_as_a_whole_is_said_once() -> None:
    centre = _centre()
    assert is_all_due(centre, TODAY)
    shown = _render(centre)
    assert shown.count("bitte prüfen") == 1
    assert shown.endswith("Stand Mai 2019, bitte prüfen*")


def test_a_confirmed_value_grows_old_again() -> None:
    centre = _centre(_check(FieldName.PHONE, date(2024, 1, 1)), _check(FieldName.EMAIL))
    assert [field.name for field in list_due(centre, TODAY)] == [FieldName.PHONE]
    assert "(Stand 1\\. Januar 2024, bitte prüfen)" in _render(centre)


def test_a_doubtful_source_counts_until_somebody_confirms_the_value() -> None:
    doubtful = _centre(as_of="2026-10", stale=True)
    assert [field.name for field in list_due(doubtful, TODAY)] == [FieldName.PHONE, FieldName.EMAIL]
    confirmed = _centre(_check(FieldName.PHONE), _check(FieldName.EMAIL), as_of="2026-10", stale=True)
    assert list_due(confirmed, TODAY) == []


@pytest.mark.parametrize(
    ("text", "is_due"),
    [("Die Förderung beträgt 500 Euro.", True), ("Rucksack ist ein Programm für Eltern.", False)],
)
def test_texts_with_amounts_grow_old(text: str, is_due: bool) -> None:
    faq = Faq(id="faq/a", title="Was ist das?", text=text, source=_SOURCE, as_of="2024")
    assert bool(list_due(faq, TODAY)) is is_due
