"""Rounds in which people are asked whether values of their entries still hold."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.jobs.calendar_events import is_office_hour
from bot.platforms.table import traits_of
from bot.storage.database import Database
from bot.storage.unit_of_work import UnitOfWork
from handlers.announcements.model.announcement import format_account
from handlers.context.ports import Notice
from handlers.core.events import Address, Event, EventId, FieldsDue, Sender
from handlers.core.hashes import digest
from handlers.curation.confirming.selection import ASKED_EVERY, MAX_ASKED, DueField, choose_person, group_due_by_owner
from handlers.curation.model.rounds import CareRules
from knowledge.entries import Knowledge, Visibility

_BEGINS = time(9)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """A person by their accounts, the chat to ask in, and what about."""

    accounts: Sequence[Sender]
    address: Address
    due: Sequence[DueField]


class FieldRounds:
    """Asks one person of each centre, and of the office, about the fields that are due; on working days, by day."""

    def __init__(
        self,
        database: Database,
        knowledge: Callable[[], Knowledge],
        editors: Sequence[Sender],
        handle: Callable[[Event], Awaitable[object]],
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        rules: CareRules,
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._editors = editors
        self._handle = handle
        self._clock = clock
        self._zone = zone
        self._rules = rules

    async def run(self) -> None:
        """Ask whoever is to be asked now."""
        local = self._clock().astimezone(self._zone)
        if not self._rules.asks_fields or not is_office_hour(local, _BEGINS):
            return
        async with self._database.begin() as unit:
            events = await self._find_events(unit, local)
        for event in events:
            await self._handle(event)

    async def _find_events(self, unit: UnitOfWork, now: datetime) -> Sequence[Event]:
        asked = await unit.field_questions.list_all()
        absent = await unit.centre_members.list_absent(now)
        # Questions that were answered are gone; that they were put is not.
        told = await unit.notices.list_told(Notice.FIELD_ROUND, now - ASKED_EVERY)
        events: list[FieldsDue] = []
        entries, rules = self._knowledge().entries, self._rules
        for owner, due in group_due_by_owner(entries, asked, now.date(), now, rules).items():
            people = await self._list_people(unit, owner, absent, now)
            free = [
                _Asked(accounts=accounts, address=address, due=readable[:MAX_ASKED])
                for accounts, address in people
                if (readable := _list_readable(due, address))
                and not _is_one_of(accounts, [*told, *(event.sender for event in events)])
            ]
            chosen = choose_person([each.accounts for each in free], asked, now)
            events += [_make_event(each, now) for each in free if each.accounts is chosen]
        return events

    async def _list_people(
        self, unit: UnitOfWork, owner: str | None, absent: Sequence[Sender], now: datetime
    ) -> Sequence[tuple[Sequence[Sender], Address]]:
        """Return the people who look after an owner's entries, each with their accounts and a direct chat."""
        if owner is None:
            granted = [grant.account for grant in await unit.role_grants.list_editors()]
            accounts: Sequence[Sender] = [*self._editors, *granted]
        else:
            accounts = [member.account for member in await unit.centre_members.list_members(owner, now)]
        people: list[tuple[Sequence[Sender], Address]] = []
        for account in accounts:
            theirs = await unit.people.accounts(account)
            is_known = any(each.is_same(account) for others, _ in people for each in others)
            if is_known or any(each.is_same(away) for each in theirs for away in absent):
                continue
            chats = [chat for chat in await unit.people.find_direct_chats(theirs) if chat is not None]
            if chats:
                people.append((theirs, chats[0]))
        return people


def _list_readable(due: Sequence[DueField], address: Address) -> Sequence[DueField]:
    """Return what the chat of somebody who looks after an entry may carry."""
    is_in_house = traits_of(address.platform).is_in_house
    return [each for each in due if is_in_house or each.visibility is not Visibility.INTERNAL]


def _is_one_of(accounts: Sequence[Sender], people: Sequence[Sender]) -> bool:
    """Return whether one of a person's accounts is among those of people."""
    return any(account.is_same(each) for account in accounts for each in people)


def _make_event(asked: _Asked, now: datetime) -> FieldsDue:
    """Return the event for a person; a day has one at most, as event ids are handled once."""
    address, due = asked.address, asked.due
    account = next(each for each in asked.accounts if each.platform is address.platform)
    named = digest(format_account(account), *(f"{each.entry} {each.field}" for each in due))
    return FieldsDue(
        id=EventId(f"fields {now.date()} {named}"),
        at=now,
        address=address,
        sender=account,
        fields=tuple((each.entry, each.field.value) for each in due),
    )
