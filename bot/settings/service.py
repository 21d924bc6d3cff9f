"""Sections of the service itself: [limits], [roles], [retention], [monitoring], [service]."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.settings.fields import Unset
from bot.settings.formats import ACCOUNTS, OFF, ROOMS, Accounts, Domain, ListenOrOff, Room, Space, parse_address
from handlers.core.events import Address
from handlers.core.retention import Retention

LEASE_SECONDS = 8.0

LogStyle = Literal["text", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]


class Limits(BaseModel):
    """Limits on the rate of questions, and on the age of a question that is still answered."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    burst: int = Field(
        default=60, ge=1, le=100_000, description="How many questions of one person are answered at once"
    )
    per_minute: int = Field(
        default=120,
        ge=1,
        le=100_000,
        description="How many questions of one person are answered per minute after that; the others wait, and "
        "everybody else is served meanwhile",
    )
    late_after_minutes: float = Field(
        default=10,
        ge=0.01,
        le=525_600,
        description="Answers to questions that are older than this many minutes say that they are late",
    )
    answer_within_hours: float = Field(
        default=24,
        ge=0.01,
        le=8_760,
        description="Questions that are older than this many hours when Lotse reads them, after an outage, are counted "
        "but not answered",
    )


class Roles(BaseModel):
    """The people who may do more than ask.

    They and moderators get direct messages once they have written to Lotse directly; until then, it
    knows no chat with them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    editors: Accounts = Field(
        default=(), examples=ACCOUNTS, description="Accounts that curate knowledge and announcements"
    )
    admins: Accounts = Field(default=(), examples=ACCOUNTS, description="Accounts that run the service")
    member_domains: Annotated[tuple[Domain, ...], Unset("none")] = Field(
        default=(),
        examples=[["stadt.example"]],
        description="Homeservers whose accounts, all of them, count as verified members, who may read what is for "
        "the network or internal",
    )
    member_spaces: Annotated[tuple[Space, ...], Unset("none")] = Field(
        default=(),
        examples=[["!abc:example.org"]],
        description="Matrix spaces, by id or alias, in which Lotse is; whoever is joined to one counts as a verified "
        "member. An alias is looked up at the start",
    )


_PERIODS = Retention()


class RetentionSettings(BaseModel):
    """Retention periods in days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    events_days: int = Field(
        default=_PERIODS.events.days, ge=2, le=36_500, description="Whom Lotse answered and what about, without texts"
    )
    unanswered_days: int = Field(
        default=_PERIODS.unanswered.days,
        ge=0,
        le=36_500,
        description="Questions with what was found, for the editors, without who asked; `0` keeps none",
    )
    exchanges_days: int = Field(
        default=_PERIODS.exchanges.days,
        ge=1,
        le=36_500,
        description="Questions to colleagues, with what was said about them",
    )
    announcements_days: int = Field(
        default=_PERIODS.announcements.days,
        ge=1,
        le=36_500,
        description="Announcements, with who got them and what came back",
    )

    def retention(self) -> Retention:
        """Return the periods that handlers and the clean-up work with."""
        return Retention(
            events=timedelta(days=self.events_days),
            unanswered=timedelta(days=self.unanswered_days),
            exchanges=timedelta(days=self.exchanges_days),
            announcements=timedelta(days=self.announcements_days),
        )


class MonitoringSettings(BaseModel):
    """Logs, metrics and alerts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    listen: ListenOrOff = Field(
        default="127.0.0.1:9464",
        title='an address such as {}, or "off"',
        examples=["127.0.0.1:9464"],
        description="Where `/healthz`, `/readyz` and `/metrics` are; `off` for nowhere",
    )
    log: LogStyle = Field(default="text", description="How the log is written; `json`: an object a line")
    log_level: LogLevel = Field(default="info", description="The least level that is logged")
    admins_room: Annotated[Room | None, Unset("the admins' own chats")] = Field(
        default=None,
        title="a room such as {}",
        examples=ROOMS,
        description="The room in which admins are told what goes wrong",
    )

    @property
    def is_asked_for(self) -> bool:
        """Return whether `listen` was set, so that the service may run without a platform."""
        return "listen" in self.model_fields_set and self.listen != OFF

    def room(self) -> Address | None:
        """Return the address of `admins_room`."""
        return None if self.admins_room is None else parse_address(self.admins_room)


class ServiceSettings(BaseModel):
    """Replacement of processes that hang."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lease_seconds: float = Field(
        default=LEASE_SECONDS,
        ge=1,
        le=60,
        description="Of several services on one PostgreSQL, one that does not answer is replaced after so many "
        "seconds; the same for all",
    )
    watchdog_seconds: float = Field(
        default=60,
        ge=0,
        le=86_400,
        description="Lotse ends, to be started again, when its event loop has not turned for so many seconds; `0`: "
        "never",
    )
