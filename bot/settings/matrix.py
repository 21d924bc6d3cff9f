"""[matrix] and [matrix.space]: the account on Matrix and the rooms that Lotse provisions."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from bot.settings.formats import MatrixId, WebAddress

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Localpart = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100)]
Version = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+$", max_length=32)]
Visibility = Literal["shared", "invited", "joined", "world_readable"]


class SpaceSettings(BaseModel):
    """The space that `lotse matrix provision` makes, and what holds for all of its rooms."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name = Field(default="KI-Austausch", description="The name of the space")
    alias: Localpart = Field(default="ki-austausch", description="The space's alias, and the beginning of the rooms'")
    avatar: Path | None = Field(default=None, description="A picture for the space and its rooms")
    encrypted: bool = Field(default=True, description="Whether the rooms are encrypted; never switched off again")
    history_visibility: Visibility = Field(default="shared", description="Who may read what was said before")
    join: Literal["space", "invite"] = Field(
        default="space", description="Whether members of the space may enter its rooms, or only who is invited"
    )
    room_version: Version | None = Field(default=None, description="The version of new rooms, if not the homeserver's")
    invite: tuple[MatrixId, ...] = Field(default=(), description="People to be invited")


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
