"""Conversion of announcements and recipients to rows and back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.sql import read_address
from handlers.announcements.model.announcement import (
    Announcement,
    AnnouncementState,
    Counts,
    EarlierVersion,
    FilledTemplate,
    Reach,
    Recipient,
    Task,
)
from handlers.core.events import Attachment, PlatformName, Sender
from handlers.core.messages import DeliveryId
from knowledge.entries import Visibility

_ATTACHMENTS = TypeAdapter(tuple[Attachment, ...])
_WORDING: TypeAdapter[EarlierVersion | None] = TypeAdapter(EarlierVersion | None)
_FILLING: TypeAdapter[FilledTemplate | None] = TypeAdapter(FilledTemplate | None)


def read_reach(rows: Sequence[Row[Any]]) -> Reach:
    return {PlatformName(row.platform): row.people for row in rows}


def read_counts(rows: Sequence[Row[Any]]) -> Counts:
    states: dict[str, int] = {}
    reasons: dict[tuple[str, str], int] = {}
    for row in rows:
        states[row.state] = states.get(row.state, 0) + row.number
        if row.reason:
            reasons[row.state, row.reason] = row.number
    return Counts(
        total=sum(states.values()), states=states, reasons=reasons, repeated=sum(row.again or 0 for row in rows)
    )


def to_row(announcement: Announcement) -> dict[str, Any]:
    address = announcement.address
    return {
        "state": announcement.state,
        "task": announcement.task,
        "text": sanitise_text(announcement.text),
        "english": sanitise_text(announcement.english),
        "attachments": _ATTACHMENTS.dump_python(announcement.attachments, mode="json") or None,
        "audience": sanitise_text(announcement.audience),
        "at": announcement.at,
        "recurrence": announcement.recurrence,
        "series": announcement.series,
        "source": announcement.source,
        "is_urgent": announcement.is_urgent,
        "wants_receipt": announcement.wants_receipt,
        "author": announcement.author,
        "platform": address.platform.value if address else None,
        "room": address.room if address else None,
        "thread": address.thread if address else None,
        "approver": announcement.approver,
        "revision": announcement.revision,
        "due_at": announcement.due_at,
        "created_at": announcement.created_at,
        "started_at": announcement.started_at,
        "finished_at": announcement.finished_at,
        "progress": announcement.progress,
        "told": announcement.progress_count,
        "step": announcement.step,
        "remind_at": announcement.remind_at,
        "earlier": _WORDING.dump_python(announcement.earlier, mode="json"),
        "reminds": announcement.reminds,
        "filling": _dump_filling(announcement.filling),
        "visibility": announcement.visibility,
    }


def read_announcement(row: Row[Any]) -> Announcement:
    return Announcement(
        number=row.number,
        state=AnnouncementState(row.state),
        task=Task(row.task),
        text=row.text,
        english=row.english,
        attachments=_ATTACHMENTS.validate_python(row.attachments or ()),
        audience=row.audience,
        at=row.at,
        recurrence=row.recurrence,
        series=row.series,
        source=row.source,
        is_urgent=row.is_urgent,
        wants_receipt=row.wants_receipt,
        author=row.author,
        address=read_address(row) if row.platform else None,
        approver=row.approver,
        revision=row.revision,
        due_at=row.due_at,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        progress=DeliveryId(row.progress) if row.progress else None,
        progress_count=row.told,
        step=row.step,
        remind_at=row.remind_at,
        earlier=_WORDING.validate_python(row.earlier),
        reminds=row.reminds,
        filling=_FILLING.validate_python(row.filling),
        visibility=Visibility(row.visibility),
    )


def _dump_filling(filling: FilledTemplate | None) -> Any:
    if filling is None:
        return None
    values = {field: sanitise_text(value) for field, value in filling.values.items()}
    return _FILLING.dump_python(replace(filling, values=values), mode="json")


def read_recipient(row: Row[Any]) -> Recipient:
    address = read_address(row)
    sender = Sender(platform=address.platform, id=row.sender, name=row.name or "") if row.sender else None
    return Recipient(
        announcement=row.announcement,
        position=row.position,
        address=address,
        sender=sender,
        language=row.language,
        centre=row.centre,
        delivery=DeliveryId(row.delivery) if row.delivery else None,
        has_stopped=bool(row.has_stopped),
        is_entitled=bool(row.is_entitled),
    )
