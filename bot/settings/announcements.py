"""[announcements]: what can be set about announcements, and the feeds that they are made from."""

from datetime import timedelta
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from bot.settings.fields import Unset
from bot.settings.formats import ROOMS, Room, check_web_address, parse_address
from handlers.announcements.model.audience import ALL
from handlers.announcements.model.policy import OFFICE, AnnouncementPolicy, FeedPolicy, QuietHours


def _check_feed_address(url: SecretStr) -> SecretStr:
    """Return the address, with https for `webcal`, as which calendars are often given."""
    address = url.get_secret_value()
    address = f"https{address.removeprefix('webcal')}" if address.startswith("webcal:") else address
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise PydanticCustomError("url", "not an address on the web") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PydanticCustomError("url", "not an address on the web")
    return SecretStr(check_web_address(address))


def _check_slug(slug: str) -> str:
    if slug == OFFICE:
        raise PydanticCustomError("slug", "taken")
    return slug


# As people type it after /abo.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$"), AfterValidator(_check_slug)]


class FeedSettings(BaseModel):
    """A source of announcements; the section is named as people type it after `/abo`."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    url: Annotated[SecretStr, AfterValidator(_check_feed_address)] = Field(
        title="an address such as {}",
        examples=["https://example.org/feed.xml"],
        description="An Atom or RSS feed, or a calendar (iCalendar, `webcal:` too). It may hold a secret, as those of "
        "private calendars do, and is never logged. A redirect is followed on the same host only",
    )
    name: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)] | None,
        Unset("the section's name"),
    ] = Field(default=None, title="what people call it", examples=["LaSI"], description="The name that people read")
    audience: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)] = Field(
        default=ALL,
        title="an audience such as {}",
        examples=["regierungsbezirk:Arnsberg"],
        description="Who is meant, among those who have subscribed to this source (`/abo`)",
    )
    send: bool = Field(
        default=False,
        description="Whether its announcements go out without an editor; otherwise they become drafts, as does what is "
        "there at the first reading, and what comes in greater numbers than five at once",
    )
    internal: bool = Field(
        default=False,
        description="Whether it may lie inside the network; otherwise private and local addresses, and those that lead "
        "to an IPv4 address inside of them (NAT64, 6to4), are not fetched, whatever its name leads to",
    )
    every_minutes: float = Field(default=60, ge=5, le=43_200, description="How often it is read, in minutes")
    ahead_days: float = Field(
        default=28, ge=0.01, le=366, description="How many days before it an appointment is announced"
    )
    remind_hours: float = Field(
        default=24,
        ge=0,
        le=8_760,
        description="How many hours before an appointment the same people are reminded of it; `0`: not at all",
    )

    def rules(self, slug: str) -> FeedPolicy:
        """Return the feed as the handlers work with it."""
        return FeedPolicy(
            name=self.name or slug,
            audience=self.audience,
            sends=self.send,
            ahead=timedelta(days=self.ahead_days),
            remind_before=self.remind_before,
        )

    @property
    def remind_before(self) -> timedelta | None:
        return timedelta(hours=self.remind_hours) if self.remind_hours else None


class AnnouncementSettings(BaseModel):
    """Sending of announcements."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    four_eyes: Annotated[bool | None, Unset("if there are two editors")] = Field(
        default=None, examples=[True], description="Whether a second editor has to approve an announcement"
    )
    late_hours: float = Field(
        default=12,
        ge=0,
        le=8_760,
        description="An announcement that missed its hour, as Lotse did not run, still goes out if it is not more "
        "hours late than this; else an editor is asked",
    )
    quiet: bool = Field(
        default=True,
        description="Whether announcements that are not urgent wait until night, weekend and public holiday are over",
    )
    quiet_from: int = Field(
        default=20, ge=1, le=24, description="The local hour at which the quiet hours of a working day begin"
    )
    quiet_until: int = Field(
        default=7, ge=0, le=23, description="The local hour at which they end, before `quiet_from`"
    )
    editors_room: Annotated[Room | None, Unset("where the author reads")] = Field(
        default=None,
        title="a room such as {}",
        examples=ROOMS,
        description="The room in which editors read replies to announcements, a thread for each person. Whoever is in "
        "it can answer",
    )
    feeds: dict[Slug, FeedSettings] = Field(
        default={}, title="a section with a name in small letters and digits, other than office", examples=["lasi"]
    )

    @model_validator(mode="after")
    def _leaves_hours(self) -> Self:
        if self.quiet_from <= self.quiet_until:
            raise ValueError("quiet_from must be later than quiet_until")
        return self

    def rules(self) -> AnnouncementPolicy:
        """Return the rules that the handlers work with."""
        return AnnouncementPolicy(
            four_eyes=self.four_eyes,
            late_within=timedelta(hours=self.late_hours),
            quiet=QuietHours(begins=self.quiet_from, until=self.quiet_until) if self.quiet else None,
            editors_room=parse_address(self.editors_room) if self.editors_room else None,
            feeds={slug: feed.rules(slug) for slug, feed in self.feeds.items()},
        )
