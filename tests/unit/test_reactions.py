"""What a reaction says, in the signs that each platform offers."""

from datetime import UTC, datetime

import pytest
from telegram.constants import ReactionEmoji

from bot.platforms.table import platform_traits
from handlers.core.events import Address, EventId, MessageId, PlatformName, ReactionAdded, RoomId, Sender
from handlers.core.reactions import acknowledges, approves, returns, solves

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
        (TELEGRAM, "👎", {returns}),
        (MATRIX, "👎", {returns}),
        (MATRIX, "❌", {returns}),
        (TELEGRAM, "❤", set()),
        (MATRIX, "🤔", set()),
    ],
)
def test_a_sign_says(platform: PlatformName, key: str, says: set[object]) -> None:
    event, traits = reaction(platform, key), platform_traits()[platform]
    found = {each for each in (approves, solves) if each(event, traits)}
    assert found | {each for each in (returns, acknowledges) if each(event)} == says


@pytest.mark.parametrize("platform", [MATRIX, TELEGRAM])
def test_the_signs_that_are_named_are_the_signs_that_count(platform: PlatformName) -> None:
    traits = platform_traits()[platform]
    signs = traits.signs
    assert signs is not None
    assert approves(reaction(platform, signs.approve), traits)
    assert returns(reaction(platform, signs.send_back))
    assert solves(reaction(platform, signs.solve), traits)
    assert acknowledges(reaction(platform, signs.read))


def test_on_telegram_only_signs_are_named_that_it_offers() -> None:
    signs = platform_traits()[TELEGRAM].signs
    assert signs is not None
    offered = {each.value for each in ReactionEmoji}
    assert {signs.approve, signs.send_back, signs.solve, signs.read} <= offered


def test_where_there_are_no_reactions_none_is_named() -> None:
    assert platform_traits()[PlatformName.CONSOLE].signs is None
