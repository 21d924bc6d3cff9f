"""[monitoring]: what may be set about watching Lotse."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.settings.accounts import Room, address_of
from bot.settings.addresses import OFF, ListenOrOff
from handlers.core.events import Address

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
        return None if self.admins_room is None else address_of(self.admins_room)
