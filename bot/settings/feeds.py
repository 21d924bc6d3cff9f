"""[announcements.feeds.SLUG]: what is read for news, and what is made of it."""

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints
from pydantic_core import PydanticCustomError

from bot.settings.addresses import check_web_address
from handlers.announcements.audience import ALL
from handlers.announcements.model.policy import FeedPolicy


def _on_the_web(url: SecretStr) -> SecretStr:
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

    url: Annotated[SecretStr, AfterValidator(_on_the_web)] = Field(description="Where it is: Atom, RSS or iCalendar")
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

    def rules(self, slug: str) -> FeedPolicy:
        """As the handlers take them."""
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
