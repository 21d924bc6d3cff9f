"""[telegram]: the bot account, and the way messages take to it."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from bot.settings.fields import Unset, read_secret
from bot.settings.formats import Listen, SecureWebAddress, WebAddress


def _check_token(token: SecretStr) -> SecretStr:
    number, _, secret = token.get_secret_value().strip().partition(":")
    if not number.isdecimal() or not secret or any(character.isspace() for character in secret):
        raise ValueError("expected a token as BotFather gives it, such as 4711:AAE...")
    return SecretStr(f"{number}:{secret}")


class TelegramSettings(BaseModel):
    """The bot on Telegram, and the way messages take to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: Annotated[SecretStr, AfterValidator(_check_token), Unset("required, or `token_file`")] = Field(
        title="a token as BotFather gives it", examples=["4711:AAE..."], description="The token of the bot"
    )
    token_file: Path | None = Field(
        default=None,
        title="the path of a file with the token",
        examples=["/run/secrets/telegram-token"],
        description="A file that holds the token and nothing else, instead of `token`",
    )
    base_url: WebAddress = Field(
        default="https://api.telegram.org/bot",
        title="an address such as {}",
        examples=["https://api.telegram.org/bot"],
        description="The address of the Bot API, up to the token; for a Bot API server of one's own",
    )
    mode: Literal["polling", "webhook"] = Field(
        default="polling",
        description="How messages reach Lotse: it asks for them (`polling`), or Telegram delivers them (`webhook`)",
    )
    webhook_url: SecureWebAddress | None = Field(
        default=None,
        title="an address such as {}",
        examples=["https://lotse.example.org/telegram"],
        description="In webhook mode the https address to which Telegram delivers them",
    )
    listen: Listen = Field(
        default="127.0.0.1:8443",
        title="an address such as {}",
        examples=["127.0.0.1:8443"],
        description="In webhook mode where Lotse listens for them, behind a reverse proxy",
    )

    @model_validator(mode="before")
    @classmethod
    def _read_token(cls, values: Any) -> Any:
        return read_secret(values, "token")

    @model_validator(mode="after")
    def _has_an_address(self) -> Self:
        if self.mode == "webhook" and self.webhook_url is None:
            raise ValueError("webhook mode needs webhook_url")
        return self

    @property
    def webhook_path(self) -> str | None:
        """Return the path of `webhook_url`; None if updates are polled."""
        if self.mode == "polling" or self.webhook_url is None:
            return None
        return urlsplit(self.webhook_url).path or "/"
