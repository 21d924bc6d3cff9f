"""[service]: what becomes of a process that hangs."""

from pydantic import BaseModel, ConfigDict, Field

LEASE_SECONDS = 8.0


class ServiceSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    lease_seconds: float = Field(
        default=LEASE_SECONDS, ge=1, le=60, description="Of several services one that hangs is replaced after so long"
    )
    watchdog_seconds: float = Field(
        default=60, ge=0, le=86_400, description="Lotse ends when its event loop has not turned for so long; 0: never"
    )
