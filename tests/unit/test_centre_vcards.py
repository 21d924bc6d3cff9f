"""Cards of centres for address books, as RFC 6350 wants them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from knowledge.entries import Centre, Contact, Source
from knowledge.vcards import write_vcards
from tests.prepared import bundle

_CONTROLS = {*map(chr, range(32)), "\x7f", "\u2028", "\u2029"} - {"\t", "\n"}
_ESCAPES = {"\\n": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}


def _centre(title: str = "KI Bochum", contact: Contact | None = None) -> Centre:
    return Centre(
        id="centre/bochum",
        title=title,
        text="Text",
        source=Source(name="Stadt"),
        as_of="2025",
        area="Bochum",
        area_kind="kreisfreie Stadt",
        ags="05911",
        regierungsbezirk="Arnsberg",
        seat="Bochum",
        contact=contact or Contact(),
    )


def _unfold(content: bytes) -> list[str]:
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def test_a_card_has_what_is_known() -> None:
    contact = Contact(
        street="Weg 1; Hof",
        postal_code="44787",
        city="Bochum",
        phone="0234 910-0",
        email="ki@bochum.de",
        website="https://bochum.de/a;b",
        stale=True,
        note="Zieht um,\nbald.",
    )
    lines = _unfold(write_vcards([_centre(contact=contact)]))
    assert lines[3].startswith("UID:urn:uuid:")
    assert [line for line in lines if not line.startswith("UID")] == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        "FN:KI Bochum",
        "ORG:KI Bochum",
        "ADR;TYPE=work:;;Weg 1\\; Hof;Bochum;;44787;Deutschland",
        "TEL;TYPE=work:0234 910-0",
        "EMAIL;TYPE=work:ki@bochum.de",
        "URL;TYPE=work:https://bochum.de/a;b",
        "NOTE:Diese Angaben können veraltet sein.\\nZieht um\\,\\nbald.\\nStand: 2025. Quelle: Stadt.",
        "END:VCARD",
    ]


def test_the_note_names_the_persons_in_charge() -> None:
    lines = _unfold(write_vcards([_centre(contact=Contact(persons="Erika Muster (Leitung)"))]))
    assert "NOTE:Ansprechpersonen: Erika Muster (Leitung)\\nStand: 2025. Quelle: Stadt." in lines


def test_what_is_not_known_is_left_out() -> None:
    names = {line.partition(":")[0].partition(";")[0] for line in _unfold(write_vcards([_centre()]))}
    assert names == {"BEGIN", "VERSION", "KIND", "UID", "FN", "ORG", "NOTE", "END"}


@given(st.text(min_size=1, max_size=200).filter(str.strip))
def test_no_value_breaks_out_of_its_line(title: str) -> None:
    content = write_vcards([_centre(title[:300])])
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = _unfold(content)
    assert len(lines) == 8
    assert sum(line == "END:VCARD" for line in lines) == 1
    centre = _centre(title[:300])
    lines_of_title = centre.title.replace("\r\n", "\n").replace("\r", "\n")
    assert _unescape(lines[4].removeprefix("FN:")) == "".join(
        " " if letter in _CONTROLS else letter for letter in lines_of_title
    )


def _unescape(value: str) -> str:
    return re.sub(r"\\.", lambda found: _ESCAPES[found[0]], value)


def test_every_centre_has_a_card_of_its_own_that_stays_the_same() -> None:
    centres = bundle().centres
    content = write_vcards(centres)
    assert content == write_vcards(centres)
    ids = [line for line in _unfold(content) if line.startswith("UID:")]
    assert len(set(ids)) == len(centres)
