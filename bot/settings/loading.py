"""The settings and how they are read, once, from lotse.toml and the variables LOTSE_*."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from functools import reduce
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings.announcements import AnnouncementSettings
from bot.settings.exchange import ExchangeSettings
from bot.settings.fields import (
    Declaration,
    Unset,
    VariableOnly,
    declarations,
    describe_range,
    quote_number,
    read_secret,
)
from bot.settings.formats import check_port
from bot.settings.knowledge import KnowledgeSettings
from bot.settings.matrix import MatrixSettings
from bot.settings.service import Limits, MonitoringSettings, RetentionSettings, Roles, ServiceSettings
from bot.settings.telegram import TelegramSettings
from bot.settings.web import WebSettings
from handlers.i18n import CATALOGUES, DEFAULT_LANGUAGE
from knowledge.search import Language

FILE = Path("lotse.toml")
PREFIX = "LOTSE_"

_LONGEST_NAME = 100
_SERVER = "postgresql+psycopg://"
_DATABASES = ("sqlite+aiosqlite:///", _SERVER)


def _check_time_zone(time_zone: Any) -> Any:
    """Refuse names that are longer than a file's name can be, for which zoneinfo raises OSError."""
    if isinstance(time_zone, str) and len(time_zone) > _LONGEST_NAME:
        raise PydanticCustomError("time_zone", "not known")
    return time_zone


def _check_language(language: Language) -> Language:
    if language not in CATALOGUES:
        raise PydanticCustomError("language", "no catalogue")
    return language


def _check_database(database: SecretStr) -> SecretStr:
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


class _Variables(EnvSettingsSource):
    def decode_complex_value(self, field_name: str, field: Any, value: Any) -> Any:
        """Parse a list given as JSON or as comma-separated values."""
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

    data_dir: Path = Field(
        default=Path("data"),
        title="the path of a folder",
        description="The folder of database and Matrix store; for Lotse's user only",
    )
    database: Annotated[
        Annotated[SecretStr, AfterValidator(_check_database)] | None, Unset("`lotse.db` in `data_dir`")
    ] = Field(
        default=None,
        title="sqlite+aiosqlite:///PATH or postgresql+psycopg://USER@HOST/NAME",
        examples=["postgresql+psycopg://lotse@localhost/lotse"],
        description="The URL of the database",
    )
    database_file: Path | None = Field(
        default=None,
        title="the path of a file with the database's URL",
        examples=["/run/secrets/database"],
        description="A file that holds that URL and nothing else, instead of `database`; for a URL with a password",
    )
    language: Annotated[Language, AfterValidator(_check_language)] = Field(
        default=DEFAULT_LANGUAGE,
        title="{}",
        examples=list(CATALOGUES),
        description="What Lotse speaks until a person chooses or asks in another language",
    )
    time_zone: Annotated[ZoneInfo, BeforeValidator(_check_time_zone)] = Field(
        default=ZoneInfo("Europe/Berlin"),
        title="the name of a time zone, such as {}",
        examples=["Europe/Berlin"],
        description="Where people are",
    )
    office: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)] = Field(
        default="LaKI",
        title="the name of the coordinating office",
        description="How Lotse calls the coordinating office",
    )
    matrix: MatrixSettings | None = None
    telegram: TelegramSettings | None = None
    limits: Limits = Limits()
    roles: Roles = Roles()
    exchange: ExchangeSettings = ExchangeSettings()
    announcements: AnnouncementSettings = AnnouncementSettings()
    knowledge: KnowledgeSettings = KnowledgeSettings()
    retention: RetentionSettings = RetentionSettings()
    monitoring: MonitoringSettings = MonitoringSettings()
    service: ServiceSettings = ServiceSettings()
    web: WebSettings | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_database(cls, values: Any) -> Any:
        return read_secret(values, "database")

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
    values = _parse_file(path)
    unknown = [*_unknown_keys(values), *_unknown_variables(os.environ)]
    try:
        settings = Settings(**{key: value for key, value in values.items() if key in Settings.model_fields})
    except ValidationError as error:
        faults = [
            _describe_fault(detail)
            for detail in error.errors()
            if not (unknown and detail["type"] == "extra_forbidden")
        ]
        raise ConfigError(tuple(dict.fromkeys((*unknown, *faults)))) from None
    if unknown:
        raise ConfigError(tuple(dict.fromkeys(unknown)))
    return settings


def declared_settings() -> Iterator[Declaration]:
    """Return the declarations of all settings, without those of the sections around them."""
    return (each for each in declarations(Settings) if each.section is None)


def setting_names() -> Iterator[str]:
    """Return every setting by its full name, such as `matrix.user_id`; `*` stands for any name of a section."""
    return (each.key for each in declared_settings())


def describe_values(key: str) -> str | None:
    """Return the values that a setting or section takes, in words; None if there is none of this name."""
    return next((each.values() for each in declarations(Settings) if fnmatchcase(key, each.key)), None)


def referenced_files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Yield the files that settings name, such as ("telegram.token_file", Path(...)), without the data directory."""
    for key in setting_names():
        value = reduce(lambda section, name: getattr(section, name, None), key.split("."), settings)  # type: ignore[arg-type, return-value]
        if isinstance(value, Path) and key != "data_dir":
            yield key, value


def list_variables() -> list[str]:
    """Return the names of the variables that are set, without that of the data directory."""
    return sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name != variable_name("data_dir"))


def variable_name(key: str) -> str:
    """Return the variable of a setting."""
    return PREFIX + key.upper().replace(".", "__")


def _parse_file(path: Path | None) -> dict[str, Any]:
    if path is None and not FILE.exists():
        return {}
    file = path or FILE
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((f"{file} can't be read ({type(error).__name__}).",)) from error
    except ValueError as error:
        # Overlong numbers raise ValueError, not TOMLDecodeError.
        raise ConfigError((f"{file} is not valid TOML: {error}.",)) from error


def _unknown_keys(values: Mapping[str, Any]) -> Iterator[str]:
    known = set(setting_names())
    not_here = {each.key for each in declared_settings() if each.note(VariableOnly)}
    for key in _flatten(values):
        if key in not_here:
            yield f"{key} must not lie beside what it protects: give it to `lotse setup` in {variable_name(key)}."
        elif not any(_matches(key, setting) for setting in known):
            yield f"Unknown setting {key}; the nearest known one is {_find_nearest(key, known)}."


def _unknown_variables(environ: Mapping[str, str]) -> Iterator[str]:
    known = {variable_name(key) for key in setting_names()} | {variable_name(name) for name in Settings.model_fields}
    for name in environ:
        if name.upper().startswith(PREFIX) and not any(fnmatchcase(name.upper(), pattern) for pattern in known):
            yield f"Unknown variable {name}; the nearest known one is {_find_nearest(name.upper(), known)}."


def _matches(key: str, setting: str) -> bool:
    """Return whether a key is this setting, or an empty section above it."""
    sections = setting.split(".")
    return fnmatchcase(key, ".".join(sections[: key.count(".") + 1]))


def _flatten(values: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from _flatten(value, f"{above}{key}.")
        else:
            yield above + key


def _find_nearest(name: str, known: set[str]) -> str:
    return max(sorted(known), key=lambda other: SequenceMatcher(None, name, other).ratio())


def _describe_fault(detail: ErrorDetails) -> str:
    """Return the sentence on a fault. It never repeats the value, which may be a password, except for numbers."""
    key = ".".join(part for part in detail["loc"] if isinstance(part, str) and part != "[key]")
    if detail["type"] == "missing":
        return f"{key} is missing: set it in {FILE} or in {variable_name(key)}."
    message = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "value_error":
        return f"{key}: {message}." if key else f"{message}."
    place = f"{key} ({variable_name(key)})" if variable_name(key) in os.environ else key
    return f"{place}: {_describe_expectation(key, message, detail)}."


def _describe_expectation(key: str, message: str, detail: ErrorDetails) -> str:
    if detail["type"] == "port":
        return message
    if detail["type"] == "account":
        entry = next((part + 1 for part in reversed(detail["loc"]) if isinstance(part, int)), 1)
        return f"entry {entry}: expected {message}"
    setting = next((each for each in declared_settings() if fnmatchcase(key, each.key)), None)
    bounds = setting and describe_range(setting.field)
    number = quote_number(detail["input"])
    if bounds and number is not None:
        return f"{number} is not {bounds}"
    return f"expected {describe_values(key) or message}"
