"""An editor on Matrix who announces alone, and people on both platforms who read that."""

import json
from collections.abc import Mapping
from typing import Any

from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.bot_api.world import Shown
from tests.integration.person import Person
from tests.integration.service import Serve, Service


async def serve_one_editor(serve: Serve, api: BotApi, anna: Person) -> Service:
    """Start Lotse: Anna alone writes announcements, which go out at once; replies come to her."""
    service = await serve(
        LOTSE_ROLES__EDITORS=json.dumps([f"matrix:{anna.id}"]),
        LOTSE_ANNOUNCEMENTS__QUIET="false",
        LOTSE_ANNOUNCEMENTS__FOUR_EYES="false",
    )
    service.telegram = api.url
    await service.start()
    return service


async def subscribed(person: Person, lotse: Service) -> str:
    """Return a direct chat in which the person reads announcements."""
    room = await person.open_room(lotse.user_id, encrypted=True, direct=True)
    await person.with_company(room, lotse.user_id)
    await person.ask(room, "/abo laki", lotse.user_id)
    await heard(person, room, lotse, "Hier kommen an")
    return room


async def announced(anna: Person, otto: Human, lotse: Service, *steps: str) -> tuple[str, Shown]:
    """Let both subscribe and Anna announce; return her direct chat, and the copy that Otto reads."""
    room = await subscribed(anna, lotse)
    await otto.writes("/abo laki")
    await otto.hears_that("Hier kommen an")
    for words in ("/ankuendigung neu", "Wer kommt?", "alle", "jetzt", *steps, "/ankuendigung 1 senden"):
        await anna.ask(room, words, lotse.user_id)
    await heard(anna, room, lotse, "Angekommen: ")
    return room, await otto.hears_that("Wer kommt?")


async def heard(person: Person, room: str, lotse: Service, sign: str) -> Mapping[str, Any]:
    """Return the first message of Lotse's that says so."""

    def found() -> list[Mapping[str, Any]]:
        said = [event for event in person.heard(room) if event["sender"] == lotse.user_id]
        return [event for event in said if sign in event.get("content", {}).get("body", "")]

    await person.until(lambda: bool(found()))
    return found()[0]


async def is_gone(person: Person, room: str, event: str) -> None:
    """Wait until the message holds nothing any more."""

    def redacted() -> bool:
        return any(
            other["type"] == "m.room.redaction" and event in (other.get("redacts"), other["content"].get("redacts"))
            for other in person.heard(room)
        )

    await person.until(redacted)
