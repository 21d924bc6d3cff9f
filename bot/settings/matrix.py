"""[matrix] and [matrix.space]: the account on Matrix and the rooms that Lotse provisions."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator

from bot.settings.fields import Unset, VariableOnly, read_secret
from bot.settings.formats import MatrixId, WebAddress

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Localpart = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100)]
Version = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+$", max_length=32)]
Visibility = Literal["shared", "invited", "joined", "world_readable"]
# One that fits some Matrix id: it begins like one, and has room for the colon before the server.
Pattern = Annotated[str, StringConstraints(pattern=r"^([@?]\S*[:*?]\S*|\*\S*)$", strip_whitespace=True)]


class SpaceSettings(BaseModel):
    """The space with a room per topic that `lotse matrix provision` makes; without this section it makes none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name = Field(default="KI-Austausch", title="the name of the space", description="The name of the space")
    alias: Localpart = Field(
        default="ki-austausch",
        title="the beginning of an alias in small letters, such as {}",
        examples=["ki-austausch"],
        description="The alias of the space, and with `-` and the topic's slug those of its rooms",
    )
    avatar: Annotated[Path | None, Unset("none")] = Field(
        default=None,
        title="the path of a picture",
        examples=["space.png"],
        description="A picture for the space and its rooms",
    )
    encrypted: bool = Field(
        default=True, description="Whether the rooms are encrypted; this is never switched off again"
    )
    history_visibility: Visibility = Field(
        default="shared", description="Who may read what was written before they joined"
    )
    join: Literal["space", "invite"] = Field(
        default="space", description="Who may enter a room: members of the space (`space`), or invited people alone"
    )
    room_version: Annotated[Version | None, Unset("the homeserver's")] = Field(
        default=None, title="a room version such as {}", examples=["12"], description="The version of new rooms"
    )
    invite: Annotated[tuple[MatrixId, ...], Unset("nobody")] = Field(
        default=(), examples=[["@anna:example.org"]], description="Matrix ids to be invited"
    )


class MatrixSettings(BaseModel):
    """The account on Matrix. Password or token is needed for the first login, which is then kept in `data_dir`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    homeserver: WebAddress = Field(
        title="an address such as {}",
        examples=["https://matrix.example.org"],
        description="The address under which clients reach the homeserver",
    )
    user_id: MatrixId = Field(
        title="a Matrix id such as {}", examples=["@lotse:example.org"], description="Lotse's account"
    )
    password: SecretStr | None = Field(
        default=None,
        title="the password of the account",
        examples=["..."],
        description="The password, used to log in once",
    )
    password_file: Path | None = Field(
        default=None,
        title="the path of a file with the password",
        examples=["/run/secrets/matrix-password"],
        description="A file that holds the password and nothing else, instead of `password`",
    )
    token: SecretStr | None = Field(
        default=None,
        title="an access token of the account",
        examples=["..."],
        description="An access token of the account, for Lotse alone, instead of a password",
    )
    token_file: Path | None = Field(
        default=None,
        title="the path of a file with the token",
        examples=["/run/secrets/matrix-token"],
        description="A file that holds the token and nothing else, instead of `token`",
    )
    recovery_key: Annotated[SecretStr | None, VariableOnly()] = Field(
        default=None,
        title="the recovery key of the account",
        description="The key to the account's secret storage, for `lotse setup`; a variable only, never in the file",
    )
    allowed_inviters: Annotated[tuple[Pattern, ...], Unset("nobody")] = Field(
        default=(),
        examples=[["*:example.org"]],
        description="Who may invite Lotse: Matrix ids in which `*` stands for anything",
    )
    space: SpaceSettings | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_secrets(cls, values: Any) -> Any:
        return read_secret(read_secret(values, "password"), "token")

    @property
    def base_url(self) -> str:
        return self.homeserver.rstrip("/")
