"""What the preview of an import says of each row."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from knowledge.entries import Centre, Contact, ContactPoint, Faq, Knowledge, Offer, Source, Topic
from knowledge.finding import Language
from knowledge.spreadsheets.comparison import FieldChange, PreviewRow, RowState
from knowledge.spreadsheets.faults import FaultKind, NoticeKind
from knowledge.spreadsheets.in_force import InForce
from knowledge.spreadsheets.preview import Preview, preview_import
from knowledge.spreadsheets.reading import read_spreadsheet
from knowledge.spreadsheets.sentences import describe_fault, describe_notice

_SOURCE = Source(name="Stadt", url="https://example.org")
_CENTRE = Centre(
    id="centre/bochum",
    title="KI Bochum",
    text="Text",
    source=_SOURCE,
    as_of="2025",
    area="Stadt Bochum",
    area_kind="kreisfreie Stadt",
    ags="05911",
    regierungsbezirk="Arnsberg",
    seat="Bochum",
    synonyms=("KI BO", "Bochumer KI"),
    contact=Contact(phone="02349100", postal_code="44787", stale=True),
)
_FAQ = Faq(id="faq/alt", title="Alt?", text="Ja.", source=_SOURCE, as_of="2024", note="Alt")
_TOPIC = Topic(id="topic/kim", title="KIM", description="KIM")
_IN_FORCE = InForce(
    knowledge=Knowledge(centres=(_CENTRE,), faqs=(_FAQ,), topics=(_TOPIC,)),
    revisions={"centre/bochum": 7, "faq/alt": 8, "topic/kim": 1, "faq/weg": 9},
    archived=frozenset({"faq/weg"}),
    earlier={
        3: _CENTRE.model_copy(update={"contact": Contact(phone="0234 1111")}),
        4: _FAQ.model_copy(update={"id": "faq/weg"}),
    },
)


def _preview(text: str, in_force: InForce = _IN_FORCE) -> Preview:
    return preview_import(read_spreadsheet(text.encode(), "t.csv"), in_force)


def _row(columns: Mapping[str, str]) -> PreviewRow:
    (row,) = _preview(f"{';'.join(columns)}\n{';'.join(columns.values())}\n").rows
    return row


def _told(row: PreviewRow, language: Language = "de") -> list[str]:
    return [describe_fault(fault, language) for fault in row.faults]


_BOCHUM = {"ID": "centre/bochum", "Fassung": "7"}
_NEW = {
    "ID": "faq/neu",
    "Fassung": "",
    "Titel": "Neu?",
    "Text": "Ja.",
    "Quelle": "Stadt",
    "Stand": "2026",
}


def test_a_changed_field_is_shown_with_its_old_and_new_value() -> None:
    row = _row({**_BOCHUM, "Telefon": "0234 1234567", "E-Mail": "ki@bochum.de"})
    assert (row.state, row.revision, row.title) == (RowState.CHANGED, 7, "KI Bochum")
    assert row.changes == (
        FieldChange(column="Telefon", old="02349100", new="0234 1234567"),
        FieldChange(column="E-Mail", old="", new="ki@bochum.de"),
    )
    assert isinstance(row.record, Centre)
    assert row.record.contact == Contact(phone="0234 1234567", email="ki@bochum.de", postal_code="44787", stale=True)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Titel", " KI Bochum "),
        ("Synonyme", '"KI BO\r\n\r\n Bochumer KI "'),
        ("Kontakt veraltet", "WAHR"),
        ("Kontakt veraltet", "x"),
        # A program has taken it for a number.
        ("AGS", "5911"),
        ("Telefon", "2349100"),
        ("titel", "KI Bochum"),
        ("contact.postal_code", "44787"),
    ],
)
def test_a_value_that_is_only_written_otherwise_changes_nothing(column: str, text: str) -> None:
    assert _row({**_BOCHUM, column: text}).state is RowState.UNCHANGED


def test_a_column_that_is_missing_leaves_its_field_as_it_is_and_an_empty_cell_clears_it() -> None:
    row = _row({"ID": "faq/alt", "Fassung": "8", "Hinweis": ""})
    assert row.record == _FAQ.model_copy(update={"note": None})
    assert row.changes == (FieldChange(column="Hinweis", old="Alt", new=""),)


def test_a_flag_is_taken_back_by_an_empty_cell() -> None:
    row = _row({**_BOCHUM, "Kontakt veraltet": ""})
    assert isinstance(row.record, Centre)
    assert not row.record.contact.stale
    assert row.record.contact.phone == "02349100"


@pytest.mark.parametrize("text", ["31.03.2027", "2027-03-31", "31. 3. 2027", "2027-03-31 00:00", "2027-03-31T00:00:00"])
def test_dates_are_read_in_each_common_form(text: str) -> None:
    row = _row({**_BOCHUM, "Prüfen bis": text})
    assert row.changes == (FieldChange(column="Prüfen bis", old="", new="2027-03-31"),)


def test_sources_are_a_line_each_with_their_address_in_brackets() -> None:
    row = _row({**_BOCHUM, "Weitere Quellen": '"Amt <https://example.org/a>\nOhne Adresse"', "Quelle: Adresse": ""})
    assert row.record is not None
    assert row.record.further_sources == (Source(name="Amt", url="https://example.org/a"), Source(name="Ohne Adresse"))
    assert row.record.source == Source(name="Stadt")


def test_offices_are_a_line_each_with_labelled_details() -> None:
    lines = "Sprachenpool | telefon: 0234 1 |E-Mail:pool@bochum.de\nKIM|Website: https://bochum.de:1/"
    row = _row({**_BOCHUM, "Weitere Stellen": f'"{lines}"', "Verwaltung": "Stadt Bochum | Ort: Bochum | Stand:"})
    assert isinstance(row.record, Centre)
    assert row.record.contact.parts == (
        ContactPoint(name="Sprachenpool", phone="0234 1", email="pool@bochum.de"),
        ContactPoint(name="KIM", website="https://bochum.de:1/"),
    )
    assert row.record.contact.administration == ContactPoint(name="Stadt Bochum", city="Bochum")


def test_a_new_entry() -> None:
    row = _row({**_NEW, "Themen": "kim", "Einzelheit von": "centre/bochum"})
    assert (row.state, row.title, row.revision) == (RowState.NEW, "Neu?", None)
    assert row.record == Faq(
        id="faq/neu",
        title="Neu?",
        text="Ja.",
        source=Source(name="Stadt"),
        as_of="2026",
        topics=("kim",),
        about="centre/bochum",
    )


def test_an_archived_entry_comes_back_as_a_new_one() -> None:
    row = _row({**_NEW, "ID": "faq/weg"})
    assert (row.state, row.revision) == (RowState.NEW, 9)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({**_BOCHUM, "Fassung": "6", "Telefon": "0234 5"}, "B2: „centre/bochum“ wurde nach dem Export geändert."),
        ({**_BOCHUM, "Fassung": "99", "Telefon": "0234 5"}, "B2: „centre/bochum“ wurde nach dem Export geändert."),
        ({**_BOCHUM, "Fassung": "3", "Telefon": "0234 5"}, "B2: „centre/bochum“ wurde nach dem Export geändert."),
        ({**_BOCHUM, "Fassung": "", "Telefon": "0234 5"}, "B2: „centre/bochum“ gibt es schon, und die Fassung fehlt."),
        ({**_NEW, "ID": "faq/weg", "Fassung": "4"}, "A2: „faq/weg“ wurde nach dem Export archiviert."),
    ],
)
def test_a_newer_edit_is_a_conflict_and_nothing_is_overwritten(row: dict[str, str], sentence: str) -> None:
    found = _row(row)
    assert (found.state, found.record) == (RowState.CONFLICT, None)
    assert _told(found) == [sentence]
    assert found.changes


@pytest.mark.parametrize(
    "row",
    [
        {**_BOCHUM, "Fassung": "3", "Telefon": "0234 1111"},
        {**_BOCHUM, "Fassung": "3", "Telefon": "02349100"},
        {**_BOCHUM, "Fassung": "", "Telefon": "02349100"},
        {"ID": "faq/weg", "Fassung": "4", "Titel": "Alt?"},
    ],
    ids=["as it was exported", "as it is now", "as it is now, without revision", "as it was before it was archived"],
)
def test_a_row_that_nobody_edited_is_no_conflict(row: dict[str, str]) -> None:
    assert _row(row).state is RowState.UNCHANGED


def test_without_revisions_the_preview_says_that_newer_edits_are_not_seen() -> None:
    preview = _preview("ID;Telefon\ncentre/bochum;0234 55555\n")
    assert preview.count() == {RowState.CHANGED: 1}
    assert [notice.kind for notice in preview.notices] == [NoticeKind.NO_REVISIONS]


_ERRORS = [
    ({**_BOCHUM, "Titel": ""}, "C2: Titel fehlt.", "C2: Titel is missing."),
    (
        {**_BOCHUM, "Telefon": "bitte anrufen"},
        "C2: Telefon ist keine Nummer: „bitte anrufen“.",
        "C2: Telefon is not a number",
    ),
    ({**_BOCHUM, "Telefon": "ki@bochum.de"}, "C2: Telefon ist keine Nummer: „ki@bochum.de“.", ""),
    (
        {**_BOCHUM, "Ansprechpersonen": "Erika Muster, 0234 910"},
        "C2: Ansprechpersonen sind nur Namen und Aufgaben, nicht „Erika Muster, 0234 910“.",
        "",
    ),
    ({**_BOCHUM, "E-Mail": "0234 910"}, "C2: E-Mail ist keine E-Mail-Adresse: „0234 910“.", ""),
    ({**_BOCHUM, "Postleitzahl": "4478"}, "C2: Postleitzahl braucht fünf Ziffern, nicht „4478“.", ""),
    ({**_BOCHUM, "AGS": "Bochum"}, "C2: AGS braucht fünf bis acht Ziffern, nicht „Bochum“.", ""),
    (
        {**_BOCHUM, "Website": "bochum.de"},
        "C2: Website ist keine Adresse: „bochum.de“ muss mit http:// oder https:// beginnen.",
        "",
    ),
    (
        {**_BOCHUM, "Text": "Mehr auf [www.bochum.de](https://bochum.example.net)."},
        "C2: Text: Ein Link darin gibt ein anderes Ziel vor",
        "C2: Text: a link in it pretends to lead elsewhere",
    ),
    (
        {**_BOCHUM, "Website": "https://www.bochum.de@example.net/"},
        "C2: Website verbirgt, wohin sie führt: Schreib „https://www.bochum.de@example.net/“ ohne Umweg.",
        "C2: Website hides where it leads",
    ),
    ({**_BOCHUM, "Website": "https://xn--bchum-jua.de"}, "C2: Website verbirgt, wohin sie führt", ""),
    ({**_BOCHUM, "Weitere Quellen": "Amt <amt.de>"}, "C2: Weitere Quellen ist keine Adresse: „amt.de“ muss", ""),
    ({**_BOCHUM, "Prüfen bis": "31.2.2027"}, "C2: Prüfen bis ist kein Datum: Schreib „31.2.2027“ wie 31.03.2027", ""),
    ({**_BOCHUM, "Prüfen bis": "3/31/2027"}, "C2: Prüfen bis ist kein Datum: Schreib „3/31/2027“", ""),
    ({**_BOCHUM, "Kontakt veraltet": "vielleicht"}, "C2: Kontakt veraltet kann nur „ja“ sein oder leer, nicht", ""),
    (
        {**_BOCHUM, "Titel": "x" * 301},
        "C2: Titel ist zu lang: Höchstens 300 Zeichen sind möglich.",
        "C2: Titel is too long",
    ),
    (
        {**_BOCHUM, "Text": "x" * 6001},
        "C2: Text ist zu lang: Höchstens 6.000 Zeichen",
        "C2: Text is too long: at most 6,000",
    ),
    ({**_BOCHUM, "Synonyme": "x" * 301}, "C2: Synonyme ist zu lang: Höchstens 300 Zeichen", ""),
    (
        {**_BOCHUM, "Themen": "kimm"},
        "C2: Themen: Das Thema „kimm“ gibt es nicht. Meinst du „kim“?",
        "Did you mean “kim”?",
    ),
    ({**_BOCHUM, "Themen": "Kein Thema!"}, "C2: Themen: Das Thema „Kein Thema!“ gibt es nicht.", ""),
    (
        {**_BOCHUM, "Nachfolger": "centre/bochun"},
        "C2: Nachfolger: Den Eintrag „centre/bochun“ gibt es nicht. Meinst du",
        "",
    ),
    ({**_BOCHUM, "Zielgruppe": "Alle"}, "C2: Zielgruppe gibt es bei „centre/bochum“ nicht: Leere die Zelle.", ""),
    ({**_BOCHUM, "Weitere Stellen": "Pool | 0234 1"}, "C2: Weitere Stellen: Schreib je Zeile eine Stelle wie", ""),
    ({**_BOCHUM, "Weitere Stellen": "Pool | Ort: A | Ort: B"}, "C2: Weitere Stellen: Schreib je Zeile", ""),
    ({**_BOCHUM, "Verwaltung": "| Telefon: 0234 1"}, "C2: Verwaltung: Schreib je Zeile eine Stelle wie", ""),
    ({**_BOCHUM, "Verwaltung": '"Stadt\nKreis"'}, "C2: Verwaltung: Schreib je Zeile eine Stelle wie", ""),
    ({**_BOCHUM, "Verwaltung": "Stadt | Postleitzahl: 1"}, "C2: Verwaltung passt nicht: „1“.", ""),
    ({**_BOCHUM, "Fassung": "neu"}, "B2: Fassung ist keine Nummer: Lass sie, wie der Export sie geschrieben hat.", ""),
    (
        {**_NEW, "Fassung": "5"},
        "A2: Den Eintrag „faq/neu“ gibt es nicht: Für einen neuen Eintrag lass die Fassung leer.",
        "",
    ),
    ({**_NEW, "ID": ""}, "A2: ID fehlt: Schreib zum Beispiel „faq/kurzer-name“.", ""),
    ({**_NEW, "ID": "Frage 1"}, "A2: „Frage 1“ ist keine ID: Sie beginnt mit centre/, offer/ oder faq/", ""),
    ({**_NEW, "ID": "faq/Ä"}, "A2: „faq/Ä“ ist keine ID", ""),
    ({**_NEW, "ID": "topic/kim"}, "A2: „topic/kim“ ist keine ID", ""),
]


@pytest.mark.parametrize(("row", "german", "english"), _ERRORS)
def test_an_error_names_its_cell(row: dict[str, str], german: str, english: str) -> None:
    found = _row(row)
    assert (found.state, found.record) == (RowState.ERROR, None)
    assert len(found.faults) == 1
    assert _told(found)[0].startswith(german)
    assert english in _told(found, "en")[0]


def test_a_new_entry_without_a_column_that_it_needs() -> None:
    assert _told(_row({"ID": "faq/neu", "Titel": "Neu?", "Quelle": "Stadt", "Stand": "2026"})) == [
        "A2: Text fehlt: Ein neuer Eintrag braucht diese Spalte."
    ]


def test_values_that_an_older_entry_has_are_not_checked_anew() -> None:
    odd = _CENTRE.model_copy(update={"contact": Contact(phone="über die Zentrale"), "topics": ("alt",)})
    in_force = replace(_IN_FORCE, knowledge=replace(_IN_FORCE.knowledge, centres=(odd,)))
    text = "ID;Fassung;Titel;Telefon;Themen\ncentre/bochum;7;Neu;über die Zentrale;alt\n"
    assert _preview(text, in_force).count() == {RowState.CHANGED: 1}


def test_an_id_that_stands_twice_is_told_at_both_rows() -> None:
    preview = _preview("ID;Fassung;Titel\nfaq/alt;8;A\nfaq/alt;8;B\n")
    assert [_told(row) for row in preview.rows] == [
        ["A2: Die ID „faq/alt“ steht mehrmals in der Datei."],
        ["A3: Die ID „faq/alt“ steht mehrmals in der Datei."],
    ]


def test_good_rows_stand_beside_bad_ones() -> None:
    preview = _preview("ID;Fassung;Titel\nfaq/alt;8;Neuer Titel\ncentre/bochum;7;\n")
    assert preview.has_errors
    assert [row.id for row in preview.list_writable()] == ["faq/alt"]


def test_a_row_that_names_a_bad_row_is_bad_as_well() -> None:
    head = "ID;Titel;Text;Quelle;Stand;Einzelheit von"
    rows = ["offer/a;A;T;S;2026;x", "faq/a;A;T;S;2026;offer/a", "faq/b;B;T;S;2026;faq/a", "faq/c;C;T;S;2026;faq/alt"]
    preview = _preview("\n".join((head, *rows)))
    assert [row.state for row in preview.rows] == [RowState.ERROR] * 3 + [RowState.NEW]


def test_a_long_chain_of_rows_falls_with_its_last_link() -> None:
    rows = "".join(f"faq/a{n};A;T;S;2026;faq/a{n + 1}\n" for n in range(3000))
    preview = _preview(f"ID;Titel;Text;Quelle;Stand;Einzelheit von\n{rows}")
    assert preview.count() == {RowState.ERROR: 3000}


def test_an_entry_may_name_one_that_the_same_file_brings() -> None:
    head = "ID;Titel;Text;Quelle;Stand;Einzelheit von"
    preview = _preview(f"{head}\nfaq/a;A;T;S;2026;offer/a\noffer/a;A;T;S;2026;\n")
    assert preview.count() == {RowState.NEW: 2}
    assert isinstance(preview.rows[1].record, Offer)


def test_unknown_columns_are_told_and_lines_without_any_known_value_passed_over() -> None:
    preview = _preview(
        "Liste der Zentren\n\nID;Fassung;Telefon;Bemerkung\ncentre/bochum;7;02349100;x\n;;;Stand heute\n"
    )
    assert preview.count() == {RowState.UNCHANGED: 1}
    assert [describe_notice(notice) for notice in preview.notices] == [
        "Die Spalte D (Bemerkung) kennt Lotse nicht: Sie wird übergangen."
    ]
    assert (
        describe_notice(preview.notices[0], "en") == "Lotse does not know the column D (Bemerkung): it is passed over."
    )


def test_rows_are_counted_as_spreadsheet_programs_do() -> None:
    preview = _preview('ID;Titel\nfaq/alt;"A\nB\nC"\n\nfaq/x;D\n')
    assert [row.number for row in preview.rows] == [2, 4]


@pytest.mark.parametrize("kind", FaultKind)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_fault_has_a_sentence(kind: FaultKind, language: Language) -> None:
    fault = replace(_row({**_BOCHUM, "Titel": ""}).faults[0], kind=kind, value="x\ny" * 100, limit=5)
    sentence = describe_fault(fault, language)
    assert sentence.startswith("C2: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 200


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_has_a_sentence(kind: NoticeKind) -> None:
    notice = replace(_preview("ID\nfaq/alt\n").notices[0], kind=kind)
    assert describe_notice(notice, "de").endswith(".")
    assert describe_notice(notice, "en") != describe_notice(notice, "de")
