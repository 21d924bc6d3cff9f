"""The check of the spaces whose members count as verified."""

from collections.abc import Sequence

from nio import AsyncClient

from bot.cli.matrix.account import open_session_client
from bot.monitoring.checks import Finding, Outcome
from bot.platforms.base.contract import PermanentFailure, TemporaryFailure
from bot.platforms.matrix.homeserver.api import Api, path
from bot.platforms.matrix.homeserver.failures import Refusal
from bot.platforms.matrix.login.login import Session
from bot.platforms.matrix.rooms.spaces import read_joined, resolve_space

_WORST_FIRST = (Outcome.FAILED, Outcome.NOTE, Outcome.OK)


async def check_spaces(session: Session, names: Sequence[str]) -> Finding:
    """Check that each space can be found, that Lotse is in it, and that nobody comes in without being asked."""
    async with open_session_client(session) as client:
        found = [(name, *await _check_space(client, name)) for name in names]
    outcomes = {outcome for _, outcome, _ in found}
    worst = next(outcome for outcome in _WORST_FIRST if outcome in outcomes)
    return worst, "; ".join(f"{name}: {detail}" for name, _, detail in found)


async def _check_space(client: AsyncClient, name: str) -> Finding:
    try:
        space = await resolve_space(client, name)
    except (TemporaryFailure, PermanentFailure) as failure:
        return Outcome.FAILED, f"the alias can't be looked up ({failure})"
    try:
        joined = await read_joined(client, space)
    except Refusal:
        return Outcome.FAILED, "Lotse is not in it: somebody of `matrix.allowed_inviters` has to invite it"
    if await _read_field(client, space, "m.room.create", "type") != "m.space":
        return Outcome.FAILED, "it is a room and no space, so nobody counts as its member"
    if await _read_field(client, space, "m.room.join_rules", "join_rule") == "public":
        return Outcome.NOTE, f"{len(joined)} are joined; anybody may join it, and counts as a verified member then"
    return Outcome.OK, f"{len(joined)} are joined"


async def _read_field(client: AsyncClient, room: str, kind: str, field: str) -> object:
    return (await Api(client).find(path("rooms", room, "state", kind, "")) or {}).get(field)
