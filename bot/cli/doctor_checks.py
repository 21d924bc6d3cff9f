"""The checks of `lotse doctor`. They change nothing and don't disturb a running Lotse."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.cli.environment.databases import load_knowledge
from bot.cli.environment.failures import describe_failure
from bot.cli.environment.installation import database_file
from bot.cli.matrix.account import Keys, read_keys, read_user_id
from bot.cli.matrix.spaces import check_spaces
from bot.cli.telegram.setup import read_account
from bot.jobs.feeds.contents import UnreadableFeed
from bot.jobs.feeds.fetching import FetchFailed, fetch
from bot.jobs.feeds.parser_process import ParseOptions, ParserCrashed, parse_in_subprocess
from bot.monitoring.checks import (
    Check,
    Finding,
    Outcome,
    check_data_dir,
    check_knowledge,
    check_retention,
    check_revision,
    check_time_zone,
)
from bot.monitoring.server import claim_monitoring
from bot.platforms.base.contract import PlatformRefused
from bot.platforms.matrix import FOLDER
from bot.platforms.matrix.login.login import load_session
from bot.platforms.telegram.registration import claim_webhook
from bot.runtime.backup_leftovers import find_leftovers
from bot.settings.announcements import FeedSettings
from bot.settings.loading import Settings, list_variables
from bot.settings.matrix import MatrixSettings
from bot.storage.database import open_without_upgrade
from bot.storage.engine.diagnosis import damage_error, find_damage
from bot.storage.engine.failures import DatabaseTooOld, NoDatabase
from bot.storage.engine.schema import read_version
from bot.system.clock import now
from bot.system.http.server import HttpServer
from knowledge.search import Search

_REMEDY = "run `lotse setup` with the account's recovery key"
_REMEDY_HERE = "`lotse run` or `lotse setup` signs it"


async def run_checks(settings: Settings, file: Path) -> list[Check]:
    """Run all checks with settings that were read from `file`; a check that raises has failed."""
    looks: dict[str, Callable[[Settings], Awaitable[Finding]]] = {
        "configuration": partial(_configuration, file),
        "time zone": _time_zone,
        "data_dir": _data_dir,
        "database": _database,
        "knowledge": _knowledge,
        "matrix": _matrix,
        "encryption": _encryption,
        "member spaces": _member_spaces,
        "telegram": _telegram,
        "feeds": _feeds,
        "retention": _retention,
    }
    return [await _run_check(name, look, settings) for name, look in looks.items()]


async def _run_check(name: str, look: Callable[[Settings], Awaitable[Finding]], settings: Settings) -> Check:
    try:
        outcome, detail = await look(settings)
    except Exception as error:  # noqa: BLE001
        outcome, detail = Outcome.FAILED, describe_failure(error)
    return Check(name=name, outcome=outcome, detail=detail)


async def _configuration(file: Path, settings: Settings) -> Finding:
    """Check that the parts which are reached over HTTP don't claim the same paths; say what was read."""
    http = HttpServer()
    claim_monitoring(settings, http)
    claim_webhook(settings.telegram, http)
    variables = list_variables()
    set_by_them = f"; set by variables: {', '.join(variables)}" if variables else ""
    return Outcome.OK, f"{_name_file(file)} language {settings.language}, office {settings.office}{set_by_them}"


def _name_file(file: Path) -> str:
    return f"{file.absolute()}:" if file.exists() else f"there is no {file.absolute()}, so the defaults hold;"


async def _time_zone(settings: Settings) -> Finding:
    return check_time_zone(settings, now())


async def _data_dir(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    outcome, detail = check_data_dir(folder)
    left = find_leftovers(folder) if outcome is Outcome.OK else []
    if left:
        names = ", ".join(path.name for path in left)
        return Outcome.NOTE, f"{folder}: a killed backup left clear text in {names}; the next start removes it"
    return outcome, detail


async def _database(settings: Settings) -> Finding:
    try:
        async with open_without_upgrade(settings.database_url, reads_only=True) as database, database.begin() as unit:
            found = await unit.connection.run_sync(read_version)
            broken = await unit.connection.run_sync(_find_damage)
            expired = await unit.inbox.count_expired()
    except NoDatabase:
        return Outcome.NOTE, f"{database_file(settings) or 'it'} is not there yet; the first start makes it"
    except DatabaseTooOld as old:
        return Outcome.FAILED, f"revision {old.found}, this version needs {old.needed}: run `lotse database upgrade`"
    if broken:
        return Outcome.FAILED, str(damage_error(database_file(settings), broken))
    return check_revision(found, expired)


def _find_damage(connection: Connection) -> str | None:
    return find_damage(connection, thoroughly=True) if connection.dialect.name == "sqlite" else None


async def _knowledge(settings: Settings) -> Finding:
    """Check the knowledge by building an index as the service does."""
    knowledge = await load_knowledge(settings)
    Search(knowledge).prepare()
    return check_knowledge(knowledge, now().astimezone(settings.time_zone).date())


async def _matrix(settings: Settings) -> Finding:
    if settings.matrix is None:
        return Outcome.NOTE, "not configured: `lotse setup` connects Lotse to an account"
    session = load_session(settings.data_dir / FOLDER)
    if session is None:
        return _not_logged_in(settings.matrix)
    account = await read_user_id(session)
    if account.lower() != settings.matrix.user_id.lower():
        raise PlatformRefused(f"The login is one of {account}, not of {settings.matrix.user_id}.")
    return Outcome.OK, f"{session.homeserver} takes the login of {account}"


def _not_logged_in(matrix: MatrixSettings) -> Finding:
    if matrix.password is None and matrix.token is None:
        return Outcome.FAILED, "there is neither a login nor a password or token: run `lotse setup`"
    return Outcome.NOTE, "not logged in yet; the first start does it"


async def _telegram(settings: Settings) -> Finding:
    if settings.telegram is None:
        return Outcome.NOTE, "not configured: `lotse setup --telegram` connects a bot"
    account = await read_account(settings.telegram)
    groups = "all that is said" if account.reads_all else "what is meant for it"
    found = f"the token is that of @{account.username}, who is shown {groups} in groups"
    if account.webhook and settings.telegram.mode == "polling":
        return Outcome.NOTE, f"{found}; a webhook is set, which the next start takes back"
    return Outcome.OK, found


async def _feeds(settings: Settings) -> Finding:
    """Check the feeds by reading them as the service does."""
    feeds = settings.announcements.feeds
    if not feeds:
        return Outcome.OK, "none are set"
    found = [(slug, *await _feed(feed, settings)) for slug, feed in feeds.items()]
    worst = Outcome.OK if all(outcome is Outcome.OK for _, outcome, _ in found) else Outcome.FAILED
    return worst, "; ".join(f"{slug}: {detail}" for slug, _, detail in found)


async def _feed(feed: FeedSettings, settings: Settings) -> Finding:
    try:
        fetched = await fetch(feed.url.get_secret_value(), internal=feed.internal)
        content = fetched.content if fetched else b""
        options = ParseOptions(
            now=datetime.now(settings.time_zone), zone=settings.time_zone.key, remind_before=feed.remind_before
        )
        contents = await parse_in_subprocess(content, options)
    except (FetchFailed, ParserCrashed) as error:
        return Outcome.FAILED, str(error)
    except UnreadableFeed as error:
        return Outcome.FAILED, str(error) or "it is no Atom, RSS or iCalendar that can be understood"
    broken = f", {len(contents.faults)} events that can't be read" if contents.faults else ""
    return Outcome.OK, f"{len(contents.items)} items{broken}"


async def _retention(settings: Settings) -> Finding:
    return check_retention(settings)


async def _encryption(settings: Settings) -> Finding:
    session = load_session(settings.data_dir / FOLDER) if settings.matrix else None
    if session is None:
        return Outcome.NOTE, "not logged in, so there are no keys yet"
    return _trust(await read_keys(session, settings.data_dir / FOLDER), session.device_id)


async def _member_spaces(settings: Settings) -> Finding:
    names = settings.roles.member_spaces
    if not names:
        return Outcome.OK, "none are set"
    session = load_session(settings.data_dir / FOLDER) if settings.matrix else None
    if session is None:
        return Outcome.NOTE, "not logged in to Matrix, so nobody counts as a member of a space"
    return await check_spaces(session, names)


def _trust(keys: Keys, device: str) -> Finding:
    """Check how other clients see the device, and whether the identity can be recovered."""
    published, here = keys.published, keys.identity is not None and keys.published.holds(keys.identity)
    if published.master_public is None:
        return Outcome.FAILED, "the account has no cross-signing identity: `lotse run` or `lotse setup` makes one"
    if not published.vouches_for(device):
        return Outcome.FAILED, f"device {device} is not cross-signed: {_REMEDY_HERE if here else _REMEDY}"
    if not here:
        return Outcome.NOTE, f"device {device} is cross-signed, but the keys of the identity are not here: {_REMEDY}"
    if not keys.storage:
        return Outcome.NOTE, f"device {device} is cross-signed; there is no recovery key yet: `lotse setup` makes one"
    return Outcome.OK, f"device {device} is cross-signed; identity and secret storage are complete"
