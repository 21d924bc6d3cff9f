"""Keys and signatures on their way to the homeserver."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pydantic import SecretStr

from bot.platforms.base.contract import PermanentFailure
from bot.platforms.matrix.cross_signing.identity import Identity
from bot.platforms.matrix.homeserver.api import BY_BROWSER, BY_PASSWORD, Api, path
from bot.platforms.matrix.homeserver.failures import classify_refusal
from bot.platforms.matrix.homeserver.raw_events import mapping, string


@dataclass(frozen=True, kw_only=True)
class Owner:
    """The means by which the owner of the account confirms a change of its identity.

    By the password, or in a browser: `allow` gets the address of a page and returns once it is allowed there.
    """

    password: SecretStr | None = None
    allow: Callable[[str], None] | None = None


class Unconfirmed(PermanentFailure):
    """A missing confirmation by the owner; the text is a sentence that says how to confirm."""


async def publish_identity(api: Api, identity: Identity, owner: Owner) -> None:
    """Make this the account's identity; raises Unconfirmed if the homeserver asks for more than its owner can give."""
    where = path("keys", "device_signing", "upload")
    status, answer = await api.attempt("POST", where, identity.public)
    if status == 401 and "flows" in answer:
        auth = _confirmation(api, identity.user_id, owner, answer)
        status, answer = await api.attempt("POST", where, {**identity.public, "auth": auth})
        if status == 401 and "flows" in answer:
            how = "password of [matrix] as a confirmation" if auth.get("type") == BY_PASSWORD else "confirmation"
            raise Unconfirmed(f"The homeserver did not take the {how}.")
    _check(status, answer)


async def upload_signatures(api: Api, signatures: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
    """Upload signatures, by user and then by device or master key; raises PermanentFailure if one is rejected."""
    answer = await api.post(path("keys", "signatures", "upload"), signatures)
    turned_down = {key for failed in mapping(answer.get("failures")).values() for key in mapping(failed)}
    if turned_down:
        raise PermanentFailure(f"the homeserver rejected the signature of {', '.join(sorted(turned_down))}")


def _confirmation(api: Api, user_id: str, owner: Owner, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what proves that the owner agrees: https://spec.matrix.org/v1.16/client-server-api/#user-interactive-authentication-api."""
    session, stages = string(answer.get("session")) or "", _stages(answer)
    if BY_PASSWORD in stages and owner.password is not None:
        return {
            "type": BY_PASSWORD,
            "identifier": {"type": "m.id.user", "user": user_id},
            "password": owner.password.get_secret_value(),
            "session": session,
        }
    page = _page(api, stages, session, answer)
    if page is not None and owner.allow is not None:
        owner.allow(page)
        return {"session": session}
    if BY_PASSWORD in stages:
        raise Unconfirmed("The homeserver asks for the password of [matrix] to confirm the identity.")
    elsewhere = f": run `lotse setup`, which waits until it is allowed at {page}" if page else ""
    raise Unconfirmed(f"The homeserver does not let a password confirm the identity{elsewhere}.")


def _stages(answer: Mapping[str, Any]) -> Sequence[str]:
    """Return the stages of which one alone suffices."""
    flows = answer.get("flows")
    found = [mapping(flow).get("stages") for flow in (flows if isinstance(flows, list) else [])]
    return [str(stages[0]) for stages in found if isinstance(stages, list) and len(stages) == 1]


def _page(api: Api, stages: Sequence[str], session: str, answer: Mapping[str, Any]) -> str | None:
    """Return the page on which the owner may confirm it; None if the homeserver has none."""
    parameters = mapping(answer.get("params"))
    for stage in stages:
        if url := string(mapping(parameters.get(stage)).get("url")):
            return url
    if BY_BROWSER not in stages:
        return None
    return f"{api.homeserver}{path('auth', BY_BROWSER, 'fallback', 'web')}?session={quote(session, safe='')}"


def _check(status: int, answer: Mapping[str, Any]) -> None:
    if status >= 300:
        raise classify_refusal(status, string(answer.get("errcode")) or "", wait_ms=answer.get("retry_after_ms"))
