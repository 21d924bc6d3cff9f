"""Origins: which message of an editor a value of an announcement came from."""

from dataclasses import dataclass

from handlers.announcements.model.announcement import Announcement
from handlers.context.context import Context
from handlers.context.ports import Waiting
from handlers.core.events import MessageReceived
from handlers.core.hashes import digest
from handlers.dialogues.prompts import remember_input
from handlers.dialogues.table import AUDIENCE, ENGLISH, FIELD, OTHER_AUDIENCE, OTHER_TIME, REWORDING, TIME, Step
from handlers.rendering.captions import fingerprint_file

_NONE = "-"


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The value, and perhaps the file, that a message gave to an announcement at a step.

    `value_hash` is that of the value (see `hash_value`), None if it gave none; `file` the fingerprint of its file;
    `field` is that of a template.
    """

    step: str
    number: int
    value_hash: str | None = None
    file: str | None = None
    field: str | None = None

    def gave_value(self, announcement: Announcement) -> bool:
        """Return whether the announcement still has the value from this message."""
        return self.value_hash is not None and hash_value(self.step, announcement, self.field) == self.value_hash

    def gave_file(self, announcement: Announcement) -> bool:
        """Return whether the announcement still has the file from this message."""
        return self.file is not None and self.file in map(fingerprint_file, announcement.attachments)


async def remember_origin(
    step: Step,
    announcement: Announcement,
    event: MessageReceived,
    context: Context,
    field: str | None = None,
    *,
    has_value: bool = True,
) -> None:
    """Remember that the message gave what the announcement has now at this step; with a file, that one too."""
    parts = (
        str(announcement.number),
        hash_value(step.name, announcement, field) if has_value else None,
        fingerprint_file(event.attachment),
        field,
    )
    subject = " ".join(part or _NONE for part in parts)
    await remember_input(Waiting(step=step.name, subject=subject), event, context)


def parse_origin(waiting: Waiting) -> Origin | None:
    """Return what a message gave; None if that was never taken."""
    number, *parts = waiting.subject.split()
    if not number.isdecimal() or len(parts) != 3:
        return None
    value_hash, file, field = (None if part == _NONE else part for part in parts)
    return Origin(step=waiting.step, number=int(number), value_hash=value_hash, file=file, field=field)


def hash_value(step: str, announcement: Announcement, field: str | None = None) -> str:
    """Return another one as soon as the value of the step changes."""
    if step == FIELD.name:
        values = announcement.filling.values if announcement.filling else {}
        return digest(str(values.get(field or "")), size=8)
    if step in (AUDIENCE.name, OTHER_AUDIENCE.name):
        return digest(announcement.audience, size=8)
    if step in (TIME.name, OTHER_TIME.name):
        return digest(str(announcement.at), str(announcement.recurrence), size=8)
    if step == ENGLISH.name:
        return digest(announcement.english, size=8)
    if step == REWORDING.name:
        return digest(announcement.text, announcement.english, size=8)
    return digest(announcement.text, size=8)
