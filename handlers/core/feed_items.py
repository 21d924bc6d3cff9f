"""What feeds tell: articles and appointments, and by what each of them is known again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.core.hashes import digest


class Postponement(StrEnum):
    """Whether an appointment is said to be postponed: no; yes, to a date still unknown; or to the one that it has."""

    NO = "no"
    OPEN = "open"
    SETTLED = "settled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """The revision of a calendar event: SEQUENCE, and the time of its last change, None if unknown.

    `is_certain` False: that may as well be when the file was made.
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
class Appointment:
    """When and where; `file` is the appointment for calendars (iCalendar), `ends_at` None if that is not told.

    Where `postponed` is OPEN, `starts_at` is the date that does not hold any more, and `postponed_to` the words that
    name the new one, or empty.

    Days that are whole end at the beginning of the next one. `series` is what it is an occurrence of, or empty. Of one
    that `is_private` nothing else is known but its id. `revisions` are that of its series, if it has one, and its own.
    """

    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    place: str = ""
    is_cancelled: bool = False
    is_tentative: bool = False
    postponed: Postponement = Postponement.NO
    postponed_to: str = ""
    is_private: bool = False
    series: str = ""
    revisions: tuple[Revision, ...] = ()
    file: bytes = b""


class Flaw(StrEnum):
    """What may be wrong with a part of an appointment."""

    MISSING = "missing"
    REPEATED = "repeated"
    WRONG = "wrong"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentFault:
    """An appointment that can't be read, by its title, and which property of it is to blame."""

    title: str
    part: str
    flaw: Flaw = Flaw.WRONG

    @property
    def key(self) -> str:
        """Return what is the same for the same fault."""
        return digest("fault", self.title, self.part, self.flaw)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprint:
    """Something by which an item is known again; the lower its `rank`, the more it proves.

    `lasts` False: it proves something only for a while, as the items of a series may have it in common. `is_whole`: it
    is all that the item says, so that another item with the same is the same. `is_earlier`: items were kept under it
    once, and are not any more.
    """

    rank: int
    value: str
    is_permanent: bool = True
    is_complete: bool = False
    is_legacy: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedItem:
    """`id` is the feed's own, `text` Markdown, `link` an address on the web or empty.

    `shares_id`, `shares_link`: others in the feed have the same, so that it tells nothing. `placed_at` is
    `published_at`, or where there is none a date estimated from the item's neighbours.
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
        """Return the digest of all that identifies the item: id, link, title and date together, and a place."""
        return digest("key", self.id, self.link, self.title, *self._moments(), *self._places())

    @property
    def content_digest(self) -> str:
        """Return a digest that is the same for items that differ in nothing but their ids."""
        return digest("exact", self.title, self.text, self.link, *self._moments(), *self._places())

    @property
    def fingerprints(self) -> tuple[Fingerprint, ...]:
        """Return all by which the item is known again, the strongest first."""
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
