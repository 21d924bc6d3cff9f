"""[announcements]: what can be set about announcements and the feeds they are made from."""

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from bot.settings.formats import Room, check_web_address, parse_address
from handlers.announcements.model.announcement import OFFICE
from handlers.announcements.model.audience import ALL
from handlers.announcements.model.rules import Feed, Rules
from handlers.announcements.schedule.quiet_hours import Quiet


def _check_feed_address(url: SecretStr) -> SecretStr:
    """Calendars are often given as webcal."""
    address = url.get_secret_value()
    address = f"https{address.removeprefix('webcal')}" if address.startswith("webcal:") else address
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise PydanticCustomError("url", "not an address on the web") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PydanticCustomError("url", "not an address on the web")
    return SecretStr(check_web_address(address))


class FeedSettings(BaseModel):
    """The address may hold a secret, as those of private calendars do."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    url: Annotated[SecretStr, AfterValidator(_check_feed_address)] = Field(
        description="Where it is: Atom, RSS or iCalendar"
    )
    name: Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)] | None = Field(
        default=None, description="What people call it, if not as the section"
    )
    audience: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)] = Field(
        default=ALL, description="Whom its news are meant for, among its subscribers"
    )
    send: bool = Field(default=False, description="Whether its news go out without an editor")
    internal: bool = Field(default=False, description="Whether it is inside the network, where feeds usually are not")
    every_minutes: float = Field(default=60, ge=5, le=43_200, description="How often it is read")
    ahead_days: float = Field(default=28, ge=0.01, le=366, description="How long before it an appointment is announced")
    remind_hours: float = Field(
        default=24, ge=0, le=8_760, description="How long before it people are reminded; 0: not at all"
    )

    def rules(self, slug: str) -> Feed:
        """As the handlers take them."""
        return Feed(
            name=self.name or slug,
            audience=self.audience,
            sends=self.send,
            ahead=timedelta(days=self.ahead_days),
            remind_before=self.remind_before,
        )

    @property
    def remind_before(self) -> timedelta | None:
        return timedelta(hours=self.remind_hours) if self.remind_hours else None


def _check_slug(slug: str) -> str:
    if slug == OFFICE:
        raise PydanticCustomError("slug", "taken")
    return slug


# As it stands behind /abo.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$"), AfterValidator(_check_slug)]


class AnnouncementSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    four_eyes: bool | None = Field(default=None, description="Whether a second editor approves")
    late_hours: float = Field(
        default=12, ge=0, le=8_760, description="What is later than this is not sent without asking"
    )
    quiet: bool = Field(default=True, description="Whether there are quiet hours")
    quiet_from: int = Field(default=20, ge=1, le=24, description="The hour at which they begin")
    quiet_until: int = Field(default=7, ge=0, le=23, description="The hour at which they end")
    editors_room: Room | None = Field(default=None, description="Where replies are read")

    feeds: dict[Slug, FeedSettings] = Field(default={}, description="Sections for single feeds")

    @model_validator(mode="after")
    def _leaves_hours(self) -> "AnnouncementSettings":
        if self.quiet_from <= self.quiet_until:
            raise ValueError("quiet_from must be later than quiet_until")
        return self

    def rules(self) -> Rules:
        """As the handlers take them."""
        return Rules(
            four_eyes=self.four_eyes,
            late_within=timedelta(hours=self.late_hours),
            quiet=Quiet(begins=self.quiet_from, until=self.quiet_until) if self.quiet else None,
            editors_room=parse_address(self.editors_room) if self.editors_room else None,
            feeds={slug: feed.rules(slug) for slug, feed in self.feeds.items()},
        )
