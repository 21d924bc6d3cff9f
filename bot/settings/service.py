"""Sections of the service itself: [limits], [roles], [retention], [monitoring], [service]."""

from datetime import timedelta
from typing import Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
)

from bot.settings.formats import OFF, Account, ListenOrOff, Room, parse_address
from handlers.core.events import Address
from handlers.core.retention import Retention


class Roles(BaseModel):
    """[roles]: who may do more than ask."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    editors: tuple[Account, ...] = Field(default=(), description="Accounts that curate knowledge and announcements")
    admins: tuple[Account, ...] = Field(default=(), description="Accounts that run the service")


class Limits(BaseModel):
    """[limits]: how much is answered, and until when."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    burst: int = Field(
        default=60, ge=1, le=100_000, description="How many questions of one person are answered at once"
    )
    per_minute: int = Field(
        default=120, ge=1, le=100_000, description="How many questions of one person are answered after that"
    )
    late_after_minutes: float = Field(
        default=10, ge=0.01, le=525_600, description="Answers to older questions say that they are late"
    )
    answer_within_hours: float = Field(
        default=24, ge=0.01, le=8_760, description="Older questions are counted, but not answered"
    )


LogStyle = Literal["text", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]


class MonitoringSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    listen: ListenOrOff = Field(
        default="127.0.0.1:9464", description="Where /healthz, /readyz and /metrics are, or off"
    )
    log: LogStyle = Field(default="text", description="How the log is written, text or json")
    log_level: LogLevel = Field(default="info", description="From which level on it is written")
    admins_room: Room | None = Field(default=None, description="The room in which admins are told what goes wrong")

    @property
    def is_asked_for(self) -> bool:
        """Whether it is set where Lotse can be watched, so that it is worth while without anybody to talk to."""
        return "listen" in self.model_fields_set and self.listen != OFF

    def room(self) -> Address | None:
        """As the outbox takes it."""
        return None if self.admins_room is None else parse_address(self.admins_room)


class RetentionSettings(BaseModel):
    """In days. Updates are known again for a while, so that none is answered twice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    events_days: int = Field(
        default=30, ge=2, le=36_500, description="Whom Lotse answered and what about, without texts"
    )
    unanswered_days: int = Field(
        default=90, ge=0, le=36_500, description="Questions that nothing answers, without who asked"
    )
    exchanges_days: int = Field(
        default=730, ge=1, le=36_500, description="Questions to colleagues and what was said about them"
    )
    announcements_days: int = Field(
        default=730, ge=1, le=36_500, description="Announcements, who got them, what came back"
    )

    def kept(self) -> Retention:
        """As handlers and the cleaning take it."""
        return Retention(
            events=timedelta(days=self.events_days),
            unanswered=timedelta(days=self.unanswered_days),
            exchanges=timedelta(days=self.exchanges_days),
            announcements=timedelta(days=self.announcements_days),
        )


LEASE_SECONDS = 8.0


class ServiceSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    lease_seconds: float = Field(
        default=LEASE_SECONDS, ge=1, le=60, description="Of several services one that hangs is replaced after so long"
    )
    watchdog_seconds: float = Field(
        default=60, ge=0, le=86_400, description="Lotse ends when its event loop has not turned for so long; 0: never"
    )
