"""[web]: the editors' desk in a browser."""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from bot.settings.formats import Listen, check_web_address

# Below it everything of the desk lies, so that a reverse proxy passes nothing else on.
PATH = "/redaktion"


def _check_url(url: str) -> str:
    """Return the address without a slash at its end; only this machine's own may be without https."""
    bare = check_web_address(url).rstrip("/")
    if not bare.startswith(("https://", "http://localhost:", "http://127.0.0.1:")):
        raise PydanticCustomError("address", "not https")
    return bare


WebOrigin = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s/]+/?$", strip_whitespace=True),
    AfterValidator(_check_url),
]


class WebSettings(BaseModel):
    """The web desk, on which editors curate; without this section there is none."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    url: WebOrigin = Field(
        title="an https address without a path, such as {}",
        examples=["https://lotse.example.org"],
        description="The address under which browsers reach the desk, at `/redaktion`, through the reverse proxy",
    )
    listen: Listen = Field(
        default="127.0.0.1:8480",
        title="an address such as {}",
        examples=["127.0.0.1:8480"],
        description="Where Lotse listens for the reverse proxy",
    )
    session_hours: float = Field(default=8, ge=0.1, le=168, description="After how many hours one has to sign in again")

    @property
    def address(self) -> str:
        """The address of the desk's first page."""
        return self.url + PATH

    @property
    def session_lifetime(self) -> timedelta:
        return timedelta(hours=self.session_hours)
