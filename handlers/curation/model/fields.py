"""Fields of entries that people care for one by one: how each is read and written, and how long its value lasts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from knowledge.entries import AnyEntry, Centre, CheckedField, Contact


class FieldName(StrEnum):
    """The name of a field, as records and tables have it."""

    PHONE = "contact.phone"
    EMAIL = "contact.email"
    ADDRESS = "contact.address"
    WEBSITE = "contact.website"
    PERSONS = "contact.persons"
    TEXT = "text"
    VALID_UNTIL = "valid_until"


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A field of entries.

    `read` returns its value as one text, None if it is unknown or such an entry has no such field; `write` returns the
    entry with another value, None for unknown. Raises ValueError if the value can't be one of this field, TypeError if
    such an entry has no such field.
    `lasts` is how long a value holds after it was confirmed.
    """

    name: FieldName
    read: Callable[[AnyEntry], str | None]
    write: Callable[[AnyEntry, str | None], AnyEntry]
    lasts: timedelta


def find_fields(entry: AnyEntry) -> Sequence[Field]:
    """Return the fields that an entry of this kind has."""
    return _OF_CENTRES if isinstance(entry, Centre) else _OF_OTHERS


def mark_checked(entry: AnyEntry, name: FieldName, day: date) -> AnyEntry:
    """Return the entry with the value of a field as confirmed on a day."""
    others = tuple(each for each in entry.checked if each.field != name)
    return entry.model_copy(update={"checked": (*others, CheckedField(field=name, on=day))})


def mark_changed(old: AnyEntry | None, new: AnyEntry, day: date) -> AnyEntry:
    """Return an entry with each field that has another value than before as confirmed on a day."""
    for field in find_fields(new) if old is not None else ():
        if old is not None and field.read(old) != field.read(new):
            new = mark_checked(new, field.name, day)
    return new


def bring_back(earlier: AnyEntry, present: AnyEntry, day: date) -> AnyEntry:
    """Return an earlier version of an entry as it comes into force again: what it changes counts as confirmed that day.

    When its other values were confirmed stays as it is now.
    """
    return mark_changed(present, earlier.model_copy(update={"checked": present.checked}), day)


def _contact_field(name: FieldName, part: str, lasts: timedelta) -> Field:
    def read(entry: AnyEntry) -> str | None:
        value: str | None = getattr(entry.contact, part) if isinstance(entry, Centre) else None
        return value

    return Field(name=name, read=read, write=lambda entry, value: _change_contact(entry, {part: value}), lasts=lasts)


def _read_address(entry: AnyEntry) -> str | None:
    if not isinstance(entry, Centre):
        return None
    place = " ".join(part for part in (entry.contact.postal_code, entry.contact.city) if part)
    return ", ".join(part for part in (entry.contact.street, place) if part) or None


def _write_address(entry: AnyEntry, value: str | None) -> AnyEntry:
    """Take an address such as „Rathausplatz 1, 44787 Bochum“."""
    if value is None:
        return _change_contact(entry, {"street": None, "postal_code": None, "city": None})
    street, _, place = value.rpartition(",")
    code, _, city = place.strip().partition(" ")
    if not (street.strip() and city.strip()):
        raise ValueError("an address is a street, and a postal code with a city")
    return _change_contact(entry, {"street": street.strip(), "postal_code": code, "city": city.strip()})


def _change_contact(entry: AnyEntry, values: Mapping[str, str | None]) -> AnyEntry:
    if not isinstance(entry, Centre):
        raise TypeError("only centres have contact details")
    contact = Contact.model_validate({**entry.contact.model_dump(), **values})
    return entry.model_copy(update={"contact": contact})


def _write_text(entry: AnyEntry, value: str | None) -> AnyEntry:
    return type(entry).model_validate({**entry.model_dump(), "text": value})


def _list_fields() -> Iterator[Field]:
    yield _contact_field(FieldName.PHONE, "phone", timedelta(days=730))
    yield _contact_field(FieldName.EMAIL, "email", timedelta(days=730))
    yield Field(name=FieldName.ADDRESS, read=_read_address, write=_write_address, lasts=timedelta(days=1095))
    yield _contact_field(FieldName.WEBSITE, "website", timedelta(days=730))
    yield _contact_field(FieldName.PERSONS, "persons", timedelta(days=365))
    yield Field(name=FieldName.TEXT, read=lambda entry: entry.text, write=_write_text, lasts=timedelta(days=365))


def _read_end(entry: AnyEntry) -> str | None:
    return f"{entry.valid_until:%d.%m.%Y}" if entry.valid_until else None


def _write_end(entry: AnyEntry, value: str | None) -> AnyEntry:
    """Take a day such as “31.12.2027”."""
    end = datetime.strptime(value, "%d.%m.%Y").replace(tzinfo=UTC).date() if value else None
    return type(entry).model_validate({**entry.model_dump(), "valid_until": end})


FIELDS: Mapping[FieldName, Field] = {field.name: field for field in _list_fields()}
_OF_CENTRES, _OF_OTHERS = (*FIELDS.values(),), (FIELDS[FieldName.TEXT],)
# The day on which an entry ends can be changed like a field, and is never asked for: it tells itself when it is over.
EDITABLE: Mapping[FieldName, Field] = {
    **FIELDS,
    FieldName.VALID_UNTIL: Field(name=FieldName.VALID_UNTIL, read=_read_end, write=_write_end, lasts=timedelta.max),
}
CONTACT = frozenset({FieldName.PHONE, FieldName.EMAIL, FieldName.ADDRESS, FieldName.WEBSITE, FieldName.PERSONS})
