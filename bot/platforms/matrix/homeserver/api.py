"""Requests to the homeserver that nio has no method for."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from nio import AsyncClient

from bot.platforms.matrix.homeserver.failures import Refusal, classify_refusal, translate_errors
from bot.platforms.matrix.homeserver.raw_events import mapping, string

PREFIX = "/_matrix/client/v3"
# Relations have a version of their own: https://spec.matrix.org/v1.16/client-server-api/#relationships-api
RELATIONS = "/_matrix/client/v1"
# Ways of logging in and of confirming what only the owner may do.
BY_PASSWORD = "m.login.password"  # noqa: S105
BY_BROWSER = "m.login.sso"


def path(*parts: str, prefix: str = PREFIX) -> str:
    """Return a path below the client-server API, each part escaped."""
    return "/".join((prefix, *(quote(part, safe="") for part in parts)))


def account_data_path(user_id: str, kind: str) -> str:
    """Return the path of an account's own data."""
    return path("user", user_id, "account_data", kind)


class Api:
    """JSON requests to the homeserver; each raises TemporaryFailure, Refusal or PlatformRefused."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    @property
    def homeserver(self) -> str:
        """The base address of every path."""
        return str(self._client.homeserver)

    async def get(self, path: str, **query: str) -> Mapping[str, Any]:
        return await self._ask("GET", f"{path}?{urlencode(query)}" if query else path)

    async def find(self, path: str) -> Mapping[str, Any] | None:
        """Return what stands at a path; None if there is nothing."""
        try:
            return await self.get(path)
        except Refusal as refusal:
            if refusal.code == "M_NOT_FOUND":
                return None
            raise

    async def get_list(self, path: str) -> Sequence[Any]:
        """Return an answer that is a list."""
        answer = await self._request("GET", path)
        return answer if isinstance(answer, list) else []

    async def put(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return await self._ask("PUT", path, body)

    async def post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return await self._ask("POST", path, body)

    async def delete(self, path: str) -> Mapping[str, Any]:
        return await self._ask("DELETE", path)

    async def attempt(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> tuple[int, Mapping[str, Any]]:
        """Return status and body, also of a refusal."""
        status, answer = await self._send(method, path, body)
        return status, mapping(answer)

    async def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        return mapping(await self._request(method, path, body))

    async def _request(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        status, answer = await self._send(method, path, body)
        if status < 300:
            return answer
        refusal = mapping(answer)
        raise classify_refusal(
            status,
            string(refusal.get("errcode")) or "",
            wait_ms=refusal.get("retry_after_ms"),
            soft_logout=refusal.get("soft_logout") is True,
        )

    async def _send(self, method: str, path: str, body: Mapping[str, Any] | None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self._client.access_token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body)
        async with translate_errors():
            response = await self._client.send(method, path, data, headers)
            try:
                return response.status, json.loads(await response.read())
            except ValueError as error:
                raise classify_refusal(response.status, "") from error
