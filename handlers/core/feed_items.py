"""Items of feeds: articles and appointments, and the fingerprints by which each is recognised again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.core.hashes import digest


class Postponement(StrEnum):
    """The postponement of an appointment: none, to an open date, or to the date that it has."""

    NO = "no"
    OPEN = "open"
    SETTLED = "settled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """The revision of a calendar event: SEQUENCE, and the time of its last change, None if unknown.

    Unless `is_certain`, that time may be when the file was generated.
    """

    sequence: int = 0
    changed_at: datetime | None = None
    is_certain: bool = False

    def is_before(self, other: "Revision") -> bool:
        """Return whether it is older than another state of the same event (RFC 5546, 2.1.5).

        A calendar that was imported anew counts from 0 again: a lower number that was certainly given later is newer.
        """
        is_earlier = _is_earlier(self.changed_at, other.changed_at)
        if self.sequence > other.sequence:
            return is_earlier and other.is_certain
        if self.sequence < other.sequence:
            return not (self.is_certain and _is_earlier(other.changed_at, self.changed_at))
        return is_earlier


def _is_earlier(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other


def is_older(now: Sequence[Revision], before: Sequence[Revision]) -> bool:
    """Return whether an event, behind the series that it belongs to, is in an older state than before."""
    for one, other in zip(now, before, strict=False):
        if one.is_before(other) or other.is_before(one):
            return one.is_before(other)
    return False


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentFacts:
    """The time, place and certainty of an appointment; `ends_at` is None if unknown.

    Where `postponed` is OPEN, `starts_at` is the former date and `postponed_to` the words for the new one, or empty.
    Whole days end at the beginning of the next one. `revisions` are that of its series, if it has one, and its own.
    """

    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    place: str = ""
    is_cancelled: bool = False
    is_tentative: bool = False
    postponed: Postponement = Postponement.NO
    postponed_to: str = ""
    revisions: tuple[Revision, ...] = ()

    @property
    def is_open(self) -> bool:
        """Return whether it is postponed, so that its date is no longer valid."""
        return self.postponed is Postponement.OPEN


@dataclass(frozen=True, kw_only=True, slots=True)
class Appointment(AppointmentFacts):
    """An item as an appointment; `file` is that as iCalendar.

    `series` is the id of the series that it is an occurrence of, or empty. If `is_private`, nothing else but its id is
    known.
    """

    is_private: bool = False
    series: str = ""
    file: bytes = b""


class Flaw(StrEnum):
    """A flaw of a property of an appointment."""

    MISSING = "missing"
    REPEATED = "repeated"
    WRONG = "wrong"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentFault:
    """An appointment that can't be read: its title, the faulty property, its flaw, and a web address or nothing."""

    title: str
    part: str
    flaw: Flaw = Flaw.WRONG
    link: str = ""

    @property
    def key(self) -> str:
        """Return a key that is the same for the same fault."""
        return digest("fault", self.title, self.part, self.flaw)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprint:
    """A digest by which an item is recognised again; the lower its `rank`, the more it proves.

    One that is not `is_permanent` is valid for a while only, as the items of a series may share it. `is_complete`: it
    covers all of the item, so that items with the same one are equal. `is_legacy`: earlier versions stored it.
    """

    rank: int
    value: str
    is_permanent: bool = True
    is_complete: bool = False
    is_legacy: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedItem:
    """An article or appointment; `id` is the feed's own, `text` Markdown, `link` a web address or empty.

    `has_shared_id`, `has_shared_link`: other items of the feed have the same, so that it identifies nothing.
    `placed_at` is `published_at`, or a date estimated from the neighbouring items.
    """

    id: str
    title: str
    text: str = ""
    link: str = ""
    published_at: datetime | None = None
    appointment: Appointment | None = None
    has_shared_id: bool = False
    has_shared_link: bool = False
    placed_at: datetime | None = None

    @property
    def key(self) -> str:
        """Return the digest of everything that identifies the item: id, link, title and date, and a place."""
        return digest("key", self.id, self.link, self.title, *self._moments(), *self._places())

    @property
    def content_digest(self) -> str:
        """Return a digest that is the same for items that differ in nothing but their ids."""
        return digest("exact", self.title, self.text, self.link, *self._moments(), *self._places())

    @property
    def fingerprints(self) -> tuple[Fingerprint, ...]:
        """Return all fingerprints, the strongest first."""
        key, exact = (
            Fingerprint(rank=0, value=self.key),
            Fingerprint(rank=1, value=self.content_digest, is_complete=True),
        )
        return (key, exact, *(self._of_appointment() if self.appointment else self._of_article()))

    def _of_appointment(self) -> Iterator[Fingerprint]:
        """Yield marks of the occurrence of a series, else of the id with title or hour, as several may have one id."""
        when, series = "".join(self._moments()), self.appointment.series if self.appointment else ""
        uid = series or self.id
        told = (
            ("occurrence", series, self.id) if series else ("uid and title", uid, self.title),
            ("uid and hour", uid, when),
            ("" if series else "uid", uid),
            ("appointment", self.title, when),
        )
        for rank, parts in enumerate(told, 2):
            if all(parts):
                yield Fingerprint(rank=rank, value=digest(*parts))
        yield self._earlier(len(told) + 2)

    def _earlier(self, rank: int) -> Fingerprint:
        """Return the mark of earlier versions, the digest of the id alone."""
        return Fingerprint(rank=rank, value=digest(self.id), is_legacy=True)

    def _of_article(self) -> Iterator[Fingerprint]:
        """Yield marks of two out of id, link, title and date, as far as these can tell items apart."""
        when, own_id = "".join(self._moments()), "" if self.has_shared_id else self.id
        own_link = "" if self.has_shared_link else self.link
        # Where date and id both differ, the same title at the same address may be the next of a series.
        lasts = not (when and own_id)
        told = (
            (True, ("id and link", own_id, own_link)),
            (True, ("id and title", own_id, self.title)),
            (True, ("hour", self.title, when)),
            (True, ("hour of link", own_link, when)),
            (True, ("id and hour", own_id, "" if own_link else when)),
            (lasts, ("link", self.title, own_link)),
            (not when, ("text", self.title, self.text)),
            (False, ("title", "" if when else self.title)),
        )
        if own_id:
            yield self._earlier(2)
        for place, (is_lasting, parts) in enumerate(told, 3):
            if all(parts):
                rank = place if is_lasting else place + len(told)
                yield Fingerprint(rank=rank, value=digest(*parts), is_permanent=is_lasting)

    def _moments(self) -> tuple[str, ...]:
        starts_at = self.appointment.starts_at if self.appointment else None
        return tuple(moment.isoformat() if moment else "" for moment in (self.published_at, starts_at) if moment)

    def _places(self) -> tuple[str, ...]:
        return (self.appointment.place,) if self.appointment else ()
