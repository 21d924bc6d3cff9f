"""The login, which is made once; device and keys then stay in the data directory, readable by Lotse alone."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.platforms.base.contract import PermanentFailure, PlatformRefused
from bot.platforms.matrix.cross_signing.account_keys import query_published_keys
from bot.platforms.matrix.cross_signing.vault import Vault
from bot.platforms.matrix.crypto.client import Client, create_client
from bot.platforms.matrix.homeserver.api import Api
from bot.platforms.matrix.homeserver.failures import create_device_error, get_response
from bot.platforms.matrix.login.device_store import SESSION, check_device, read_pickle_key
from bot.settings.matrix import MatrixSettings
from bot.system import private_files

DEVICE_NAME = "Lotse"


class Session(BaseModel):
    """A stored login."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    homeserver: str
    user_id: str
    device_id: str
    access_token: str


async def open_client(settings: MatrixSettings, folder: Path) -> Client:
    """Return a client that is logged in; raises TemporaryFailure or PlatformRefused."""
    session, key = load_session(folder), read_pickle_key(folder)
    kept = Vault(folder, key)
    for owned in (session, kept.draft(), kept.current()):
        if owned is not None and owned.user_id.lower() != settings.user_id.lower():
            raise PlatformRefused(
                f"{folder} belongs to {owned.user_id}, not to {settings.user_id}. "
                "Use another data_dir for another account."
            )
    if session is not None:
        check_device(folder, session.user_id, session.device_id)
    client = create_client(settings.base_url, settings.user_id, folder, key)
    try:
        if session is None:
            session = await _log_in(client, settings)
            save_session(session, folder)
        else:
            client.restore_login(session.user_id, session.device_id, session.access_token)
    except BaseException:
        await client.close()
        raise
    return client


async def _log_in(client: Client, settings: MatrixSettings) -> Session:
    if settings.token is not None:
        return await _adopt_token(client, settings, settings.token.get_secret_value())
    if settings.password is None:
        raise PlatformRefused(
            "There is no login for Matrix yet: set the password or the token of [matrix], or run `lotse setup`."
        )
    try:
        response = await get_response(client.login(settings.password.get_secret_value(), device_name=DEVICE_NAME))
    except PermanentFailure as error:
        raise PlatformRefused(
            f"The homeserver {settings.homeserver} did not let {settings.user_id} log in: "
            "check user_id and password of [matrix]."
        ) from error
    return Session(
        homeserver=settings.base_url,
        user_id=response.user_id,
        device_id=response.device_id,
        access_token=response.access_token,
    )


async def _adopt_token(client: Client, settings: MatrixSettings, token: str) -> Session:
    """Return the login that a token belongs to; raises PlatformRefused if Lotse can't make it its own."""
    client.access_token = token
    found = await get_response(client.whoami())
    if found.user_id.lower() != settings.user_id.lower():
        raise PlatformRefused(f"The token of [matrix] belongs to {found.user_id}, not to {settings.user_id}.")
    if not found.device_id:
        raise PlatformRefused("The token of [matrix] has no device, without which Lotse can't read encrypted rooms.")
    if (await query_published_keys(Api(client), found.user_id)).device(found.device_id):
        raise PlatformRefused(
            "The token of [matrix] is that of a device that another client uses: make one for Lotse alone."
        )
    client.restore_login(found.user_id, found.device_id, token)
    return Session(homeserver=settings.base_url, user_id=found.user_id, device_id=found.device_id, access_token=token)


def load_session(folder: Path) -> Session | None:
    path = folder / SESSION
    if not path.exists():
        return None
    try:
        return Session.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise create_device_error(f"{path} can't be read", folder) from error


def save_session(session: Session, folder: Path) -> None:
    _keep(folder / SESSION, session.model_dump_json(indent=2))


def forget_session(folder: Path) -> None:
    """Delete the stored login."""
    (folder / SESSION).unlink(missing_ok=True)


def _keep(path: Path, text: str) -> None:
    private_files.make_private_folder(path.parent)
    private_files.write(path, text)
