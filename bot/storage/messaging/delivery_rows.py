"""Conversion of deliveries to rows of the outbox and back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from bot.platforms.base.contract import Action, Delivery
from bot.platforms.base.sanitising import sanitise_text
from bot.platforms.table import idempotent_platforms
from bot.storage.engine.sql import read_address
from handlers.context.ports import SentMessage
from handlers.core.events import Attachment, MessageId, PlatformName, Sender
from handlers.core.messages import Card, Choice, DeliveryId, Message, Subject

_CHOICES = TypeAdapter(tuple[Choice, ...])
_SENDER = TypeAdapter(Sender)
_SUBJECT = TypeAdapter(Subject)
_ATTACHMENT: TypeAdapter[Attachment | None] = TypeAdapter(Attachment | None)
# The kinds of deliveries that are repeated after an interruption.
REPEATED_KINDS = ("reply-again", "repeat", "announcement-again")
# Shown in place of a dropped text until its message is deleted.
_WITHDRAWN_TEXT = "…"
_CARDS = TypeAdapter(tuple[Card, ...])


def to_row(delivery: Delivery) -> dict[str, Any]:
    message = delivery.message
    return {
        "id": delivery.id,
        "platform": message.address.platform.value,
        "room": message.address.room,
        "thread": message.address.thread,
        "reply_to": message.reply_to,
        "mention": _SENDER.dump_python(replace(message.mention, name=""), mode="json") if message.mention else None,
        "text": sanitise_text(message.text),
        "choices": _CHOICES.dump_python(message.choices, mode="json", exclude_none=True) if message.choices else None,
        "subject": _SUBJECT.dump_python(message.subject, mode="json") if message.subject else None,
        "cards": _CARDS.dump_python(message.cards, mode="json") if message.cards else None,
        "attachment": _ATTACHMENT.dump_python(message.attachment, mode="json") if message.attachment else None,
        "action": delivery.action.value,
        "target": delivery.target,
        "under": message.under,
        "announcement": message.announcement,
        "private_to": message.private_to.id if message.private_to else None,
    }


def is_needed(row: Row[Any], about: MessageId | None) -> bool:
    """Return False for a deletion of what was never seen, and for a message that was deleted before it was."""
    return about is not None if row.action == Action.DELETION else row.text is not None or _may_stand(row)


def _may_stand(row: Row[Any]) -> bool:
    """Return whether a deleted message may have arrived; only sending it again tells which one it is."""
    return row.action == Action.MESSAGE and row.attempts > 1 and row.platform in idempotent_platforms()


def read_delivery(
    row: Row[Any], about: MessageId | None, above: MessageId | None, edits: Sequence[MessageId] = ()
) -> Delivery:
    """Return the delivery of a row; `above` is the message that it belongs below.

    An edit of a message that was never seen is a message of its own, as is what belongs below it.
    """
    message = Message(
        address=read_address(row),
        text=_WITHDRAWN_TEXT if row.text is None else row.text,
        reply_to=above or (None if row.reply_to is None else MessageId(row.reply_to)),
        mention=_read_mention(row),
        choices=_CHOICES.validate_python(row.choices or ()),
        subject=_read_subject(row),
        under=None if above is None else DeliveryId(row.under),
        cards=_CARDS.validate_python(row.cards or ()),
        attachment=_ATTACHMENT.validate_python(row.attachment),
        announcement=row.announcement,
        private_to=_read_reader(row),
    )
    is_about_nothing = about is None and row.action != Action.DEPARTURE
    return Delivery(
        id=DeliveryId(row.id),
        message=message,
        action=Action.MESSAGE if is_about_nothing else Action(row.action),
        target=None if row.target is None else DeliveryId(row.target),
        about=about,
        edits=tuple(edits),
        placeholder=row.placeholder or row.text is None,
        is_repeat=row.kind in REPEATED_KINDS,
    )


def read_sent_message(row: Row[Any], edit: Any = None) -> SentMessage:
    """Return a message as it was sent, or as it reads after an edit."""
    return SentMessage(
        delivery=DeliveryId(row.id),
        version=DeliveryId((edit or row).id),
        address=read_address(row),
        message=None if row.message_id is None else MessageId(row.message_id),
        asker=_read_mention(row),
        choices=_CHOICES.validate_python((edit or row).choices or ()),
        subject=_read_subject(edit or row),
        announcement=row.announcement,
        private_to=_read_reader(row),
        sent_at=(edit or row).sent_at,
        continues=DeliveryId(row.target) if row.target and row.action == Action.MESSAGE else None,
    )


def _read_mention(row: Row[Any]) -> Sender | None:
    return None if row.mention is None else _SENDER.validate_python(row.mention)


def _read_reader(row: Row[Any]) -> Sender | None:
    return None if row.private_to is None else Sender(platform=PlatformName(row.platform), id=row.private_to)


def _read_subject(row: Row[Any]) -> Subject | None:
    return None if row.subject is None else _SUBJECT.validate_python(row.subject)
