"""A Matrix homeserver for the demo: Synapse, if it is installed, with an account for Lotse and one for a person."""

import asyncio
import hashlib
import hmac
import json
import os
import shutil
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from typing import Any

from aiohttp import ClientError, ClientSession

from bot.cli.demo.people import LENA, SERVER

_EXECUTABLE = "synapse_homeserver"
_READY_WITHIN_S, _RETRY_S, _END_WITHIN_S = 60.0, 0.1, 10.0
_UNLIMITED = {"per_second": 10_000, "burst_count": 10_000}


class NoHomeserver(Exception):
    """A reason why there is no homeserver, as a sentence for whoever runs the demo."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Homeserver:
    """The address of a running homeserver, and the passwords of its two accounts."""

    url: str
    lotse_password: str
    person_password: str

    @property
    def lotse(self) -> str:
        return f"@lotse:{SERVER}"

    @property
    def person(self) -> str:
        return LENA.sender.id


@asynccontextmanager
async def run_homeserver(folder: Path) -> AsyncIterator[Homeserver]:
    """Run a homeserver on this machine while the context is open. Raises NoHomeserver."""
    executable = _find_executable()
    if executable is None:
        raise NoHomeserver("Synapse is not installed here (pip install matrix-synapse)")
    port, secret = find_free_port(), token_urlsafe(32)
    url = f"http://127.0.0.1:{port}"
    process = await _start(executable, await asyncio.to_thread(_write_settings, folder, port, secret))
    try:
        async with ClientSession() as client:
            await _wait_until_ready(client, url, process)
            passwords = [await _register(client, url, secret, name) for name in ("lotse", _local_part(LENA.sender.id))]
        yield Homeserver(url=url, lotse_password=passwords[0], person_password=passwords[1])
    finally:
        await _stop(process)


def find_free_port() -> int:
    """Return a port of this machine that nobody listens on at present."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _find_executable() -> str | None:
    """Return the path of Synapse: beside this Python, or anywhere on the PATH."""
    folders = (str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))
    return shutil.which(_EXECUTABLE, path=os.pathsep.join(folders))


async def _start(executable: str, settings: Path) -> Process:
    return await asyncio.create_subprocess_exec(
        executable,
        *("--config-path", str(settings)),
        cwd=settings.parent,
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
        # Ctrl-C ends the demo, which then ends the homeserver.
        start_new_session=True,
    )


async def _stop(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(_END_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def _wait_until_ready(client: ClientSession, url: str, process: Process) -> None:
    """Return as soon as the homeserver answers. Raises NoHomeserver if it ends or takes too long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_READY_WITHIN_S):
            while process.returncode is None:
                with suppress(ClientError):
                    async with client.get(f"{url}/health") as answer:
                        if answer.ok:
                            return
                await asyncio.sleep(_RETRY_S)
    raise NoHomeserver("Synapse does not start")


async def _register(client: ClientSession, url: str, secret: str, name: str) -> str:
    """Make an account and return its password. Raises NoHomeserver."""
    path, password = f"{url}/_synapse/admin/v1/register", token_urlsafe(9)
    async with client.get(path) as answer:
        nonce = str((await answer.json())["nonce"])
    signed = f"{nonce}\0{name}\0{password}\0notadmin"
    # The protocol of Synapse asks for SHA-1.
    mac = hmac.new(secret.encode(), signed.encode(), hashlib.sha1).hexdigest()
    account = {"nonce": nonce, "username": name, "password": password, "admin": False, "mac": mac}
    async with client.post(path, json=account) as answer:
        if not answer.ok:
            raise NoHomeserver("Synapse makes no accounts")
    return password


def _write_settings(folder: Path, port: int, secret: str) -> Path:
    """Write the configuration, all of whose files lie in a new folder; return its path."""
    folder.mkdir()
    (folder / "log.yaml").write_text(json.dumps(list_log_settings(folder)), encoding="utf-8")
    path = folder / "homeserver.yaml"
    # JSON is YAML as well.
    path.write_text(
        json.dumps({**list_settings(folder, port, secret, SERVER), "rc_message": _UNLIMITED}), encoding="utf-8"
    )
    path.chmod(0o600)
    return path


def list_settings(folder: Path, port: int, secret: str, server_name: str) -> Mapping[str, Any]:
    """Return the settings of a homeserver that knows no other; `secret` allows to make accounts."""
    return {
        "server_name": server_name,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "pid_file": str(folder / "homeserver.pid"),
        "listeners": [
            {
                "port": port,
                "bind_addresses": ["127.0.0.1"],
                "type": "http",
                "tls": False,
                "resources": [{"names": ["client"], "compress": False}],
            }
        ],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "log_config": str(folder / "log.yaml"),
        "media_store_path": str(folder / "media"),
        "signing_key": f"ed25519 a_demo {b64encode(token_bytes(32)).decode().rstrip('=')}",
        "registration_shared_secret": secret,
        "macaroon_secret_key": token_urlsafe(32),
        "form_secret": token_urlsafe(32),
        "report_stats": False,
        "trusted_key_servers": [],
        "federation_domain_whitelist": [],
    }


def list_log_settings(folder: Path) -> Mapping[str, Any]:
    """Return the settings of its log, which holds warnings and errors."""
    handler = {"class": "logging.FileHandler", "filename": str(folder / "synapse.log")}
    return {"version": 1, "handlers": {"file": handler}, "root": {"level": "WARNING", "handlers": ["file"]}}


def _local_part(user_id: str) -> str:
    return user_id.removeprefix("@").partition(":")[0]
