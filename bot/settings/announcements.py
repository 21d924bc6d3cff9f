"""[announcements]: what may be set about the office's news."""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from bot.settings.accounts import Room, address_of
from bot.settings.feeds import FeedSettings
from handlers.announcements.model.announcement import OFFICE
from handlers.announcements.model.policy import AnnouncementPolicy, QuietHours


def _not_the_office(slug: str) -> str:
    if slug == OFFICE:
        raise PydanticCustomError("slug", "taken")
    return slug


# As it stands behind /abo.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$"), AfterValidator(_not_the_office)]


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

    def rules(self) -> AnnouncementPolicy:
        """As the handlers take them."""
        return AnnouncementPolicy(
            four_eyes=self.four_eyes,
            late_within=timedelta(hours=self.late_hours),
            quiet=QuietHours(begins=self.quiet_from, until=self.quiet_until) if self.quiet else None,
            editors_room=address_of(self.editors_room) if self.editors_room else None,
            feeds={slug: feed.rules(slug) for slug, feed in self.feeds.items()},
        )
