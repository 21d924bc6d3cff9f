"""The store of records: the knowledge in force and its history."""

from asyncio import to_thread
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Row, exists, func, insert, select

from bot.storage.engine.sql import AdvisoryLock, take_advisory_lock
from bot.storage.engine.sql import insert as insert_or_update
from bot.storage.engine.store import Store
from bot.storage.engine.tables import records, revisions
from handlers.context.records import Action, Revision, StoredRecord
from knowledge.entries import RECORD, AnyRecord, Knowledge, Visibility
from knowledge.spreadsheets.in_force import InForce

_SEED_AUTHOR = "lotse"
# SQLite and PostgreSQL bound the parameters of a statement.
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportReport:
    """Numbers of records that an import created, updated, left unchanged and archived."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    archived: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Change:
    id: str
    kind: str
    document: dict[str, Any]
    action: Action


class RecordStore(Store):
    """Records by id; one that is taken out of force is archived, and every change is a revision."""

    async def load(self) -> Knowledge:
        """Return all records in force, with the number of the last change."""
        # First, so that what changes meanwhile is not taken for older than it is.
        revision = await self.revision()
        rows = await self._connection.scalars(select(records.c.document).where(records.c.archived_at.is_(None)))
        return replace(
            Knowledge.from_records([RECORD.validate_python(document) for document in rows]), revision=revision
        )

    async def revision(self) -> int:
        """Return the number of the last change; 0 if there is no knowledge."""
        return await self._connection.scalar(select(func.max(revisions.c.number))) or 0

    async def seed(self, knowledge: Knowledge, at: datetime) -> ImportReport | None:
        """Import into a database that has never held knowledge; return None if it has."""
        await self._connection.run_sync(take_advisory_lock, AdvisoryLock.KNOWLEDGE)
        if await self._connection.scalar(select(exists().select_from(records))):
            return None
        return await self.import_(knowledge, _SEED_AUTHOR, at)

    async def import_(self, knowledge: Knowledge, author: str, at: datetime) -> ImportReport:
        """Replace all records of the kinds in `knowledge`, archiving those for everybody that it lacks."""
        await self._connection.run_sync(take_advisory_lock, AdvisoryLock.KNOWLEDGE)
        found = {row.id: row for row in await self._connection.execute(select(records))}
        wanted = {record.id: record for record in knowledge}
        changes = [*_find_written(wanted.values(), found), *_find_archived(wanted, found)]
        await self._write(changes, author, at)
        return _summarise(changes, len(wanted))

    async def put(self, record: AnyRecord, author: str, at: datetime) -> None:
        """Implements handlers.context.records.Records."""
        await self._connection.run_sync(take_advisory_lock, AdvisoryLock.KNOWLEDGE)
        found = await self._connection.execute(select(records).where(records.c.id == record.id))
        await self._write(list(_find_written([record], {row.id: row for row in found})), author, at)

    async def find_last_change(self) -> datetime | None:
        """Return when the knowledge changed last; None if there is none."""
        found: datetime | None = await self._connection.scalar(
            select(revisions.c.at).order_by(revisions.c.number.desc()).limit(1)
        )
        return found

    async def find(self, id_: str) -> StoredRecord | None:
        """Return a record, in force or archived."""
        row = await self._first(select(records).where(records.c.id == id_))
        return None if row is None else _read_record(row)

    async def list_archived(self, kinds: Sequence[str]) -> Sequence[StoredRecord]:
        """Return archived records of these kinds, the last archived first."""
        archived = select(records).where(records.c.archived_at.is_not(None), records.c.kind.in_(kinds))
        rows = await self._connection.execute(archived.order_by(records.c.revision.desc()))
        return [_read_record(row) for row in rows]

    async def count_archived(self, kinds: Sequence[str]) -> int:
        """Return the number of archived records of these kinds."""
        archived = select(func.count()).where(records.c.archived_at.is_not(None), records.c.kind.in_(kinds))
        return await self._connection.scalar(archived) or 0

    async def list_changed(self, since: int, limit: int) -> Sequence[Callable[[], StoredRecord]]:
        """Return readers of the first records that were changed after a revision, in the order of their revisions.

        Many are best read in a thread.
        """
        changed = select(records).where(records.c.revision > since).order_by(records.c.revision).limit(limit)
        return [partial(_read_record, row) for row in await self._connection.execute(changed)]

    async def save(
        self, record: AnyRecord, over: int | None, author: str, at: datetime, reason: str | None = None
    ) -> int | None:
        """Implements handlers.context.records.Records."""
        await self._connection.run_sync(take_advisory_lock, AdvisoryLock.KNOWLEDGE)
        found = {
            row.id: row for row in await self._connection.execute(select(records).where(records.c.id == record.id))
        }
        if _revision_of(found.get(record.id)) != over:
            return None
        changes = list(_find_written([record], found))
        await self._write(changes, author, at, reason)
        return await self.revision() if changes else over

    async def archive(self, id_: str, over: int, author: str, at: datetime) -> bool:
        """Implements handlers.context.records.Records."""
        await self._connection.run_sync(take_advisory_lock, AdvisoryLock.KNOWLEDGE)
        old = await self._first(select(records).where(records.c.id == id_))
        if old is None or old.revision != over or old.archived_at is not None:
            return False
        await self._write([_Change(id=id_, kind=old.kind, document=old.document, action="archived")], author, at)
        return True

    async def list_revisions(self, id_: str, before: int | None, limit: int) -> Sequence[Revision]:
        """Return revisions of a record before that number, newest first."""
        theirs = select(revisions).where(revisions.c.id == id_).order_by(revisions.c.number.desc()).limit(limit)
        if before is not None:
            theirs = theirs.where(revisions.c.number < before)
        return [_read_revision(row) for row in await self._connection.execute(theirs)]

    async def find_revision(self, id_: str, number: int) -> Revision | None:
        """Return one revision of a record; None if that number is not one of its."""
        row = await self._first(select(revisions).where(revisions.c.number == number, revisions.c.id == id_))
        return None if row is None else _read_revision(row)

    async def find_last_by(self, authors: Sequence[str], since: datetime) -> Revision | None:
        """Implements handlers.context.records.Records."""
        theirs = select(revisions).where(revisions.c.author.in_(authors), revisions.c.at >= since)
        row = await self._first(theirs.order_by(revisions.c.number.desc()).limit(1))
        return None if row is None else _read_revision(row)

    async def load_for_import(self, named: Iterable[int], known: Knowledge | None = None) -> InForce:
        """Return what a spreadsheet is compared with; `named` are the revisions that its rows have.

        `known` is the knowledge as it was at its revision: of that, only what has changed since is read.
        """
        known, revision = known or Knowledge(), await self.revision()
        rows = (await self._connection.execute(select(records.c.id, records.c.revision, records.c.archived_at))).all()
        changed = await self._read_changed(known.revision)
        numbers = {row.id: row.revision for row in rows} | {id_: each.revision for id_, each in changed.items()}
        archived = {row.id for row in rows if row.archived_at is not None and row.id not in changed}
        archived |= {id_ for id_, each in changed.items() if each.archived_at is not None}
        present = numbers.keys() - archived
        in_force = known.with_records(
            [each.record for id_, each in changed.items() if id_ in present],
            [record.id for record in known if record.id not in present],
        )
        return InForce(
            knowledge=replace(in_force, revision=revision),
            revisions=numbers,
            archived=frozenset(archived),
            earlier=await self._load_earlier(sorted(set(named) - set(numbers.values()))),
        )

    async def _read_changed(self, since: int) -> Mapping[str, StoredRecord]:
        """Return the records that were changed after a revision; they are read beside the event loop."""
        changed: dict[str, StoredRecord] = {}
        while readers := await self.list_changed(since, _AT_ONCE):
            some = await to_thread(_read_all, readers)
            changed.update((each.record.id, each) for each in some)
            since = some[-1].revision
        return changed

    async def _load_earlier(self, numbers: Sequence[int]) -> Mapping[int, AnyRecord]:
        """Return records as revisions have them; those that an older program wrote otherwise are left out."""
        earlier: dict[int, AnyRecord] = {}
        for start in range(0, len(numbers), _AT_ONCE):
            some = revisions.c.number.in_(numbers[start : start + _AT_ONCE])
            found = await self._connection.execute(select(revisions.c.number, revisions.c.document).where(some))
            earlier |= await to_thread(_read_valid, [*found])
        return earlier

    async def replace(
        self, wanted: Sequence[tuple[AnyRecord, int | None]], author: str, at: datetime
    ) -> tuple[ImportReport, Sequence[str]]:
        """Write records over the revisions that they are meant for, None where there is no record yet.

        Return also the ids of those that somebody has changed since, which are left as they are.
        """
        await self._connection.run_sync(take_advisory_lock, AdvisoryLock.KNOWLEDGE)
        found = {row.id: row for row in await self._connection.execute(select(records))}
        overtaken = [record.id for record, number in wanted if _revision_of(found.get(record.id)) != number]
        kept = [record for record, number in wanted if _revision_of(found.get(record.id)) == number]
        changes = list(_find_written(kept, found))
        await self._write(changes, author, at)
        return _summarise(changes, len(kept)), overtaken

    async def _write(self, changes: list[_Change], author: str, at: datetime, reason: str | None = None) -> None:
        if not changes:
            return
        numbered = list(enumerate(changes, start=await self.revision() + 1))
        await self._connection.execute(
            insert(revisions), [_to_revision_row(n, c, author, at, reason) for n, c in numbered]
        )
        statement = insert_or_update(self._connection, records)
        replaced = {column.name: statement.excluded[column.name] for column in records.c if not column.primary_key}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=replaced),
            [_to_record_row(n, c, author, at) for n, c in numbered],
        )


def _read_record(row: Row[Any]) -> StoredRecord:
    return StoredRecord(
        record=RECORD.validate_python(row.document),
        revision=row.revision,
        author=row.author,
        updated_at=row.updated_at,
        archived_at=row.archived_at,
    )


def _read_all(readers: Sequence[Callable[[], StoredRecord]]) -> Sequence[StoredRecord]:
    return [read() for read in readers]


def _read_valid(rows: Iterable[Row[Any]]) -> Mapping[int, AnyRecord]:
    valid: dict[int, AnyRecord] = {}
    for row in rows:
        with suppress(ValidationError):
            valid[row.number] = RECORD.validate_python(row.document)
    return valid


def _read_revision(row: Row[Any]) -> Revision:
    return Revision(
        number=row.number,
        record=RECORD.validate_python(row.document),
        author=row.author,
        at=row.at,
        action=row.action,
        reason=row.reason,
    )


def number_seeded(knowledge: Knowledge) -> Mapping[str, int]:
    """Return the revision that each record gets when `knowledge` is the first of a database."""
    return {record.id: number for number, record in enumerate(knowledge, start=1)}


def _revision_of(row: Row[Any] | None) -> int | None:
    return row.revision if row is not None else None


def _find_written(wanted: Iterable[AnyRecord], found: Mapping[str, Row[Any]]) -> Iterable[_Change]:
    for record in wanted:
        document, old = record.model_dump(mode="json"), found.get(record.id)
        action: Action = "created" if old is None else "restored" if old.archived_at is not None else "updated"
        if old is None or old.archived_at is not None or old.document != document:
            yield _Change(id=record.id, kind=record.kind, document=document, action=action)


def _find_archived(wanted: Mapping[str, AnyRecord], found: Mapping[str, Row[Any]]) -> Iterable[_Change]:
    kinds = {record.kind for record in wanted.values()}
    for id_, old in found.items():
        if old.kind in kinds and id_ not in wanted and old.archived_at is None and _is_exported(old.document):
            yield _Change(id=id_, kind=old.kind, document=old.document, action="archived")


def _is_exported(document: Mapping[str, Any]) -> bool:
    """Return whether every export has a record; one that is not for everybody may be missing for that reason only."""
    return Visibility(document.get("visibility", Visibility.PUBLIC)) is Visibility.PUBLIC


def _summarise(changes: list[_Change], wanted: int) -> ImportReport:
    actions = [change.action for change in changes]
    created, archived = actions.count("created"), actions.count("archived")
    updated = len(changes) - created - archived
    return ImportReport(created=created, updated=updated, unchanged=wanted - created - updated, archived=archived)


def _to_revision_row(number: int, change: _Change, author: str, at: datetime, reason: str | None) -> dict[str, Any]:
    return {
        "number": number,
        "id": change.id,
        "document": change.document,
        "author": author,
        "at": at,
        "action": change.action,
        "reason": reason,
    }


def _to_record_row(number: int, change: _Change, author: str, at: datetime) -> dict[str, Any]:
    return {
        "id": change.id,
        "kind": change.kind,
        "document": change.document,
        "revision": number,
        "author": author,
        "updated_at": at,
        "archived_at": at if change.action == "archived" else None,
    }
