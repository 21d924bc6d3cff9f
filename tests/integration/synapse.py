"""A real homeserver: Synapse on 127.0.0.1 with SQLite, thrown away after the tests."""

import hashlib
import hmac
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from aiohttp import ClientSession

from bot.cli.demo.homeserver import list_log_settings, list_settings

SERVER_NAME = "lotse.test"
PASSWORD = "only-for-tests"
_SECRET = "registration-for-tests"
_UNLIMITED = {"per_second": 10_000, "burst_count": 10_000}
_NO_LIMITS = {
    "rc_message": _UNLIMITED,
    "rc_registration": _UNLIMITED,
    "rc_joins": {"local": _UNLIMITED, "remote": _UNLIMITED},
    "rc_joins_per_room": _UNLIMITED,
    "rc_room_creation": _UNLIMITED,
    "rc_login": {"address": _UNLIMITED, "account": _UNLIMITED, "failed_attempts": _UNLIMITED},
    "rc_invites": {"per_room": _UNLIMITED, "per_user": _UNLIMITED, "per_issuer": _UNLIMITED},
}
_QUICK = {
    "bcrypt_rounds": 4,
    "presence": {"enabled": False},
    "push": {"enabled": False},
    "stats": {"enabled": False},
    # The people of the tests ask for whole timelines; Lotse itself asks for less.
    "filter_timeline_limit": -1,
}


@dataclass(kw_only=True)
class Synapse:
    """May be stopped and started again; keeps its data and its port."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    def prepare(cls, folder: Path, *, limited: bool = False, **further: Any) -> "Synapse":
        """`limited` leaves the limits of requests as Synapse ships them; `further`: settings of homeserver.yaml."""
        server = cls(folder=folder, port=free_port())
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "log.yaml").write_text(yaml.safe_dump(list_log_settings(folder)))
        basics = list_settings(folder, server.port, _SECRET, SERVER_NAME)
        settings = {**basics, **_QUICK, **({} if limited else _NO_LIMITS), **further}
        (folder / "homeserver.yaml").write_text(yaml.safe_dump(settings))
        return server

    def start(self) -> None:
        with (self.folder / "stderr.log").open("ab") as errors:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "synapse.app.homeserver", "--config-path", self.folder / "homeserver.yaml"],
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd=self.folder,
                env={**os.environ, "PYTHONWARNINGS": "ignore"},
            )
        deadline = time.monotonic() + 60
        while not self._healthy():
            assert self.process.poll() is None, (self.folder / "stderr.log").read_text()
            assert time.monotonic() < deadline, "Synapse does not come up"
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5) as response:  # noqa: S310
                return bool(response.status == 200)
        except OSError:
            return False

    async def register(self, name: str, *, admin: bool = False) -> str:
        """The user id of a new account with the tests' password."""
        path = f"{self.url}/_synapse/admin/v1/register"
        async with ClientSession() as session:
            async with session.get(path) as response:
                nonce = (await response.json())["nonce"]
            body = {"nonce": nonce, "username": name, "password": PASSWORD, "admin": admin}
            async with session.post(path, json={**body, "mac": _mac(nonce, name, admin=admin)}) as response:
                answer: dict[str, Any] = await response.json()
                assert response.status == 200, answer
        return str(answer["user_id"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _mac(nonce: str, name: str, *, admin: bool) -> str:
    parts = (nonce, name, PASSWORD, "admin" if admin else "notadmin")
    return hmac.new(_SECRET.encode(), "\0".join(parts).encode(), hashlib.sha1).hexdigest()
