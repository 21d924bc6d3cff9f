"""The section `[matrix]` of the configuration."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from bot.addresses import MatrixId, WebAddress
from bot.platforms.matrix.provision.settings import SpaceSettings

Pattern = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class MatrixSettings(BaseModel):
    """How Lotse reaches its account. `password` is needed once; the login is then kept in the data directory."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    homeserver: WebAddress
    user_id: MatrixId
    password: SecretStr | None = None
    allowed_inviters: tuple[Pattern, ...] = Field(
        default=(), description="Who may invite Lotse: Matrix ids in which * stands for anything"
    )
    space: SpaceSettings | None = Field(default=None, description="The space with a room per topic")

    @property
    def base_url(self) -> str:
        return self.homeserver.rstrip("/")
