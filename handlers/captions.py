"""A file and what is said with it, carried to other people as one message: the text is the caption of the file."""

from handlers.digests import digest
from handlers.events import MOST_BYTES, Attachment, MessageReceived
from handlers.messages import escape

_SIGN = "📎"


def captioned(text: str, event: MessageReceived, *, hides: bool = False) -> str:
    """Return `text`, and below it the name of the file of the message; only a sign of it if the sender `hides`."""
    if event.attachment is None:
        return text
    return _with_sign(text, "" if hides else event.attachment.name)


def carried_file(event: MessageReceived, *, hides: bool = False) -> Attachment | None:
    """Return the file of a message, unless it is too large to be carried or its sender `hides`."""
    file = event.attachment
    return None if file is None or hides or file.size > MOST_BYTES else file


def without_name(text: str) -> str:
    """Return a text from `captioned` as it reads if the sender hides."""
    return _with_sign(text.rpartition(_SIGN)[0].rstrip(), "")


def fingerprint_of(file: Attachment | None) -> str | None:
    """The same for the same file, however often its platform hands it out under another address."""
    if file is None:
        return None
    return digest(file.name, file.media_type, str(file.size))


def _with_sign(text: str, name: str) -> str:
    sign = f"{_SIGN} {escape(name)}".strip()
    return f"{text}\n\n{sign}" if text.strip() else sign
