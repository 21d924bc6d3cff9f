"""Settings come from a file and from variables, and whoever mistypes one is told so."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from bot.settings import loading
from bot.settings.reference import render_sample

_FULL = """
data_dir = "d"
language = "en"
time_zone = "Europe/Vienna"
office = "Büro"

[matrix]
homeserver = "https://matrix.example.org/"
user_id = "@lotse:example.org"
password = "geheim"
allowed_inviters = ["*:example.org"]

[roles]
editors = ["matrix:@anna:example.org", "telegram:4711"]
"""


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith("LOTSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def _file(text: str) -> Path:
    loading.FILE.write_text(text, encoding="utf-8")
    return loading.FILE


def _faults(text: str = "") -> tuple[str, ...]:
    _file(text)
    with pytest.raises(loading.ConfigError) as caught:
        loading.read()
    return caught.value.faults


def test_without_a_file_the_defaults_hold() -> None:
    settings = loading.read()
    assert settings.database_url == "sqlite+aiosqlite:///data/lotse.db"
    assert (settings.language, settings.office, str(settings.time_zone)) == ("de", "LaKI", "Europe/Berlin")
    assert settings.matrix is None


def test_everything_can_stand_in_the_file() -> None:
    settings = loading.read(_file(_FULL))
    assert settings.database_url == "sqlite+aiosqlite:///d/lotse.db"
    assert settings.matrix
    assert settings.matrix.allowed_inviters == ("*:example.org",)
    assert settings.roles.editors == ("matrix:@anna:example.org", "telegram:4711")


def test_the_settings_never_show_a_secret() -> None:
    settings = loading.read(_file(_FULL))
    assert "geheim" not in repr(settings)
    assert settings.matrix
    assert settings.matrix.password
    assert settings.matrix.password.get_secret_value() == "geheim"


def test_a_variable_wins_and_leaves_its_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_OFFICE", "Amt")
    monkeypatch.setenv("LOTSE_MATRIX__USER_ID", "@other:example.org")
    monkeypatch.setenv("LOTSE_MATRIX__ALLOWED_INVITERS", "*:a.org, @b:b.org")
    monkeypatch.setenv("LOTSE_ROLES__ADMINS", '["matrix:@ops:example.org"]')
    settings = loading.read(_file(_FULL))
    assert settings.office == "Amt"
    assert settings.matrix
    assert settings.matrix.user_id == "@other:example.org"
    assert settings.matrix.homeserver == "https://matrix.example.org/"
    assert settings.matrix.allowed_inviters == ("*:a.org", "@b:b.org")
    assert settings.roles.admins == ("matrix:@ops:example.org",)
    assert settings.roles.editors


def test_the_password_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("geheim\n", encoding="utf-8")
    settings = loading.read(_file(_FULL.replace('password = "geheim"', 'password_file = "secret"')))
    assert settings.matrix
    assert settings.matrix.password
    assert settings.matrix.password.get_secret_value() == "geheim"


def test_the_database_may_stand_in_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql+psycopg://lotse:geheim@localhost/lotse"
    (tmp_path / "secret").write_text(f"{url}\n", encoding="utf-8")
    assert loading.read(_file('database_file = "secret"')).database_url == url
    monkeypatch.setenv("LOTSE_DATABASE_FILE", str(tmp_path / "secret"))
    assert loading.read(_file("")).database_url == url
    assert "geheim" not in repr(loading.read(_file("")))
    (tmp_path / "secret").write_text("mysql://root:geheim@x", encoding="utf-8")
    (fault,) = _faults()
    assert fault.startswith("database: expected sqlite")
    monkeypatch.setenv("LOTSE_DATABASE_FILE", "none")
    assert _faults() == ("database_file can't be read (FileNotFoundError).",)
    monkeypatch.delenv("LOTSE_DATABASE_FILE")
    assert _faults(f'database = "{url}"\ndatabase_file = "secret"') == ("give database or database_file, not both.",)


def test_two_passwords_and_a_missing_file_are_faults() -> None:
    both = _FULL.replace('password = "geheim"', 'password = "geheim"\npassword_file = "x"')
    assert _faults(both) == ("matrix: give password or password_file, not both.",)
    missing = _FULL.replace('password = "geheim"', 'password_file = "x"')
    assert _faults(missing) == ("matrix: password_file can't be read (FileNotFoundError).",)


def test_the_recovery_key_comes_by_a_variable_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    beside = _FULL.replace('password = "geheim"', 'recovery_key = "EsTc"')
    (fault,) = _faults(beside)
    assert fault.startswith("matrix.recovery_key must not lie beside what it protects")
    monkeypatch.setenv("LOTSE_MATRIX__RECOVERY_KEY", "EsTc")
    assert "EsTc" not in repr(loading.read(_file(_FULL)))


def test_a_time_zone_has_a_name_of_some_length() -> None:
    assert _faults(f'time_zone = "{"x" * 5_000}"') == (
        'time_zone: expected the name of a time zone, such as "Europe/Berlin".',
    )


@pytest.mark.parametrize(
    "section", ['"*"', 'exchange."topics.*"', "retention.x", 'exchange.topics.kim."*"', "monitoring.[x]"]
)
def test_whatever_is_unknown_is_a_fault(section: str) -> None:
    assert _faults(f"[{section}]\n")


def test_an_unknown_key_names_the_nearest_one() -> None:
    assert _faults("data_dri = 'x'") == ("Unknown setting data_dri; the nearest known one is data_dir.",)
    faults = _faults(_FULL.replace("user_id", "userid"))
    assert "Unknown setting matrix.userid; the nearest known one is matrix.user_id." in faults
    assert "matrix.user_id is missing: set it in lotse.toml or in LOTSE_MATRIX__USER_ID." in faults


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("LOTSE_HOMESERVER", "LOTSE_MATRIX__HOMESERVER"),
        ("LOTSE_MATRIX__PASWORD", "LOTSE_MATRIX__PASSWORD"),
        ("LOTSE_DATADIR", "LOTSE_DATA_DIR"),
    ],
)
def test_an_unknown_variable_names_the_nearest_one(name: str, nearest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    assert _faults(_FULL) == (f"Unknown variable {name}; the nearest known one is {nearest}.",)


def test_all_faults_come_at_once_and_tell_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_MATRIX__USER_ID", "lotse")
    faults = _faults(
        'language = "fr"\ntime_zone = "Europe/Bielefeld"\ndatabase = "mysql://root:geheim@x"\n'
        '[matrix]\nhomeserver = "x"\npassword = 7\n[roles]\neditors = ["anna"]'
    )
    assert {fault.split(":")[0] for fault in faults} == {
        "language",
        "time_zone",
        "database",
        "matrix.homeserver",
        "matrix.user_id (LOTSE_MATRIX__USER_ID)",
        "matrix.password",
        "roles.editors",
    }
    assert "geheim" not in "".join(faults)


@pytest.mark.parametrize("token", ["geheim", "a:geheim", "4711:", "4711:ge heim"])
def test_a_token_that_is_none_is_not_repeated(token: str) -> None:
    (fault,) = _faults(f'[telegram]\ntoken = "{token}"')
    assert fault.startswith("telegram.token: expected a token as BotFather gives it")
    assert "geheim" not in fault


def test_a_webhook_needs_an_address() -> None:
    assert _faults('[telegram]\ntoken = "1:a"\nmode = "webhook"') == ("telegram: webhook mode needs webhook_url.",)


def test_a_file_that_is_no_toml_is_named_with_its_line() -> None:
    assert _faults("a = [") == ("lotse.toml is not valid TOML: Invalid value (at end of document).",)


def test_a_file_that_was_asked_for_must_be_there() -> None:
    with pytest.raises(loading.ConfigError, match=r"other\.toml can't be read"):
        loading.read(Path("other.toml"))


def test_the_sample_changes_nothing() -> None:
    assert loading.read(_file(render_sample())).model_dump() == loading.read(Path(os.devnull)).model_dump()


def test_every_example_of_the_sample_is_accepted() -> None:
    # What stands in a file of its own is given instead of the secret.
    text = re.sub(r"^#(\w+_file = .*|(?! ))", "", render_sample(), flags=re.MULTILINE)
    settings = loading.read(_file(text))
    assert settings.matrix
    assert settings.matrix.space
    assert settings.telegram
    assert settings.exchange.topics
    assert settings.announcements.feeds
    named = {key for key in loading.setting_names() if not key.endswith(("_file", "recovery_key"))}
    assert named == set(_flatten(tomllib.loads(text)))


def _flatten(values: dict[str, Any], above: str = "") -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{above}{'*' if key in {'kim', 'lasi'} else key}.")
        else:
            yield above + key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data_dir = 1", "data_dir: expected the path of a folder."),
        ("matrix = 1", "matrix: expected a section [matrix]."),
        (
            "[announcements.feeds]\nOFFICE = 1",
            "announcements.feeds.OFFICE: expected a section with a name in small letters",
        ),
        ("[exchange]\ntopics = 1", "exchange.topics: expected sections such as [exchange.topics.kim]."),
        ('[matrix.space]\njoin = "x"', 'matrix.space.join: expected "space" or "invite".'),
        ('[matrix.space]\ninvite = ["x"]', 'matrix.space.invite: expected a list such as ["@anna:example.org"].'),
        ('[monitoring]\nlisten = "x"', 'monitoring.listen: expected an address such as "127.0.0.1:9464", or "off".'),
        ("[announcements]\nquiet = 7", "announcements.quiet: expected true or false."),
    ],
)
def test_a_fault_tells_which_values_are_taken(text: str, expected: str) -> None:
    assert any(fault.startswith(expected) for fault in _faults(text))


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        loading.read().office = "x"  # type: ignore[misc]


# Where nothing at all may be set.
_MAY_BE_ZERO = {
    "announcements.late_hours",
    "announcements.quiet_until",
    "announcements.feeds.*.remind_hours",
    "knowledge.links_days",
    "retention.unanswered_days",
    "service.watchdog_seconds",
}


def _numbers(model: type[BaseModel] = loading.Settings, above: str = "") -> Iterator[str]:
    """Every setting that takes a number."""
    for name, field in model.model_fields.items():
        kinds = {field.annotation, *get_args(field.annotation)}
        section = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
        if section is not None:
            many = "*." if "dict" in str(field.annotation) else ""
            yield from _numbers(section, f"{above}{name}.{many}")
        elif kinds & {int, float}:
            yield above + name


def _with_value(key: str, value: str) -> str:
    *sections, name = key.replace("*", "kim").split(".")
    needed = 'url = "https://example.org"\n' if "feeds" in sections or "web" in sections else ""
    return f"[{'.'.join(sections)}]\n{needed}{name} = {value}\n"


def test_there_are_numbers_to_look_at() -> None:
    assert {"limits.burst", "exchange.topics.*.remind_after", "announcements.feeds.*.ahead_days"} <= set(_numbers())


@pytest.mark.parametrize("value", ["nan", "inf", "-1", "1e308", "99999999999", "9" * 500])
@pytest.mark.parametrize("key", list(_numbers()))
def test_a_number_out_of_range_is_told_with_the_range(key: str, value: str) -> None:
    (fault,) = _faults(_with_value(key, value))
    place = re.escape(key.replace("*", "kim"))
    told = re.fullmatch(rf"{place}: (\S+) is not a (?:whole )?number from \S+ to \S+\.", fault)
    assert told is not None, fault
    assert told[1].startswith(value[:10]) or float(told[1]) == float(value)


@pytest.mark.parametrize("key", list(_numbers()))
def test_zero_is_taken_only_where_it_means_something(key: str) -> None:
    if key in _MAY_BE_ZERO:
        assert loading.read(_file(_with_value(key, "0")))
        return
    (fault,) = _faults(_with_value(key, "0"))
    assert ": 0 is not a " in fault


def test_a_number_of_a_variable_is_told_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_RETENTION__EVENTS_DAYS", "99999999999")
    assert _faults() == (
        "retention.events_days (LOTSE_RETENTION__EVENTS_DAYS): 99999999999 is not a whole number from 2 to 36500.",
    )
    monkeypatch.setenv("LOTSE_RETENTION__EVENTS_DAYS", "geheim")
    assert _faults() == (
        "retention.events_days (LOTSE_RETENTION__EVENTS_DAYS): expected a whole number from 2 to 36500.",
    )


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("telegram:name", "the number of a Telegram account, such as telegram:4711"),
        ("telegram:04711", "the number of a Telegram account, such as telegram:4711"),
        ("telegram:٤٧١١", "the number of a Telegram account, such as telegram:4711"),
        ("telegram:99999999999999999999", "the number of a Telegram account, such as telegram:4711"),
        ("matrix:name", "a Matrix id, such as matrix:@anna:example.org"),
        ("matrix:@anna", "a Matrix id, such as matrix:@anna:example.org"),
        ("matrix:@anna:example.org/x", "a Matrix id, such as matrix:@anna:example.org"),
        (f"matrix:@{'a' * 250}:example.org", "a Matrix id, such as matrix:@anna:example.org"),
        ("fax:4711", "an account such as matrix:@anna:example.org or telegram:4711"),
        ("anna", "an account such as matrix:@anna:example.org or telegram:4711"),
    ],
)
@pytest.mark.parametrize(
    "key", ["roles.editors", "roles.admins", "exchange.moderators", "exchange.topics.kim.moderators"]
)
def test_an_account_is_one_of_its_platform(key: str, account: str, expected: str) -> None:
    section, _, name = key.rpartition(".")
    assert _faults(f'[{section}]\n{name} = ["telegram:4711", "{account}"]') == (
        f"{key}: entry 2: expected {expected}.",
    )


@pytest.mark.parametrize(
    "account", ["telegram:4711", "telegram:-1001234567890", "matrix:@anna:example.org", "matrix:@a=b/c:[::1]:8448"]
)
def test_an_account_may_look_like_this(account: str) -> None:
    assert loading.read(_file(f'[roles]\neditors = [" {account} "]')).roles.editors == (account,)


@pytest.mark.parametrize("room", ["telegram:-name", "telegram:-01", "telegram:4711", "matrix:#a:b", "matrix:!", "anna"])
@pytest.mark.parametrize("key", ["announcements.editors_room", "monitoring.admins_room"])
def test_a_room_is_one_of_its_platform(key: str, room: str) -> None:
    section, _, name = key.partition(".")
    (fault,) = _faults(f'[{section}]\n{name} = "{room}"')
    assert fault == f'{key}: expected a room such as "matrix:!abc:example.org" or "telegram:-1001234".'


@pytest.mark.parametrize(
    "text",
    [
        '[monitoring]\nlisten = "127.0.0.1:{}"',
        '[telegram]\ntoken = "1:a"\nlisten = "127.0.0.1:{}"',
        '[telegram]\ntoken = "1:a"\nbase_url = "http://localhost:{}/bot"',
        '[telegram]\ntoken = "1:a"\nwebhook_url = "https://localhost:{}/bot"',
        '[matrix]\nuser_id = "@lotse:example.org"\nhomeserver = "http://localhost:{}"',
        '[announcements.feeds.lasi]\nurl = "http://localhost:{}/feed"',
        'database = "postgresql+psycopg://lotse@localhost:{}/lotse"',
    ],
)
def test_a_port_is_one_that_there_is(text: str) -> None:
    for port in ("0", "99999"):
        (fault,) = _faults(text.format(port))
        assert fault.endswith(f": port {port} is not a whole number from 1 to 65535."), fault
    (fault,) = _faults(text.format("geheim"))
    assert "geheim" not in fault
    assert loading.read(_file(text.format("65535")))


def test_a_database_in_a_file_has_a_name() -> None:
    (fault,) = _faults('database = "sqlite+aiosqlite:///"')
    assert fault.startswith("database: expected sqlite+aiosqlite:///PATH")
