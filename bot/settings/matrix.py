"""The section `[matrix]` of the configuration."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from bot.settings.addresses import MatrixId, WebAddress
from bot.settings.matrix_space import SpaceSettings

# One that fits some Matrix id: it begins like one, and has room for the colon before the server.
Pattern = Annotated[str, StringConstraints(pattern=r"^([@?]\S*[:*?]\S*|\*\S*)$", strip_whitespace=True)]


class MatrixSettings(BaseModel):
    """How Lotse reaches its account.

    `password` or `token` is needed once; the login is then kept in the data directory.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    homeserver: WebAddress
    user_id: MatrixId
    password: SecretStr | None = None
    token: SecretStr | None = Field(default=None, description="An access token of the account, instead of a password")
    allowed_inviters: tuple[Pattern, ...] = Field(
        default=(), description="Who may invite Lotse: Matrix ids in which * stands for anything"
    )
    space: SpaceSettings | None = Field(default=None, description="The space with a room per topic")

    @property
    def base_url(self) -> str:
        return self.homeserver.rstrip("/")
