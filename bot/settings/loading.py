"""The settings, from lotse.toml and the variables LOTSE_*: read once, checked together, frozen."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from functools import reduce
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings.accounts import Account
from bot.settings.addresses import check_port
from bot.settings.announcements import AnnouncementSettings
from bot.settings.bounds import number_given, range_of
from bot.settings.exchange import ExchangeSettings
from bot.settings.hints import EXPECTED
from bot.settings.matrix import MatrixSettings
from bot.settings.monitoring import MonitoringSettings
from bot.settings.retention import RetentionSettings
from bot.settings.service import ServiceSettings
from bot.settings.telegram import TelegramSettings
from knowledge.search import Language

FILE = Path("lotse.toml")
PREFIX = "LOTSE_"

_LONGEST_NAME = 100
_SERVER = "postgresql+psycopg://"
_DATABASES = ("sqlite+aiosqlite:///", _SERVER)


def _is_name(time_zone: Any) -> Any:
    """Of a longer name the file that is looked for could not even be asked about."""
    if isinstance(time_zone, str) and len(time_zone) > _LONGEST_NAME:
        raise PydanticCustomError("time_zone", "not known")
    return time_zone


def _known(database: SecretStr) -> SecretStr:
    value = database.get_secret_value()
    if not value.startswith(_DATABASES) or value in _DATABASES:
        raise PydanticCustomError("database", "not supported")
    if value.startswith(_SERVER):
        _check_server(value)
    return database


def _check_server(value: str) -> None:
    # Whoever has only a file, and only a question, does not wait for this library.
    from sqlalchemy import make_url  # noqa: PLC0415
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        url = make_url(value)
    except (ArgumentError, ValueError) as error:
        raise PydanticCustomError("database", "not a URL") from error
    check_port(url.port)


class ConfigError(Exception):
    """Everything that is wrong with the configuration, one sentence each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class MatrixSection(MatrixSettings):
    """[matrix]: password and token stand there, in a variable or in a file of their own."""

    password_file: Path | None = Field(default=None, description="A file that holds the password and nothing else")
    token_file: Path | None = Field(default=None, description="A file that holds the token and nothing else")
    recovery_key: SecretStr | None = Field(default=None, description="For `lotse setup`, and never in the file")

    @model_validator(mode="before")
    @classmethod
    def _read_secrets(cls, values: Any) -> Any:
        return _from_file(_from_file(values, "password"), "token")


class TelegramSection(TelegramSettings):
    """[telegram]: the token stands there, in a variable or in a file of its own."""

    token_file: Path | None = Field(default=None, description="A file that holds the token and nothing else")

    @model_validator(mode="before")
    @classmethod
    def _read_token(cls, values: Any) -> Any:
        return _from_file(values, "token")


def _from_file(values: Any, secret: str) -> Any:
    """The values of a section, with a secret that stands in a file."""
    file = f"{secret}_file"
    if not isinstance(values, dict) or not values.get(file):
        return values
    if values.get(secret):
        raise ValueError(f"give {secret} or {file}, not both")
    try:
        found = Path(str(values[file])).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise ValueError(f"{file} can't be read ({type(error).__name__})") from error
    return {**values, secret: found}


class Roles(BaseModel):
    """[roles]: who may do more than ask."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    editors: tuple[Account, ...] = Field(default=(), description="Accounts that curate knowledge and announcements")
    admins: tuple[Account, ...] = Field(default=(), description="Accounts that run the service")


class Limits(BaseModel):
    """[limits]: how much is answered, and until when."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    burst: int = Field(
        default=60, ge=1, le=100_000, description="How many questions of one person are answered at once"
    )
    per_minute: int = Field(
        default=120, ge=1, le=100_000, description="How many questions of one person are answered after that"
    )
    late_after_minutes: float = Field(
        default=10, ge=0.01, le=525_600, description="Answers to older questions say that they are late"
    )
    answer_within_hours: float = Field(
        default=24, ge=0.01, le=8_760, description="Older questions are counted, but not answered"
    )


class _Variables(EnvSettingsSource):
    def decode_complex_value(self, field_name: str, field: Any, value: Any) -> Any:
        """Lists as JSON, or simply with commas between."""
        if str(value).lstrip()[:1] not in ("[", "{"):
            return [part.strip() for part in str(value).split(",")]
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_nested_delimiter="__", env_ignore_empty=True
    )

    data_dir: Path = Field(default=Path("data"), description="The folder of database and Matrix store")
    database: Annotated[SecretStr, AfterValidator(_known)] | None = Field(
        default=None, description="The database, if not lotse.db in data_dir"
    )
    database_file: Path | None = Field(
        default=None, description="A file that holds the database's URL and nothing else"
    )
    language: Language = Field(default="de", description="What Lotse speaks until a person chooses or asks otherwise")
    time_zone: Annotated[ZoneInfo, BeforeValidator(_is_name)] = Field(
        default=ZoneInfo("Europe/Berlin"), description="The time zone of the people"
    )
    office: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)] = Field(
        default="LaKI", description="How Lotse calls the coordinating office"
    )
    matrix: MatrixSection | None = Field(default=None, description="The account on Matrix")
    telegram: TelegramSection | None = Field(default=None, description="The bot on Telegram")
    limits: Limits = Limits()
    roles: Roles = Roles()
    exchange: ExchangeSettings = ExchangeSettings()
    announcements: AnnouncementSettings = AnnouncementSettings()
    retention: RetentionSettings = RetentionSettings()
    monitoring: MonitoringSettings = MonitoringSettings()
    service: ServiceSettings = ServiceSettings()

    @model_validator(mode="before")
    @classmethod
    def _read_database(cls, values: Any) -> Any:
        return _from_file(values, "database")

    @property
    def has_platform(self) -> bool:
        return self.matrix is not None or self.telegram is not None

    @property
    def database_url(self) -> str:
        if self.database is not None:
            return self.database.get_secret_value()
        return f"sqlite+aiosqlite:///{self.data_dir / 'lotse.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return _Variables(settings_cls), init_settings


def read(path: Path | None = None) -> Settings:
    """Return the settings of the file (lotse.toml here, if any) and the variables; raises ConfigError with all faults.

    Files with secrets are read too, and relative to the folder of the command.
    """
    values = _parsed(path)
    unknown = [*_unknown_keys(values), *_unknown_variables(os.environ)]
    try:
        settings = Settings(**{key: value for key, value in values.items() if key in Settings.model_fields})
    except ValidationError as error:
        faults = [_fault(detail) for detail in error.errors() if not (unknown and detail["type"] == "extra_forbidden")]
        raise ConfigError(tuple(dict.fromkeys((*unknown, *faults)))) from None
    if unknown:
        raise ConfigError(tuple(dict.fromkeys(unknown)))
    return settings


def keys() -> Iterator[str]:
    """Every setting by its full name, such as `matrix.user_id`; `*` stands for any name of a section."""
    return (key for key, _ in _fields())


def _fields(model: type[BaseModel] = Settings, above: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """The settings with their declarations."""
    for name, field in model.model_fields.items():
        section = next((kind for kind in (field.annotation, *get_args(field.annotation)) if _is_section(kind)), None)
        if section is None:
            yield above + name, field
        else:
            many = "*." if get_origin(field.annotation) is dict else ""
            yield from _fields(section, f"{above}{name}.{many}")


def files_named(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The files that settings name, such as ("telegram.token_file", Path(...)), but for the folder of data."""
    for key, field in _fields():
        value = reduce(lambda section, name: getattr(section, name, None), key.split("."), settings)  # type: ignore[arg-type, return-value]
        if field.annotation in (Path, Path | None) and isinstance(value, Path) and key != "data_dir":
            yield key, value


def variables_given() -> list[str]:
    """The names of the variables that are set, but for that of the folder of data."""
    return sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name != variable("data_dir"))


def variable(key: str) -> str:
    """The variable of a setting."""
    return PREFIX + key.upper().replace(".", "__")


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _parsed(path: Path | None) -> dict[str, Any]:
    if path is None and not FILE.exists():
        return {}
    file = path or FILE
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((f"{file} can't be read ({type(error).__name__}).",)) from error
    except ValueError as error:
        # Numbers without end are no TOMLDecodeError.
        raise ConfigError((f"{file} is not valid TOML: {error}.",)) from error


def _unknown_keys(values: Mapping[str, Any]) -> Iterator[str]:
    known = set(keys())
    for key in _flat(values):
        if key == "matrix.recovery_key":
            yield f"{key} must not lie beside what it protects: give it to `lotse setup` in {variable(key)}."
        elif not any(_fits(key, setting) for setting in known):
            yield f"Unknown setting {key}; the nearest known one is {_nearest(key, known)}."


def _unknown_variables(environ: Mapping[str, str]) -> Iterator[str]:
    known = {variable(key) for key in keys()} | {variable(name) for name in Settings.model_fields}
    for name in environ:
        if name.upper().startswith(PREFIX) and not any(fnmatchcase(name.upper(), variable) for variable in known):
            yield f"Unknown variable {name}; the nearest known one is {_nearest(name.upper(), known)}."


def _fits(key: str, setting: str) -> bool:
    """Whether it is this setting, or an empty section above it."""
    sections = setting.split(".")
    return fnmatchcase(key, ".".join(sections[: key.count(".") + 1]))


def _flat(values: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{above}{key}.")
        else:
            yield above + key


def _nearest(name: str, known: set[str]) -> str:
    return max(sorted(known), key=lambda other: SequenceMatcher(None, name, other).ratio())


def _fault(detail: ErrorDetails) -> str:
    """Never the value itself, which may be a password, unless it is a number where one belongs."""
    key = ".".join(part for part in detail["loc"] if isinstance(part, str) and part != "[key]")
    if detail["type"] == "missing":
        return f"{key} is missing: set it in {FILE} or in {variable(key)}."
    message = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "value_error":
        return f"{key}: {message}." if key else f"{message}."
    place = f"{key} ({variable(key)})" if variable(key) in os.environ else key
    return f"{place}: {_expectation(key, message, detail)}."


def _expectation(key: str, message: str, detail: ErrorDetails) -> str:
    if detail["type"] == "port":
        return message
    if detail["type"] == "account":
        entry = next((part + 1 for part in reversed(detail["loc"]) if isinstance(part, int)), 1)
        return f"entry {entry}: expected {message}"
    bounds = next((range_of(field) for known, field in _fields() if fnmatchcase(key, known)), None)
    given = number_given(detail["input"])
    if bounds is not None and given is not None:
        return f"{given} is not {bounds}"
    return f"expected {bounds or next((said for known, said in EXPECTED.items() if fnmatchcase(key, known)), message)}"
