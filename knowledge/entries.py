"""The records of the knowledge base: entries (centre, offer, faq), topics and municipalities."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Annotated, Any, Literal, NewType, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from knowledge.sequences import find_changed_slices

EntryId = NewType("EntryId", str)

LONGEST_LINE = 300
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_LINE)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6000)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=500)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
DistrictKey = Annotated[str, StringConstraints(pattern=r"^\d{5,8}$")]
CentreId = Annotated[str, StringConstraints(pattern=r"^centre/[a-z0-9]+(-[a-z0-9]+)*$")]
PostalCode = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
# Names and their tasks alone: numbers and addresses have fields of their own, in which they are checked.
PERSONS_PATTERN = r"^[^\W\d_]([0-9]{0,2}[^@0-9])*[0-9]{0,2}$"
Persons = Annotated[Line, StringConstraints(pattern=PERSONS_PATTERN)]


class Record(BaseModel):
    """A frozen record, validated on load; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Visibility(StrEnum):
    """The readers of an entry or a topic: everybody, verified members of the network, or those on Matrix only.

    Also what a reader may read: theirs and all that is listed before it.
    """

    PUBLIC = "public"
    NETWORK = "network"
    INTERNAL = "internal"

    def includes(self, other: "Visibility") -> bool:
        """Return whether who may read this may read the other as well."""
        order = tuple(Visibility)
        return order.index(other) <= order.index(self)


class CheckedField(Record):
    """A field of an entry, such as `contact.phone`, with the day on which somebody confirmed its value."""

    field: Line
    on: date


class Source(Record):
    """The publication of a fact: a name that readers recognise, and the address if there is one."""

    name: Line
    url: Url | None = None


class Entry(Record):
    """Fields of every entry; `text` is Markdown, `as_of` the date of the fact as its source gives it.

    `synonyms` are further names; `phrasings` are whole questions that the entry answers, in any language. `note` is for
    readers and part of the answer; `curation` is for editors, about sources and doubts, and never shown to readers.
    `owner` is the centre that looks after it: None for a centre itself, and for entries that the office looks after.
    """

    id: str
    title: Line
    title_en: Line | None = None
    text: Text
    synonyms: tuple[Line, ...] = ()
    phrasings: tuple[Line, ...] = ()
    keywords: tuple[Line, ...] = ()
    topics: tuple[Slug, ...] = ()
    source: Source
    further_sources: tuple[Source, ...] = ()
    as_of: Line
    review_by: date | None = None
    valid_until: date | None = None
    successor: str | None = None
    note: Text | None = None
    curation: Text | None = None
    owner: CentreId | None = None
    visibility: Visibility = Visibility.PUBLIC
    checked: tuple[CheckedField, ...] = ()


class ContactPoint(Record):
    """The contact details of an office beside the centre itself; `name` says whose they are."""

    name: Line
    street: Line | None = None
    postal_code: PostalCode | None = None
    city: Line | None = None
    phone: Line | None = None
    email: Line | None = None
    website: Url | None = None
    as_of: Line | None = None


class Contact(Record):
    """The contact details of an office; a missing value is unknown. `stale`: its source says or suggests so.

    `persons` are the people in charge, with their tasks. `parts` are offices within it that have a number of their
    own, such as its pool of interpreters; `administration` is the Kreis or city it belongs to, whose switchboard puts
    callers through.
    """

    street: Line | None = None
    postal_code: PostalCode | None = None
    city: Line | None = None
    phone: Line | None = None
    email: Line | None = None
    website: Url | None = None
    persons: Persons | None = None
    stale: bool = False
    note: Text | None = None
    parts: tuple[ContactPoint, ...] = ()
    administration: ContactPoint | None = None


class Centre(Entry):
    """A Kommunales Integrationszentrum and the area it is in charge of."""

    kind: Literal["centre"] = "centre"
    id: CentreId
    area: Line
    area_kind: Line
    ags: DistrictKey
    regierungsbezirk: Line
    seat: Line
    municipalities: tuple[Line, ...] = ()
    contact: Contact = Contact()
    opened: Line | None = None
    focus: tuple[Line, ...] = ()


class Offer(Entry):
    """A programme, an offer, a law or an institution that the centres work with."""

    kind: Literal["offer"] = "offer"
    id: Annotated[str, StringConstraints(pattern=r"^offer/[a-z0-9]+(-[a-z0-9]+)*$")]
    target_group: Line | None = None
    field_of_action: Line | None = None
    offered_by: Line | None = None
    status: Line | None = None


class Faq(Entry):
    """A fact as the answer to a question, which is its title; `about` is the entry of which it is a detail."""

    kind: Literal["faq"] = "faq"
    id: Annotated[str, StringConstraints(pattern=r"^faq/[a-z0-9]+(-[a-z0-9]+)*$")]
    about: str | None = None


class Topic(Record):
    """A subject of exchange between colleagues."""

    kind: Literal["topic"] = "topic"
    id: Annotated[str, StringConstraints(pattern=r"^topic/[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Line
    description: Text
    keywords: tuple[Line, ...] = ()
    field_of_action: Line | None = None
    visibility: Visibility = Visibility.PUBLIC

    @property
    def slug(self) -> str:
        return self.id.removeprefix("topic/")


class Municipality(Record):
    """A Stadt or Gemeinde; `district` is the AGS of its Kreis or of the kreisfreie Stadt (a centre's `ags`)."""

    kind: Literal["municipality"] = "municipality"
    id: Annotated[str, StringConstraints(pattern=r"^municipality/\d{8}$")]
    name: Line
    district: DistrictKey
    postal_codes: tuple[PostalCode, ...] = ()


class Synonyms(Record):
    """Words with nearly the same meaning in any question."""

    kind: Literal["synonyms"] = "synonyms"
    id: Annotated[str, StringConstraints(pattern=r"^synonyms/[a-z0-9]+(-[a-z0-9]+)*$")]
    words: tuple[Line, ...]


class Uncovered(Record):
    """Questions on one subject that no entry answers; the confidence is fitted against them."""

    kind: Literal["uncovered"] = "uncovered"
    id: Annotated[str, StringConstraints(pattern=r"^uncovered/[a-z0-9]+(-[a-z0-9]+)*$")]
    subject: Line
    questions: tuple[Line, ...]


class Confidence(Record):
    """The weights of what speaks for an answer, as fitted to the content with the digest `fitted_to`.

    What each weighs is described in knowledge.search.confidence.Evidence.
    """

    kind: Literal["confidence"] = "confidence"
    id: Annotated[str, StringConstraints(pattern=r"^confidence/[a-z0-9]+(-[a-z0-9]+)*$")]
    fitted_to: Line
    constant: float
    lead: float = 0.0
    gap: float = 0.0
    alike: float = 0.0
    covered: float = 0.0
    terms: float = 0.0
    telling: float = 0.0
    unmet: float = 0.0
    named: float = 0.0
    own_name: float = 0.0
    single: float = 0.0


AnyEntry: TypeAlias = Centre | Offer | Faq
AnyRecord: TypeAlias = AnyEntry | Topic | Municipality | Synonyms | Uncovered | Confidence
RECORD: TypeAdapter[AnyRecord] = TypeAdapter(Annotated[AnyRecord, Field(discriminator="kind")])


# The field of Knowledge for records of each kind, with which their ids begin.
_FIELDS = {
    "centre": "centres",
    "offer": "offers",
    "faq": "faqs",
    "topic": "topics",
    "municipality": "municipalities",
    "synonyms": "synonyms",
    "uncovered": "uncovered",
    "confidence": "confidence",
}


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """All records in force at one time; `revision` is the number of the last change, 0 where changes have none."""

    centres: tuple[Centre, ...] = ()
    offers: tuple[Offer, ...] = ()
    faqs: tuple[Faq, ...] = ()
    topics: tuple[Topic, ...] = ()
    municipalities: tuple[Municipality, ...] = ()
    synonyms: tuple[Synonyms, ...] = ()
    uncovered: tuple[Uncovered, ...] = ()
    confidence: tuple[Confidence, ...] = ()
    revision: int = field(default=0, compare=False)

    @cached_property
    def by_id(self) -> Mapping[str, AnyEntry]:
        """The entries by their ids."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def entries(self) -> tuple[AnyEntry, ...]:
        return (*self.centres, *self.offers, *self.faqs)

    def __iter__(self) -> Iterator[AnyRecord]:
        return chain(self.entries, self.topics, self.municipalities, self.synonyms, self.uncovered, self.confidence)

    def visible_to(self, reader: Visibility) -> "Knowledge":
        """Return what a reader may read; itself if that is everything."""
        readable = {visibility for visibility in Visibility if reader.includes(visibility)}
        hidden = {record.id for record in (*self.entries, *self.topics) if record.visibility not in readable}
        return self.with_records((), hidden) if hidden else self

    @classmethod
    def from_records(cls, records: Iterable[AnyRecord]) -> "Knowledge":
        """Return the records sorted by kind, and within each kind by id."""
        return cls().with_records(records)

    def with_records(self, changed: Iterable[AnyRecord], removed: Iterable[str] = ()) -> "Knowledge":
        """Return the knowledge with records added, or in the place of those with their ids, and without others."""
        new = {record.id: record for record in changed}
        gone = {*removed, *new}
        kinds = {id_.partition("/")[0] for id_ in gone}
        replaced: dict[str, Any] = {
            field: _sort(
                [record for record in getattr(self, field) if record.id not in gone],
                [record for record in new.values() if record.kind == kind],
            )
            for kind, field in _FIELDS.items()
            if kind in kinds
        }
        return replace(self, **replaced)


def _sort(kept: Sequence[AnyRecord], new: Sequence[AnyRecord]) -> tuple[AnyRecord, ...]:
    return tuple(sorted([*kept, *new], key=attrgetter("id")))


def list_changes(old: Knowledge, new: Knowledge) -> tuple[Sequence[AnyEntry], Sequence[AnyEntry]]:
    """Return the old entries that are no longer there as the same objects, and the new ones that were not."""
    part, new_part = find_changed_slices(old.entries, new.entries)
    gone = {id(entry): entry for entry in old.entries[part]}
    added = {id(entry): entry for entry in new.entries[new_part]}
    return [gone[key] for key in gone if key not in added], [added[key] for key in added if key not in gone]
