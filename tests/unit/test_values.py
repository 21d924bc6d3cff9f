"""Values of fields, as people write them."""

from datetime import date

import pytest

from handlers.curation.model.fields import EDITABLE, FieldName
from handlers.curation.values.checking import check_value, describe_doubt, describe_refusal
from handlers.curation.values.findings import CheckedValue, ValueRefused
from handlers.i18n.editing import EDITING
from knowledge.entries import Centre, Knowledge
from tests.prepared import bundle

TODAY = date(2026, 11, 27)
PHONE, EMAIL, ADDRESS = FieldName.PHONE, FieldName.EMAIL, FieldName.ADDRESS
WEBSITE, TEXT, END = FieldName.WEBSITE, FieldName.TEXT, FieldName.VALID_UNTIL
PERSONS = FieldName.PERSONS


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return bundle()


@pytest.fixture
def bochum(knowledge: Knowledge) -> Centre:
    return next(each for each in knowledge.centres if each.id == "centre/bochum")


def check(name: FieldName, text: str, entry: Centre, knowledge: Knowledge, markdown: str = "") -> CheckedValue:
    return check_value(name, text, entry, knowledge, TODAY, markdown=markdown)


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        (PHONE, "0234 910-1234", "0234 910-1234"),
        (PHONE, "  Tel.: 0234/9101234 ", "0234/9101234"),
        (PHONE, "+49 (0) 234 910 1234", "0234 910 1234"),
        (PHONE, "0049 234 9101234", "0234 9101234"),
        (PHONE, "(0234) 910-0", "(0234) 910-0"),
        (PHONE, "0171 2345678", "0171 2345678"),
        (PHONE, "keine", None),
        (EMAIL, "ki@bochum.de", "ki@bochum.de"),
        (EMAIL, "mailto:k.i-team@sub.bochum.de", "k.i-team@sub.bochum.de"),
        (ADDRESS, "Rathausplatz 1, 44787 Bochum", "Rathausplatz 1, 44787 Bochum"),
        (ADDRESS, "Rathausplatz 1\n44787  Bochum", "Rathausplatz 1, 44787 Bochum"),
        (ADDRESS, "Hauptstraße 12a 44866 Wattenscheid", "Hauptstraße 12a, 44866 Wattenscheid"),
        (PERSONS, " Erika Muster (Leitung),\nMax Muster (SGB 2) ", "Erika Muster (Leitung), Max Muster (SGB 2)"),
        (PERSONS, "keine", None),
        (WEBSITE, "www.bochum.de/ki", "https://www.bochum.de/ki"),
        (WEBSITE, "bochum.de", "https://bochum.de"),
        (WEBSITE, "<https://www.bochum.de/ki?a=1>", "https://www.bochum.de/ki?a=1"),
        (
            TEXT,
            "Neu:\n\n- **eins**\n- [Antrag](https://bochum.de/a)",
            "Neu:\n\n- **eins**\n- [Antrag](https://bochum.de/a)",
        ),
        (END, "31.12.2027", "31.12.2027"),
        (END, "2027-02-01", "01.02.2027"),
    ],
)
def test_a_value_is_saved_in_one_form(
    name: FieldName, written: str, value: str | None, bochum: Centre, knowledge: Knowledge
) -> None:
    checked = check(name, written, bochum, knowledge)
    assert checked == CheckedValue(value=value)
    assert EDITABLE[name].read(EDITABLE[name].write(bochum, value)) == value


@pytest.mark.parametrize(
    ("name", "written", "sentence"),
    [
        (PHONE, "ki@bochum.de", "Das sieht aus wie eine E-Mail-Adresse. Hier geht es um: Telefon."),
        (EMAIL, "0234 910-1234", "Das sieht aus wie eine Telefonnummer. Hier geht es um: E-Mail."),
        (EMAIL, "https://bochum.de", "Das sieht aus wie eine Internetadresse. Hier geht es um: E-Mail."),
        (TEXT, "Rathausplatz 1, 44787 Bochum", "Das sieht aus wie eine Adresse. Hier geht es um: Text."),
        (PHONE, "31.12.2027", "Das sieht aus wie ein Datum. Hier geht es um: Telefon."),
        (PHONE, "bis auf weiteres keine da", "Das ist keine Telefonnummer."),
        (PHONE, "910-1234", "Das ist keine Telefonnummer."),
        (PHONE, "0234 12", "Das ist keine Telefonnummer."),
        (PHONE, "01234567890123456", "Das ist keine Telefonnummer."),
        (PHONE, "+43 1 4000-0", "Das ist keine deutsche Telefonnummer."),
        (PHONE, "0900 1 234567", "Das ist eine Notruf- oder Sondernummer."),
        (PHONE, "110 110 110", "Das ist eine Notruf- oder Sondernummer."),
        (EMAIL, "ki@bochum", "Das ist keine E-Mail-Adresse."),
        (EMAIL, "kі@bochum.de", "Das ist keine E-Mail-Adresse."),
        (PERSONS, "Erika Muster, 0234 910-1234", "Hierher gehören nur Namen und Aufgaben"),
        (PERSONS, "Erika Muster <script>x</script>", "Hierher gehören nur Namen und Aufgaben"),
        (PERSONS, "Erika Muster, e.muster@bochum.de", "Hierher gehören nur Namen und Aufgaben"),
        (PERSONS, "ki@bochum.de", "Das sieht aus wie eine E-Mail-Adresse. Hier geht es um: Ansprechpersonen."),
        (PERSONS, "M" * 301, "Das ist zu lang: Höchstens 300 Zeichen"),
        (WEBSITE, "unsere Seite", "Das ist keine Internetadresse."),
        (WEBSITE, "javascript:alert(1)", "Das ist keine Internetadresse."),
        (WEBSITE, "https://bochum.de@boese.example", "Diese Internetadresse verbirgt"),
        (WEBSITE, "https://192.168.1.1/ki", "Diese Internetadresse verbirgt"),
        (WEBSITE, "https://bоchum.de", "Diese Internetadresse verbirgt"),
        (WEBSITE, "[https://bochum.de](https://boese.example)", "Ein Link darin gibt ein anderes Ziel vor"),
        (ADDRESS, "Rathausplatz, Bochum", "Ich brauche Straße, Postleitzahl und Ort"),
        (ADDRESS, "Rathausplatz 1, 44787 Essen", "Die Postleitzahl 44787 gehört zu Bochum, nicht zu Essen."),
        (TEXT, "Siehe [bochum.de](https://boese.example/bochum.de)", "Ein Link darin gibt ein anderes Ziel vor"),
        (TEXT, "Das <b>gilt</b>", "Bitte ohne HTML"),
        (TEXT, "![x](https://a.example/x.png)", "Bitte ohne HTML"),
        (TEXT, "Mehr [hier](javascript:alert)", "Bitte ohne HTML"),
        (TEXT, "Achtung @room", "Bitte ohne HTML"),
        (TEXT, "x" * 6001, "Das ist zu lang: Höchstens 6000 Zeichen"),
        (PHONE, "1" * 60_000 + "x", "Das ist zu lang: Höchstens 500 Zeichen"),
        (TEXT, "[](" * 20_000, "Das ist zu lang"),
        (TEXT, "   ", "Da steht noch nichts."),
        (END, "31.02.2027", "Das ist kein Datum."),
        (END, "demnächst", "Das ist kein Datum."),
        (END, "01.01.2020", "Dieser Tag ist schon vorbei."),
    ],
)
def test_what_is_no_value_is_refused_with_one_sentence(
    name: FieldName, written: str, sentence: str, bochum: Centre, knowledge: Knowledge
) -> None:
    with pytest.raises(ValueRefused) as refused:
        check(name, written, bochum, knowledge)
    described = {language: describe_refusal(refused.value, texts) for language, texts in EDITING.items()}
    assert described["de"].startswith(sentence)
    assert described["en"] != described["de"]


def test_a_link_that_pretends_is_found_in_the_form_of_a_message(bochum: Centre, knowledge: Knowledge) -> None:
    with pytest.raises(ValueRefused):
        check(WEBSITE, "https://bochum.de", bochum, knowledge, "[https://bochum.de](https://boese.example)")
    assert check(WEBSITE, "https://bochum.de", bochum, knowledge, "[https://bochum.de](https://bochum.de/)").value


@pytest.mark.parametrize(
    ("name", "written", "doubt"),
    [
        (PHONE, "0211 89-24077", "⚠️ Die Vorwahl 0211 gehört sonst zu Düsseldorf."),
        (ADDRESS, "Rathaus 1, 44777 Bochum", "⚠️ Die Postleitzahl 44777 kenne ich nicht."),
        (ADDRESS, "Rathaus 1, 45127 Essen", "⚠️ Essen liegt nicht im Gebiet dieses Zentrums."),
    ],
)
def test_what_may_be_a_mistake_is_pointed_out(
    name: FieldName, written: str, doubt: str, bochum: Centre, knowledge: Knowledge
) -> None:
    checked = check(name, written, bochum, knowledge)
    assert checked.value == written
    assert [describe_doubt(each, EDITING["de"]) for each in checked.doubts] == [doubt]
