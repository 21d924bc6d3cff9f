"""A file and what is said with it, carried to other people as one message: the text is the caption of the file."""

from handlers.digests import digest
from handlers.events import MOST_BYTES, Attachment
from handlers.long_texts import is_whole_text
from handlers.messages import label

_SIGN = "📎"


def captioned(text: str, file: Attachment | None, *, hides: bool = False) -> str:
    """Return `text`, and below it the name of the file that it came with; only a sign of it if the sender `hides`."""
    if file is None:
        return text
    return _with_sign(text, "" if hides and not is_whole_text(file) else file.name)


def carried_file(file: Attachment | None, *, hides: bool = False) -> Attachment | None:
    """Return the file that came with a text, unless it is too large to be carried or its sender `hides`.

    What Lotse made of a long text tells no more than the text, so that it is carried all the same.
    """
    if file is None or file.size > MOST_BYTES:
        return None
    return None if hides and not is_whole_text(file) else file


def without_name(text: str) -> str:
    """Return a text from `captioned` as it reads if the sender hides."""
    return _with_sign(text.rpartition(_SIGN)[0].rstrip(), "")


def fingerprint_of(file: Attachment | None) -> str | None:
    """Return the same for the same file, however often its platform hands it out under another address."""
    if file is None:
        return None
    # Those that Lotse makes are all of one name.
    own = (str(file.source.get("id", "")),) if is_whole_text(file) else ()
    return digest(file.name, file.media_type, str(file.size), *own)


def _with_sign(text: str, name: str) -> str:
    sign = f"{_SIGN} {label(name)}".strip()
    return f"{text}\n\n{sign}" if text.strip() else sign
