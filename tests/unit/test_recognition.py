"""Corrections in plain words."""

from time import perf_counter

import pytest

from handlers.curation.editing.recognition import Correction, recognise_correction
from handlers.curation.model.fields import FieldName

PHONE, EMAIL, ADDRESS, WEBSITE = FieldName.PHONE, FieldName.EMAIL, FieldName.ADDRESS, FieldName.WEBSITE
PERSONS = FieldName.PERSONS


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Telefon hat sich geändert: 0234 910-99", PHONE, "0234 910-99"),
        ("Neue Nummer: 0234/91099.", PHONE, "0234/91099"),
        ("Die Nummer stimmt nicht mehr, richtig ist 0234 91099", PHONE, "0234 91099"),
        ("die telefonnummer ist jetzt +49 234 91099", PHONE, "+49 234 91099"),
        ("Die Mail ist jetzt ki@bochum.de", EMAIL, "ki@bochum.de"),
        ("Neue E-Mail-Adresse: ki@bochum.de", EMAIL, "ki@bochum.de"),
        ("Die Website ist jetzt https://www.bochum.de/ki", WEBSITE, "https://www.bochum.de/ki"),
        ("Neue Anschrift: Rathausplatz 1, 44787 Bochum", ADDRESS, "Rathausplatz 1, 44787 Bochum"),
        ("Die neue Adresse ist Am Markt 5, 44787 Bochum", ADDRESS, "Am Markt 5, 44787 Bochum"),
        ("Adresse jetzt: Rathausplatz 1, 44787 Bochum!", ADDRESS, "Rathausplatz 1, 44787 Bochum"),
        ("Die Nummer hat sich geändert, neu: (0234) 910-99", PHONE, "(0234) 910-99"),
        ("The number is now 0234 91099", PHONE, "0234 91099"),
        ("Die Mail ist jetzt 0234 910991", EMAIL, "0234 910991"),
        ("Die Nummer stimmt nicht mehr.", PHONE, None),
        ("Ansprechpartnerin ist jetzt Erika Muster (Leitung)", PERSONS, "Erika Muster (Leitung)"),
        (
            "Neue Ansprechpersonen: Dr. Şule Öz (Leitung), Max von Muster",
            PERSONS,
            "Dr. Şule Öz (Leitung), Max von Muster",
        ),
        ("Die Leitung ist jetzt Erika Muster-Beispiel und Max Muster", PERSONS, "Erika Muster-Beispiel und Max Muster"),
        ("Die Nummer der Ansprechpartnerin ist jetzt 0234 91099", PHONE, "0234 91099"),
        ("Die Ansprechpartnerin stimmt nicht mehr", PERSONS, None),
        ("Das stimmt nicht", None, None),
    ],
)
def test_a_correction_is_recognised(text: str, field: FieldName | None, value: str | None) -> None:
    assert recognise_correction(text) == Correction(field=field, value=value)


@pytest.mark.parametrize(
    "text",
    [
        "Ist die Nummer jetzt 0234 91099?",
        "Telefon KI Bochum",
        "0234 91099",
        "Meine Nummer ist 0234 91099",
        "Neue Förderung ab 01.01.2027",
        "Gibt es ein neues Programm für Kitas in 44787 Bochum",
        "Ich habe jetzt unter 0234 91099 jemanden erreicht und wir haben lange gesprochen",
        "Neue Kollegin im Team",
        "Die Nummer hat jetzt Erika Muster",
        "Neue Leitung gesucht",
        "Neue Nummer: " + "0234 " * 80,
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert recognise_correction(text) is None


@pytest.mark.parametrize(
    "text",
    ["Neue Nummer " + "1 " * 140 + "x", "Neue Adresse " + "a, " * 90, "neu: " * 60, "Neue Leitung " + "A B, " * 56],
)
def test_a_text_made_to_take_long_does_not(text: str) -> None:
    started = perf_counter()
    assert recognise_correction(text) is None
    assert perf_counter() - started < 0.5
