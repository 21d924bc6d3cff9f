"""Verifications as service and shell see them, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.platforms.base.ports import Verification, VerificationState
from bot.storage.adapters.matrix import DatabaseVerifications
from bot.storage.database import Database


def verification(id_: str, at: datetime, state: VerificationState = VerificationState.COMPARING) -> Verification:
    emoji = (1, 2, 3, 4, 5, 6, 63) if state is VerificationState.COMPARING else ()
    return Verification(id=id_, user_id="@ops:example.org", device_id="D", state=state, updated_at=at, emoji=emoji)


async def test_a_decision_is_made_once_and_only_over_emoji(database: Database, now: datetime) -> None:
    store = DatabaseVerifications(database)
    await store.write(verification("waits", now, VerificationState.WAITING))
    await store.write(verification("compares", now + timedelta(seconds=1)))
    assert [each.id for each in await store.all()] == ["compares", "waits"]
    assert await store.list_decided() == []
    assert not await store.decide("waits", VerificationState.CONFIRMED)
    assert not await store.decide("unknown", VerificationState.CONFIRMED)
    assert await store.decide("compares", VerificationState.CONFIRMED)
    assert not await store.decide("compares", VerificationState.REJECTED)
    (decided,) = await store.list_decided()
    assert decided == replace(verification("compares", now + timedelta(seconds=1)), state=VerificationState.CONFIRMED)


async def test_what_the_last_run_left_open_has_expired_and_old_ones_go(database: Database, now: datetime) -> None:
    store = DatabaseVerifications(database)
    await store.write(verification("open", now))
    await store.write(verification("done", now, VerificationState.VERIFIED))
    await store.abandon(now)
    assert {each.id: each.state for each in await store.all()} == {
        "open": VerificationState.EXPIRED,
        "done": VerificationState.VERIFIED,
    }
    await store.write(verification("new", now + timedelta(days=1, seconds=1)))
    assert [each.id for each in await store.all()] == ["new"]
