"""[monitoring]: what may be set about watching Lotse."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.accounts import Room, address_of
from handlers.events import Address

_LISTEN = r"^(off|\S+:\d{1,5})$"


class MonitoringSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    listen: Annotated[str, StringConstraints(pattern=_LISTEN, strip_whitespace=True)] = Field(
        default="127.0.0.1:9464", description="Where /healthz, /readyz and /metrics are, or off"
    )
    admins_room: Room | None = Field(default=None, description="The room in which admins are told what goes wrong")

    def room(self) -> Address | None:
        """As the outbox takes it."""
        return None if self.admins_room is None else address_of(self.admins_room)
