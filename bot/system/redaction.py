"""Redaction of ids in the log: one id always has the same pseudonym, which does not reveal it."""

import re
import secrets
from hashlib import blake2b
from pathlib import Path

from bot.system import private_files

KEY_FILE = "log.key"
# Of people, rooms, aliases and events on Matrix; of people and chats on Telegram.
_ID = re.compile(
    r"[@#!][^\s:@#!()<>]{1,255}:[\w.\-\[\]:]*[\w\]]"
    r"|![\w-]{40,}"
    r"|\$[\w-]{10,}(?::[\w.\-]*\w)?"
    r"|(?<![\w.:/-])-?\d{6,}(?![\w/-]|[.:]\d)"
)


class Redactor:
    """Replaces account and room ids in a text with stable pseudonyms."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def load(cls, data_dir: Path) -> "Redactor":
        """Return the redactor of this installation, creating its key if necessary."""
        file = data_dir / KEY_FILE
        if not file.exists():
            private_files.make_private_folder(data_dir)
            private_files.write_once(file, secrets.token_hex(32))
        return cls(file.read_bytes()[:64])

    def __call__(self, text: str) -> str:
        return _ID.sub(lambda found: self._pseudonym(found.group()), text)

    def redact_id(self, id_: str) -> str:
        """Return the pseudonym of an id, however short it is."""
        return self._pseudonym(id_)

    def _pseudonym(self, id_: str) -> str:
        return f"~{blake2b(id_.encode(errors='surrogatepass'), key=self._key, digest_size=5).hexdigest()}"
