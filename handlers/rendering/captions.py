"""Captions: a file and the text that came with it, relayed as one message."""

from handlers.core.events import MAX_ATTACHMENT_BYTES, Attachment
from handlers.core.hashes import digest
from handlers.core.messages import label
from handlers.rendering.long_texts import is_full_text

_SIGN = "📎"


def add_file_name(text: str, file: Attachment | None, *, hides: bool = False) -> str:
    """Return `text`, and below it the name of the file that it came with; only a sign of it if the sender `hides`."""
    if file is None:
        return text
    shown = file.whole if hides and not is_full_text(file) else file
    return _with_sign(text, shown)


def file_to_carry(file: Attachment | None, *, hides: bool = False) -> Attachment | None:
    """Return the file that came with a text, unless it is too large to be carried or its sender `hides`.

    What Lotse made of a long text tells no more than the text, so that it is carried all the same.
    """
    return file.whole if file is not None and is_file_dropped(file, hides=hides) else file


def is_file_dropped(file: Attachment | None, *, hides: bool = False) -> bool:
    """Return whether a file that came with a text is not carried."""
    return file is not None and not is_full_text(file) and (hides or file.size > MAX_ATTACHMENT_BYTES)


def remove_file_name(text: str, file: Attachment | None) -> str:
    """Return a text from `captioned` as it reads if the sender of `file` hides."""
    return _with_sign(text.rpartition(_SIGN)[0].rstrip(), file.whole if file else None)


def fingerprint_file(file: Attachment | None) -> str | None:
    """Return the same for the same file, however often its platform hands it out under another address."""
    if file is None:
        return None
    # Files that Lotse generates all have the same name.
    own = [str(each.source.get("id", "")) for each in (file, file.whole) if each is not None and is_full_text(each)]
    return digest(file.name, file.media_type, str(file.size), *own)


def _with_sign(text: str, file: Attachment | None) -> str:
    names = [each.name for each in (file, file.whole) if each is not None] if file else []
    sign = f"{_SIGN} {label(', '.join(names))}".strip()
    return f"{text}\n\n{sign}" if text.strip() else sign
