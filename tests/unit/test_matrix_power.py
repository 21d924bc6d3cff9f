"""Who may do what in a room, whatever stands in its state."""

from typing import Any

import pytest

from bot.platforms.matrix.rooms.power_levels import Power, creators

ANNA, BEA, EVE = "@anna:example.org", "@bea:example.org", "@eve:example.org"
TOMBSTONE = "m.room.tombstone"


def create(version: str | None = None, **content: Any) -> dict[str, Any]:
    """Anna makes a room."""
    return {"sender": ANNA, "content": content | ({"room_version": version} if version else {})}


def power(version: str | None, levels: dict[str, Any] | None, **content: Any) -> Power:
    return Power(create=create(version, **content), levels=levels)


def may_close(room: Power, user: str) -> bool:
    return room.of(user) >= room.level_for_state(TOMBSTONE)


def test_creators_stand_above_all_levels_since_version_12() -> None:
    room = power("12", {"events": {TOMBSTONE: 150}, "users": {EVE: 100}}, additional_creators=[BEA, 7])
    assert [may_close(room, user) for user in (ANNA, BEA, EVE)] == [True, True, False]


@pytest.mark.parametrize("version", [None, "1", "9", "11", "org.example.own", 12, "²"])
def test_creators_of_other_rooms_have_what_the_levels_say(version: Any) -> None:
    room = power(version, {"users": {ANNA: 40}}, additional_creators=[BEA])
    assert creators(room.create) == frozenset()
    assert [may_close(room, user) for user in (ANNA, BEA)] == [False, False]


def test_before_there_are_levels_the_creator_has_all_power() -> None:
    assert power("11", None).of(ANNA) == power("10", None, creator=BEA).of(BEA) == 100
    assert power("11", None).of(EVE) == 0


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({"users": {EVE: 50}}, True),
        ({"users": {EVE: 49}}, False),
        ({"users": {EVE: "50"}}, True),
        ({"users": {EVE: True}}, False),
        ({"users": {EVE: [100]}, "users_default": {}}, False),
        ({"users": "x", "users_default": 60}, True),
        ({"users": {EVE: 60}, "events": {TOMBSTONE: 100}}, False),
        ({"users": {EVE: 60}, "events": 3, "state_default": 70}, False),
        ({"users": {EVE: 0}, "state_default": 0}, True),
        ({"users": {EVE: "-1"}, "state_default": 0}, False),
    ],
)
def test_levels_may_be_anything(levels: dict[str, Any], *, expected: bool) -> None:
    assert may_close(power("11", levels), EVE) is expected


@pytest.mark.parametrize("event", [{}, {"content": 5, "sender": ["x"]}, {"content": {"room_version": {}}}])
def test_a_create_event_may_be_anything(event: dict[str, Any]) -> None:
    assert Power(create=event, levels={}).of(EVE) == 0
