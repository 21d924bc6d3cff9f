"""The columns of each kind of entry: the header that people read, and the field behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final

from knowledge.entries import AnyEntry, Centre, Faq, Offer


class Form(StrEnum):
    """The form of a field in a cell: a list has one item a line, a source is `name <address>`.

    A contact point is `name | Telefon: 0234 1 | Ort: Bochum`, by the labels in `points.py`; a checked field is
    `contact.phone: 2026-11-27`.
    """

    REVISION = auto()
    LINE = auto()
    TEXT = auto()
    LINES = auto()
    DATE = auto()
    FLAG = auto()
    SOURCES = auto()
    POINT = auto()
    POINTS = auto()
    VISIBILITY = auto()
    CHECKED = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column; `field` is the path in the record, such as `contact.phone`; `width` in characters."""

    header: str
    field: str
    form: Form = Form.LINE
    width: int = 24


ID: Final = Column(header="ID", field="id", width=28)
REVISION: Final = Column(header="Fassung", field="revision", form=Form.REVISION, width=9)
_TITLE = Column(header="Titel", field="title", width=40)
_TEXT = Column(header="Text", field="text", form=Form.TEXT, width=70)
_WORDS = (
    Column(header="Titel (englisch)", field="title_en", width=40),
    Column(header="Synonyme", field="synonyms", form=Form.LINES, width=32),
    Column(header="Formulierungen", field="phrasings", form=Form.LINES, width=60),
    Column(header="Stichwörter", field="keywords", form=Form.LINES),
    Column(header="Themen", field="topics", form=Form.LINES),
)
_ORIGIN = (
    Column(header="Stand", field="as_of", width=16),
    Column(header="Quelle", field="source.name", width=32),
    Column(header="Quelle: Adresse", field="source.url", width=40),
    Column(header="Weitere Quellen", field="further_sources", form=Form.SOURCES, width=50),
    Column(header="Prüfen bis", field="review_by", form=Form.DATE, width=12),
    Column(header="Gültig bis", field="valid_until", form=Form.DATE, width=12),
    Column(header="Nachfolger", field="successor", width=28),
    Column(header="Hinweis", field="note", form=Form.TEXT, width=40),
    Column(header="Notiz der Redaktion", field="curation", form=Form.TEXT, width=40),
    Column(header="Gepflegt von", field="owner", width=28),
    Column(header="Sichtbar für", field="visibility", form=Form.VISIBILITY, width=12),
    Column(header="Geprüft", field="checked", form=Form.CHECKED, width=28),
)
_CONTACT = (
    Column(header="Straße", field="contact.street", width=28),
    Column(header="Postleitzahl", field="contact.postal_code", width=12),
    Column(header="Ort", field="contact.city"),
    Column(header="Telefon", field="contact.phone", width=18),
    Column(header="E-Mail", field="contact.email", width=32),
    Column(header="Website", field="contact.website", width=40),
    Column(header="Ansprechpersonen", field="contact.persons", width=40),
    Column(header="Kontakt veraltet", field="contact.stale", form=Form.FLAG, width=16),
    Column(header="Hinweis zum Kontakt", field="contact.note", form=Form.TEXT, width=40),
    Column(header="Weitere Stellen", field="contact.parts", form=Form.POINTS, width=60),
    Column(header="Verwaltung", field="contact.administration", form=Form.POINT, width=60),
)
_AREA = (
    Column(header="Gebiet", field="area", width=28),
    Column(header="Art des Gebiets", field="area_kind"),
    Column(header="AGS", field="ags", width=10),
    Column(header="Regierungsbezirk", field="regierungsbezirk", width=18),
    Column(header="Sitz", field="seat"),
    Column(header="Gemeinden", field="municipalities", form=Form.LINES, width=28),
    Column(header="Eröffnet", field="opened", width=16),
    Column(header="Schwerpunkte", field="focus", form=Form.LINES, width=40),
)
_OFFER = (
    Column(header="Zielgruppe", field="target_group", width=28),
    Column(header="Handlungsfeld", field="field_of_action", width=28),
    Column(header="Angeboten von", field="offered_by", width=28),
    Column(header="Status", field="status"),
)
_ABOUT = Column(header="Einzelheit von", field="about", width=28)

COLUMNS: Mapping[type[AnyEntry], tuple[Column, ...]] = {
    Centre: (ID, REVISION, _TITLE, *_CONTACT, *_ORIGIN, *_AREA, _TEXT, *_WORDS),
    Offer: (ID, REVISION, _TITLE, _TEXT, *_OFFER, *_WORDS, *_ORIGIN),
    Faq: (ID, REVISION, _TITLE, _TEXT, _ABOUT, *_WORDS, *_ORIGIN),
}
FIELDS: Mapping[type[AnyEntry], frozenset[str]] = {
    kind: frozenset(column.field for column in columns) for kind, columns in COLUMNS.items()
}
SHEET_NAMES: Mapping[type[AnyEntry], str] = {Centre: "Zentren", Offer: "Angebote", Faq: "FAQs"}
KINDS: Mapping[str, type[AnyEntry]] = {"centre": Centre, "offer": Offer, "faq": Faq}
# Programs take such values for numbers and drop their leading zeros.
WITH_LEADING_ZEROS: Final = frozenset({"ags", "contact.postal_code", "contact.phone"})


def unite_columns(*kinds: type[AnyEntry]) -> tuple[Column, ...]:
    """Return the columns of all `kinds` without repetition, in the order of the first kind that has each."""
    return tuple(dict.fromkeys(column for kind in kinds for column in COLUMNS[kind]))


def find_column(header: str) -> Column | None:
    """Return the column that a header names, in German or by its field, in any case; None if there is none."""
    return _BY_NAME.get(_fold(header))


def _fold(header: str) -> str:
    return " ".join(header.replace("\ufeff", "").split()).casefold()


_BY_NAME = {_fold(name): column for column in unite_columns(*COLUMNS) for name in (column.field, column.header)}
