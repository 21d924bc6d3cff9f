"""Centres as cards for address books: vCard 4.0 (RFC 6350)."""

import re
from collections.abc import Iterable, Iterator
from uuid import NAMESPACE_URL, uuid5

from knowledge.entries import Centre

_MAX_OCTETS = 75
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
_ESCAPED = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})
_PERSONS = "Ansprechpersonen: {names}"
_STALE = "Diese Angaben können veraltet sein."


def write_vcards(centres: Iterable[Centre]) -> bytes:
    """Return a file with a card for each centre; what is not known is left out."""
    lines = (_fold(line) for centre in centres for line in _list_lines(centre))
    return b"".join(line + b"\r\n" for line in lines)


def _list_lines(centre: Centre) -> Iterator[str]:
    contact = centre.contact
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield "KIND:org"
    # The same at each export, so that an address book renews the card instead of adding another.
    yield f"UID:urn:uuid:{uuid5(NAMESPACE_URL, f'lotse:{centre.id}')}"
    yield f"FN:{_escape(centre.title)}"
    yield f"ORG:{_escape(centre.title)}"
    if contact.street or contact.postal_code or contact.city:
        place = (contact.street, contact.city, "", contact.postal_code)
        yield f"ADR;TYPE=work:;;{';'.join(_escape(part or '') for part in place)};Deutschland"
    if contact.phone:
        yield f"TEL;TYPE=work:{_escape(contact.phone)}"
    if contact.email:
        yield f"EMAIL;TYPE=work:{_escape(contact.email)}"
    if contact.website:
        yield f"URL;TYPE=work:{_clean(contact.website)}"
    yield f"NOTE:{_escape(_write_note(centre))}"
    yield "END:VCARD"


def _write_note(centre: Centre) -> str:
    """Return the persons in charge, a warning if the details may be dated, the note on them, their date and source."""
    persons = _PERSONS.format(names=centre.contact.persons) if centre.contact.persons else ""
    stale = _STALE if centre.contact.stale else ""
    origin = f"Stand: {centre.as_of}. Quelle: {centre.source.name}."
    return "\n".join(part for part in (persons, stale, centre.contact.note, origin) if part)


def _escape(text: str) -> str:
    return _clean(text).translate(_ESCAPED)


def _clean(text: str) -> str:
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def _fold(line: str) -> bytes:
    """Return a line in pieces of at most 75 octets, each further one behind a space; no letter is divided."""
    folded, size = bytearray(), 0
    for letter in line:
        octets = letter.encode()
        if size + len(octets) > _MAX_OCTETS:
            folded += b"\r\n "
            size = 1
        folded += octets
        size += len(octets)
    return bytes(folded)
