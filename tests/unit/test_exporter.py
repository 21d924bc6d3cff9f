"""What is written is what is read again, and writing it once more changes nothing."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.entries import (
    AnyRecord,
    Centre,
    Contact,
    ContactPoint,
    Faq,
    Knowledge,
    Municipality,
    Offer,
    Source,
    Synonyms,
    Topic,
)
from knowledge.exporter import write_bundle
from knowledge.loader import SHIPPED, load_bundle

_SOURCE = Source(name="Beispiel", url="https://example.org/?a=1&b=2#c")
_YAML_LIKE = st.text(st.sampled_from(list("ab1 :#-'\"|>&*!%@`{}[],?\\~=\n\täöüß„“–.0")), min_size=1, max_size=40)
_KNOWN_TRAPS = st.sampled_from(
    [
        "- Punkt",
        "ja: nein",
        "null",
        "~",
        "yes",
        "1.0",
        "05911",
        "2025-01-01",
        "'",
        '"',
        "# so",
        "a\n\n  b\n- c:\n",
        "=",
        "a \nb",
    ]
)
_PRINTABLE = st.text(
    st.one_of(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"], exclude_characters="\ufeff"),
        st.just("\n"),
    ),
    min_size=1,
    max_size=60,
)
_TEXTS = st.one_of(_YAML_LIKE, _KNOWN_TRAPS, _PRINTABLE).filter(str.strip)
_LINES = st.lists(_TEXTS, max_size=3).map(tuple)
_DATES = st.none() | st.dates()


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _there_and_back(knowledge: Knowledge) -> Knowledge:
    """What is read again; writing that again makes the same files."""
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        write_bundle(knowledge, Path(one))
        again = load_bundle(Path(one))
        write_bundle(again, Path(two))
        assert _files(Path(one)) == _files(Path(two))
    return again


def test_shipped_bundle_comes_back_as_it_was(tmp_path: Path) -> None:
    shipped = load_bundle(SHIPPED)
    write_bundle(shipped, tmp_path)
    assert load_bundle(tmp_path) == shipped


def test_shipped_files_are_as_an_export_writes_them(tmp_path: Path) -> None:
    write_bundle(load_bundle(SHIPPED), tmp_path)
    shipped = {name: text for name, text in _files(SHIPPED).items() if name != "LICENCES.md"}
    assert _files(tmp_path) == shipped


def test_nothing_makes_a_whole_bundle_too() -> None:
    assert _there_and_back(Knowledge()) == Knowledge()


def test_folder_is_made_and_what_was_there_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    write_bundle(load_bundle(SHIPPED), folder)
    write_bundle(Knowledge(), folder)
    assert load_bundle(folder) == Knowledge()


def test_long_texts_are_blocks_and_defaults_left_out(tmp_path: Path) -> None:
    faq = Faq(id="faq/a", title="Größe?", text="Eins:\n\n- zwei", source=Source(name="Amt"), as_of="2025")
    write_bundle(Knowledge(faqs=(faq,)), tmp_path)
    assert (tmp_path / "faqs.yaml").read_text(encoding="utf-8") == (
        "- id: faq/a\n  title: Größe?\n  text: |-\n    Eins:\n\n    - zwei\n  source:\n    name: Amt\n  as_of: '2025'\n"
    )


@given(text=_TEXTS, line=_TEXTS, names=_LINES, day=_DATES)
@example(text="a  \n  b", line="- x", names=("'",), day=date(1, 1, 1))
@example(text="\n\n- a\r\nb", line="a\x85b", names=("a\u2028b",), day=None)
@settings(max_examples=60)
def test_any_text_comes_back(text: str, line: str, names: tuple[str, ...], day: date | None) -> None:
    faq = Faq(
        id="faq/eins",
        title=line,
        text=text,
        synonyms=names,
        keywords=names,
        topics=("schule",),
        source=_SOURCE,
        further_sources=(_SOURCE, Source(name=line)),
        as_of=line,
        review_by=day,
        valid_until=day,
        about="offer/eins",
        successor="offer/eins",
        note=text,
        curation=text,
    )
    offer = Offer(id="offer/eins", title=line, text=text, source=_SOURCE, as_of=line, status=line, offered_by=line)
    knowledge = Knowledge.from_records([faq, offer, *_others(text, line)])
    assert _there_and_back(knowledge) == knowledge


def _others(text: str, line: str) -> tuple[AnyRecord, ...]:
    centre = Centre(
        id="centre/bochum",
        title=line,
        text=text,
        source=_SOURCE,
        as_of=line,
        area=line,
        area_kind=line,
        ags="05911",
        regierungsbezirk=line,
        seat=line,
        municipalities=(line, line),
        focus=(line,),
        contact=Contact(
            street=line,
            postal_code="01234",
            phone=line,
            stale=True,
            note=text,
            parts=(ContactPoint(name=line, phone=line, postal_code="01234"), ContactPoint(name=line)),
            administration=ContactPoint(name=line, email=line, as_of=line),
        ),
    )
    return (
        centre,
        Topic(id="topic/schule", title=line, description=text, keywords=(line,)),
        Municipality(id="municipality/05911000", name=line, district="05911", postal_codes=("01234", "44787")),
        Synonyms(id="synonyms/eins", words=(line, text[:300].strip())),
    )


@pytest.mark.parametrize("codes", [(), ("44787",), ("01067", "44787", "44789")])
def test_postal_codes_stay_with_their_municipality(codes: tuple[str, ...]) -> None:
    centre = next(centre for centre in load_bundle(SHIPPED).centres if centre.id == "centre/bochum")
    bare = centre.model_copy(update={"topics": ()})
    town = Municipality(id="municipality/05911000", name="Bochum", district="05911", postal_codes=codes)
    knowledge = Knowledge(centres=(bare,), municipalities=(town,))
    assert _there_and_back(knowledge) == knowledge
