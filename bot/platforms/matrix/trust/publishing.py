"""Keys and signatures on their way to the homeserver."""

from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from bot.platforms import PermanentFailure
from bot.platforms.matrix.api import Api, path
from bot.platforms.matrix.failures import meaning
from bot.platforms.matrix.translate import mapping, string
from bot.platforms.matrix.trust.identity import Identity

_PASSWORD = "m.login.password"  # noqa: S105


class Unconfirmed(PermanentFailure):
    """The homeserver wants to know that it is the owner who changes the identity; one sentence that says how."""


async def publish(api: Api, identity: Identity, password: SecretStr | None) -> None:
    """Makes this the account's identity; raises Unconfirmed if the homeserver asks for more than the password."""
    where = path("keys", "device_signing", "upload")
    status, answer = await api.attempt("POST", where, identity.public)
    if status == 401 and "flows" in answer:
        auth = _confirmation(identity.user_id, password, answer)
        status, answer = await api.attempt("POST", where, {**identity.public, "auth": auth})
        if status == 401 and "flows" in answer:
            raise Unconfirmed("The homeserver did not take the password of [matrix] as a confirmation.")
    _check(status, answer)


async def sign(api: Api, signatures: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
    """By user, then by device or master key; raises PermanentFailure if the homeserver turns one down."""
    answer = await api.post(path("keys", "signatures", "upload"), signatures)
    turned_down = {key for failed in mapping(answer.get("failures")).values() for key in mapping(failed)}
    if turned_down:
        raise PermanentFailure(f"the homeserver turned down the signature of {', '.join(sorted(turned_down))}")


def _confirmation(user_id: str, password: SecretStr | None, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    if not _password_suffices(answer):
        raise Unconfirmed(f"The homeserver does not let a password confirm the identity{_elsewhere(answer)}.")
    if password is None:
        raise Unconfirmed("The homeserver asks for the password of [matrix] to confirm the identity.")
    return {
        "type": _PASSWORD,
        "identifier": {"type": "m.id.user", "user": user_id},
        "password": password.get_secret_value(),
        "session": string(answer.get("session")) or "",
    }


def _password_suffices(answer: Mapping[str, Any]) -> bool:
    flows = answer.get("flows")
    return any(mapping(flow).get("stages") == [_PASSWORD] for flow in (flows if isinstance(flows, list) else []))


def _elsewhere(answer: Mapping[str, Any]) -> str:
    """The page on which a homeserver with a login of its own wants it confirmed."""
    pages = (string(mapping(stage).get("url")) for stage in mapping(answer.get("params")).values())
    page = next(filter(None, pages), None)
    return f": allow it at {page}, then start again" if page else ""


def _check(status: int, answer: Mapping[str, Any]) -> None:
    if status >= 300:
        raise meaning(status, string(answer.get("errcode")) or "", wait_ms=answer.get("retry_after_ms"))
