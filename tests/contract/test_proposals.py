"""The store of proposals, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.storage.database import Database
from handlers.core.events import Address, PlatformName, RoomId, Sender
from handlers.curation.model.fields import FieldName
from handlers.curation.model.proposals import Proposal, ProposalState

SAM = Sender(platform=PlatformName.TELEGRAM, id="99")
OTHER = Sender(platform=PlatformName.MATRIX, id="@sam:example.org")


def _make(at: datetime, value: str | None = "0234 1", *, proposer: Sender = SAM, **more: object) -> Proposal:
    proposal = Proposal(
        entry="centre/bochum",
        field=FieldName.PHONE,
        value=value,
        revision=3,
        proposer=proposer,
        address=Address(platform=proposer.platform, room=RoomId("99")),
        direct=True,
        proposed_at=at,
    )
    return replace(proposal, **more)  # type: ignore[arg-type]


async def test_a_proposal_comes_back_as_it_was(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        first = await unit.proposals.add(_make(now))
        emptied = await unit.proposals.add(_make(now, value=None, entry="centre/essen"))
        assert (first.number, emptied.number) == (1, 2)
        assert await unit.proposals.get(1) == _make(now, number=1)
        assert await unit.proposals.get(2) == _make(now, value=None, entry="centre/essen", number=2)
        assert await unit.proposals.get(3) is None


async def test_it_is_decided_once(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.proposals.add(_make(now))
        assert await unit.proposals.decide(1, ProposalState.ACCEPTED, now)
        assert not await unit.proposals.decide(1, ProposalState.REFUSED, now)
        decided = await unit.proposals.get(1)
        assert decided is not None
        assert decided.state is ProposalState.ACCEPTED


async def test_open_ones_are_listed_by_entry_oldest_first(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        for hours, entry in ((1, "centre/bochum"), (3, "centre/essen"), (2, "centre/bochum"), (4, "centre/bochum")):
            await unit.proposals.add(_make(now - timedelta(hours=hours), entry=entry))
        await unit.proposals.decide(4, ProposalState.REFUSED, now)
        assert [each.number for each in await unit.proposals.list_open(None, 9)] == [2, 3, 1]
        assert [each.number for each in await unit.proposals.list_open(None, 1)] == [2]
        assert [each.number for each in await unit.proposals.list_open(["centre/bochum"], 9)] == [3, 1]


async def test_earlier_ones_of_a_person_about_the_same_field_are_withdrawn(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        await unit.proposals.add(_make(now))
        await unit.proposals.add(_make(now, field=FieldName.EMAIL))
        await unit.proposals.add(_make(now, proposer=Sender(platform=PlatformName.TELEGRAM, id="7")))
        latest = await unit.proposals.add(_make(now, proposer=OTHER))
        await unit.proposals.withdraw_earlier(latest, [SAM, OTHER], now)
        assert [each.number for each in await unit.proposals.list_open(None, 9)] == [2, 3, 4]


async def test_those_of_all_accounts_of_a_person_are_counted(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        for days, proposer in ((0, SAM), (0, OTHER), (2, SAM)):
            await unit.proposals.add(_make(now - timedelta(days=days), proposer=proposer))
        assert await unit.proposals.count_since([SAM, OTHER], now - timedelta(days=1)) == 2
        assert await unit.proposals.count_since([SAM], now - timedelta(days=1)) == 1


async def test_old_ones_are_deleted_in_batches(database: Database, now: datetime) -> None:
    async with database.begin() as unit:
        for days in (0, 400, 500):
            await unit.proposals.add(_make(now - timedelta(days=days)))
        before = now - timedelta(days=365)
        assert [await unit.proposals.delete_old(before, 1) for _ in range(3)] == [1, 1, 0]
        assert [each.number for each in await unit.proposals.list_open(None, 9)] == [1]
