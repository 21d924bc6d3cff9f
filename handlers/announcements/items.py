"""What feeds tell: articles and appointments, and by what each of them is known again."""

from dataclasses import dataclass
from datetime import datetime

from handlers.digests import digest


@dataclass(frozen=True, kw_only=True, slots=True)
class Appointment:
    """When and where; `file` is the appointment for calendars (iCalendar), `ends_at` None if that is not told."""

    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    place: str = ""
    is_cancelled: bool = False
    file: bytes = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedItem:
    """`id` is the feed's own, `text` Markdown, `link` an address on the web or empty."""

    id: str
    title: str
    text: str = ""
    link: str = ""
    published_at: datetime | None = None
    appointment: Appointment | None = None

    @property
    def exact(self) -> str:
        """The same for items that differ in nothing but their ids."""
        return digest("exact", self.title, self.text, self.link, *self._moments())

    @property
    def similar(self) -> tuple[str, ...]:
        """One of them is the same for an item that comes again under another id, when the one it had is gone."""
        if self.appointment is not None:
            return (digest("appointment", self.title, *self._moments()),)
        when = "".join(self._moments())
        told = (
            ("text", self.title, self.text),
            ("link", self.title, self.link),
            ("hour", self.title, when),
            ("hour of link", self.link, when),
        )
        return tuple(digest(*parts) for parts in told if all(parts))

    def _moments(self) -> tuple[str, ...]:
        starts_at = self.appointment.starts_at if self.appointment else None
        return tuple(moment.isoformat() if moment else "" for moment in (self.published_at, starts_at) if moment)
