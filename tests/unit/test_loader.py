"""Broken files: every fault is told at once, with its file, its line, its field and what was expected."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.entries import Faq, Municipality, Topic
from knowledge.loader import SHIPPED, ContentError, ContentFault, load_bundle, load_records

FAQ = """- id: faq/eins
  title: Was ist das?
  text: Das.
  source:
    name: Beispiel
  as_of: '2025'
"""
CENTRE = """- id: centre/bochum
  title: KI Bochum
  text: Zuständig für Bochum.
  source:
    name: Beispiel
  as_of: '2025'
  area: Stadt Bochum
  area_kind: kreisfreie Stadt
  ags: '05911'
  regierungsbezirk: Arnsberg
  seat: Bochum
"""
BUNDLE = {
    "centres.yaml": CENTRE,
    "offers.yaml": "",
    "faqs.yaml": FAQ,
    "topics.yaml": "- id: topic/schule\n  title: Schule\n  description: Alles zur Schule\n",
    "synonyms.yaml": "- id: synonyms/amt\n  words: [Amt, Behörde]\n",
    "municipalities.csv": "ags,name,district\n05911000,Bochum,05911\n",
    "postal_codes.csv": "postal_code,ags\n44787,05911000\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small bundle in order."""
    for name, text in BUNDLE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def _faults(read: Callable[[Path], object], path: Path) -> list[ContentFault]:
    with pytest.raises(ContentError) as raised:
        read(path)
    assert str(raised.value) == "\n".join(map(str, raised.value.faults))
    return list(raised.value.faults)


def _fault(file: str, line: int, field: str, expected: str) -> ContentFault:
    return ContentFault(file=file, line=line, field=field, expected=expected)


def _only_fault(folder: Path, name: str, text: str) -> ContentFault:
    """The one fault of the bundle with this file instead."""
    (folder / name).write_text(text, encoding="utf-8")
    (fault,) = _faults(load_bundle, folder)
    assert fault.file == name
    return fault


def test_a_bundle_in_order_is_read(folder: Path) -> None:
    knowledge = load_bundle(folder)
    assert [record.id for record in knowledge] == [
        *("centre/bochum", "faq/eins", "topic/schule", "municipality/05911000", "synonyms/amt")
    ]
    assert knowledge.municipalities[0].postal_codes == ("44787",)


def test_all_faults_of_all_files_come_at_once(folder: Path) -> None:
    (folder / "faqs.yaml").write_text(
        FAQ.replace("  text: Das.\n", "  texd: Das.\n") + FAQ.replace("faq/eins", "FAQ/Zwei"), encoding="utf-8"
    )
    (folder / "topics.yaml").write_text("- id: topic/schule\n  title: Schule\n", encoding="utf-8")
    (folder / "postal_codes.csv").write_text("postal_code,ags\n4478,05911000\n", encoding="utf-8")
    (folder / "offers.yaml").unlink()
    assert _faults(load_bundle, folder) == [
        _fault("faqs.yaml", 1, "text", "expected this field, it is missing"),
        _fault("faqs.yaml", 3, "texd", "expected a known field such as text"),
        _fault("faqs.yaml", 7, "id", "expected text of the form ^faq/[a-z0-9]+(-[a-z0-9]+)*$"),
        _fault("offers.yaml", 1, "", "expected this file in the bundle"),
        _fault("postal_codes.csv", 2, "postal_code", "expected five digits"),
        _fault("topics.yaml", 1, "description", "expected this field, it is missing"),
    ]


def test_fault_inside_a_contact_names_a_field_of_the_part(folder: Path) -> None:
    other = CENTRE.replace("centre/bochum", "centre/essen").replace("05911", "05113")
    part = "  contact:\n    parts:\n    - name: Sprachmittlerpool\n      emall: a@example.org\n"
    fault = _only_fault(folder, "centres.yaml", CENTRE + other + part)
    assert (fault.field, fault.expected) == ("contact.parts.0.emall", "expected a known field such as email")


def test_fault_reads_as_one_line() -> None:
    assert str(_fault("faqs.yaml", 3, "text", "expected it")) == "faqs.yaml:3: text: expected it"
    assert str(_fault("faqs.yaml", 3, "", "expected it")) == "faqs.yaml:3: expected it"


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "expected"),
    [
        ("  title: Was", "  titel: Was", 2, "titel", "such as title"),
        ("  title: Was", "  qqqqqq: Was", 2, "qqqqqq", "expected a known field"),
        ("    name: Beispiel", "    nam: Beispiel", 5, "source.nam", "such as name"),
        ("    name: Beispiel", "    name: Beispiel\n    url: beispiel.de", 6, "source.url", "of the form ^https?"),
        ("source:\n    name: Beispiel", "source: Beispiel", 4, "source", "expected otherwise"),
        ("text: Das.", "text: ''", 3, "text", "at least 1 character"),
        ("text: Das.", "text:", 3, "text", "valid string"),
        ("text: Das.", f"text: {'x' * 6001}", 3, "text", "at most 6000 characters"),
        ("text: Das.", "text: Das.\n  review_by: bald", 4, "review_by", "valid date"),
        ("text: Das.", "text: Das.\n  synonyms: eins", 4, "synonyms", "valid tuple"),
        ("text: Das.", "text: Das.\n  synonyms:\n  - eins\n  - ''", 6, "synonyms.1", "at least 1 character"),
        ("text: Das.", "text: Das.\n  topics: [Frühe Bildung]", 4, "topics.0", "of the form"),
        ("text: Das.", "text: Das.\n  text: Dies.", 4, "text", "only once"),
        ("name: Beispiel", "name: Beispiel\n    name: Anders", 6, "name", "only once"),
        ("id: faq/eins", "id: faq/", 1, "id", "of the form"),
        ("id: faq/eins", "id: topic/eins", 1, "id", "of the form"),
        ("id: faq/eins", "id: centre/eins", 1, "id", "faq/"),
    ],
)
def test_faulty_field_is_named_with_its_line(
    folder: Path, old: str, new: str, line: int, field: str, expected: str
) -> None:
    assert old in FAQ
    (folder / "faqs.yaml").write_text(FAQ.replace(old, new, 1), encoding="utf-8")
    faults = _faults(load_bundle, folder)
    found = [fault for fault in faults if fault.field == field]
    assert len(found) == 1, faults
    assert (found[0].line, expected in found[0].expected) == (line, True), found


def test_id_that_is_taken_names_the_first_place(folder: Path) -> None:
    fault = _only_fault(folder, "faqs.yaml", FAQ + "\n" + FAQ)
    assert (fault.line, fault.field) == (8, "id")
    assert fault.expected == "expected an id of its own; faq/eins stands in faqs.yaml:1"


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("- id: faq/eins\n  title: 'offen\n", 3, "expected valid YAML"),
        ("- id: faq/eins\n  title: Was: ist das?\n", 2, "expected valid YAML (mapping values are not allowed"),
        ("- id: faq/eins\n\ttitle: Was\n", 2, "expected valid YAML"),
        ("- id: *anker\n", 1, "expected valid YAML"),
        ("- id: faq/eins\n  title: \x00\n", 2, "expected valid YAML"),
        ("- id: a\n--- \n- id: b\n", 2, "expected valid YAML"),
        ("id: faq/eins\n", 1, "expected a list of records"),
        ("nur Text\n", 1, "expected a list of records"),
        ("- nur Text\n", 1, "expected a record with fields"),
        ("- [a, b]\n", 1, "expected a record with fields"),
    ],
)
def test_what_is_no_list_of_records_is_a_fault(folder: Path, text: str, line: int, expected: str) -> None:
    fault = _only_fault(folder, "faqs.yaml", text)
    assert (fault.line, expected in fault.expected) == (line, True), fault


@pytest.mark.parametrize("text", ["", "\n# leer\n", "[]\n", "---\n"])
def test_file_without_records_is_in_order(folder: Path, text: str) -> None:
    (folder / "faqs.yaml").write_text(text, encoding="utf-8")
    assert load_bundle(folder).faqs == ()


def test_other_encoding_is_told_with_its_line(folder: Path) -> None:
    (folder / "topics.yaml").write_bytes("- id: topic/x\n  title: Übergang\n".encode("latin-1"))
    (folder / "municipalities.csv").write_bytes("ags,name,district\n05911000,Köln,05911\n".encode("cp1252"))
    (folder / "postal_codes.csv").write_text("postal_code,ags\n", encoding="utf-8")
    expected = "expected text in UTF-8, found another encoding"
    faults = _faults(load_bundle, folder)
    assert _fault("topics.yaml", 2, "", expected) in faults
    assert _fault("municipalities.csv", 2, "", expected) in faults
    assert len(faults) == 2


def test_files_of_windows_editors_are_read(folder: Path) -> None:
    for name, text in BUNDLE.items():
        (folder / name).write_bytes(("\ufeff" + text).replace("\n", "\r\n").encode())
    assert len(list(load_bundle(folder))) == 5


@pytest.mark.parametrize(
    ("name", "text", "line", "field", "expected"),
    [
        ("municipalities.csv", "", 1, "", "expected the columns ags,name,district"),
        ("municipalities.csv", "ags;name;district\n", 1, "", "expected the columns ags,name,district"),
        ("municipalities.csv", "05911000,Bochum,05911\n", 1, "", "expected the columns"),
        ("municipalities.csv", "ags,name,district\n05911000,Bochum\n", 2, "", "expected 3 values, found 2"),
        ("municipalities.csv", "ags,name,district\n\n0591,Bochum,05911\n", 3, "ags", "of the form"),
        ("municipalities.csv", "ags,name,district\n05911000,,05911\n", 2, "name", "at least 1 character"),
        ("municipalities.csv", "ags,name,district\n05911000,Bochum,Bochum\n", 2, "district", "of the form"),
        ("municipalities.csv", "ags,name,district\n05911000,Bochum,05912\n", 2, "district", "did you mean 05911?"),
        ("postal_codes.csv", "ags,postal_code\n", 1, "", "expected the columns postal_code,ags"),
        ("postal_codes.csv", "postal_code,ags\n44787\n", 2, "", "expected 2 values, found 1"),
        ("postal_codes.csv", "postal_code,ags\n4478x,05911000\n", 2, "postal_code", "expected five digits"),
        ("postal_codes.csv", "postal_code,ags\n44787,05911000\n44789,05911001\n", 3, "ags", "found 05911001"),
    ],
)
def test_faulty_row_is_told_with_its_line(
    folder: Path, name: str, text: str, line: int, field: str, expected: str
) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    found = [
        fault for fault in _faults(load_bundle, folder) if (fault.file, fault.line, fault.field) == (name, line, field)
    ]
    assert len(found) == 1
    assert expected in found[0].expected


def test_municipality_listed_twice_is_a_fault(folder: Path) -> None:
    fault = _only_fault(folder, "municipalities.csv", BUNDLE["municipalities.csv"] + "05911000,Bochum,05911\n")
    assert (fault.line, fault.field) == (3, "ags")
    assert "municipalities.csv:2" in fault.expected


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("topics", "[schulen]", "found topic/schulen; did you mean topic/schule?"),
        ("successor", "faq/einz", "found faq/einz; did you mean faq/eins?"),
        ("about", "centre/bochumm", "found centre/bochumm; did you mean centre/bochum?"),
        ("about", "qqqqqqqqqq", "expected something that is there, found qqqqqqqqqq"),
    ],
)
def test_what_is_referred_to_must_be_there(folder: Path, field: str, value: str, hint: str) -> None:
    fault = _only_fault(folder, "faqs.yaml", f"{FAQ}  {field}: {value}\n")
    assert (fault.line, fault.field) == (7, field)  # the line of the field itself
    assert fault.expected.endswith(hint)


@pytest.mark.parametrize("name", BUNDLE)
def test_a_bundle_lacks_no_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert _fault(name, 1, "", "expected this file in the bundle") in _faults(load_bundle, folder)


def test_a_folder_that_is_not_there_lacks_every_file(tmp_path: Path) -> None:
    assert {fault.file for fault in _faults(load_bundle, tmp_path / "missing")} == set(BUNDLE)


def test_one_file_is_read_alone(folder: Path) -> None:
    (faq,) = load_records(folder / "faqs.yaml")
    assert isinstance(faq, Faq)
    (topic,) = load_records(folder / "topics.yaml")
    assert isinstance(topic, Topic)
    (town,) = load_records(folder / "municipalities.csv")
    assert isinstance(town, Municipality)
    assert town.postal_codes == ("44787",)


def test_one_file_may_refer_to_what_is_not_there(folder: Path) -> None:
    (folder / "faqs.yaml").write_text(FAQ + "  topics: [anderswo]\n", encoding="utf-8")
    assert len(load_records(folder / "faqs.yaml")) == 1


def test_part_of_a_bundle_is_read(folder: Path) -> None:
    for name in ("centres.yaml", "municipalities.csv", "postal_codes.csv"):
        (folder / name).unlink()
    assert [record.id for record in load_records(folder)] == ["faq/eins", "topic/schule", "synonyms/amt"]


def test_folder_without_any_file_is_a_fault(tmp_path: Path) -> None:
    (fault,) = _faults(load_records, tmp_path)
    assert "centres.yaml" in fault.expected


def test_file_of_another_name_is_a_fault(tmp_path: Path) -> None:
    other = tmp_path / "fragen.yaml"
    other.write_text(FAQ, encoding="utf-8")
    (fault,) = _faults(load_records, other)
    assert (fault.file, fault.line) == ("fragen.yaml", 1)
    assert "faqs.yaml" in fault.expected


def test_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    (fault,) = _faults(load_records, tmp_path / "faqs.yaml")
    assert "expected a readable file" in fault.expected


def test_shipped_bundle_is_in_order(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "content")
    assert load_bundle(tmp_path / "content") == load_bundle(SHIPPED)
