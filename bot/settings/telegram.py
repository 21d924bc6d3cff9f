"""The section `[telegram]` of the configuration."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from bot.settings.formats import Listen, SecureWebAddress, WebAddress


def _check_token(token: SecretStr) -> SecretStr:
    number, _, secret = token.get_secret_value().strip().partition(":")
    if not number.isdecimal() or not secret or any(character.isspace() for character in secret):
        raise ValueError("expected a token as BotFather gives it, such as 4711:AAE...")
    return SecretStr(f"{number}:{secret}")


class TelegramSettings(BaseModel):
    """How Lotse reaches its bot account, and how Telegram reaches Lotse."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: Annotated[SecretStr, AfterValidator(_check_token)]
    base_url: WebAddress = Field(
        default="https://api.telegram.org/bot", description="The address of the Bot API, up to the token"
    )
    mode: Literal["polling", "webhook"] = Field(default="polling", description="How messages come to Lotse")
    webhook_url: SecureWebAddress | None = Field(
        default=None, description="Where Telegram sends messages to, in webhook mode"
    )
    listen: Listen = Field(default="127.0.0.1:8443", description="Where Lotse takes them, behind a reverse proxy")

    @model_validator(mode="after")
    def _has_an_address(self) -> Self:
        if self.mode == "webhook" and self.webhook_url is None:
            raise ValueError("webhook mode needs webhook_url")
        return self
