"""What a reaction says, in the signs that each platform offers."""

from datetime import UTC, datetime

import pytest

from handlers.events import Address, EventId, MessageId, PlatformName, ReactionAdded, RoomId, Sender
from handlers.signs import acknowledges, approves, solves

MATRIX, TELEGRAM = PlatformName.MATRIX, PlatformName.TELEGRAM


def reaction(platform: PlatformName, key: str) -> ReactionAdded:
    return ReactionAdded(
        id=EventId("1"),
        at=datetime(2026, 11, 26, tzinfo=UTC),
        address=Address(platform=platform, room=RoomId("1")),
        sender=Sender(platform=platform, id="1"),
        message=MessageId("1"),
        key=key,
    )


@pytest.mark.parametrize(
    ("platform", "key", "says"),
    [
        (MATRIX, "✅", {approves, solves, acknowledges}),
        (MATRIX, "✅\ufe0f", {approves, solves, acknowledges}),
        (MATRIX, "👍", {acknowledges}),
        (MATRIX, "👌", {acknowledges}),
        (TELEGRAM, "👍", {approves, acknowledges}),
        (TELEGRAM, "👌", {approves, solves, acknowledges}),
        (TELEGRAM, "💯", {approves, acknowledges}),
        (TELEGRAM, "👎", set()),
        (TELEGRAM, "❤", set()),
        (MATRIX, "🤔", set()),
    ],
)
def test_a_sign_says(platform: PlatformName, key: str, says: set[object]) -> None:
    assert {each for each in (approves, solves, acknowledges) if each(reaction(platform, key))} == says
