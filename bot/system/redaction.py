"""Ids in the log: the same for the same id, so that lines can be related, and nobody learns whose it is."""

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
    """Puts something else in the place of every id in a text."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of(cls, data_dir: Path) -> "Redactor":
        """With the key of this installation, which is made if need be."""
        file = data_dir / KEY_FILE
        if not file.exists():
            private_files.make_private_folder(data_dir)
            private_files.write_once(file, secrets.token_hex(32))
        return cls(file.read_bytes()[:64])

    def __call__(self, text: str) -> str:
        return _ID.sub(lambda found: self._hidden(found.group()), text)

    def id(self, id_: str) -> str:
        """Return the sign of an id, however short it is."""
        return self._hidden(id_)

    def _hidden(self, id_: str) -> str:
        return f"~{blake2b(id_.encode(errors='surrogatepass'), key=self._key, digest_size=5).hexdigest()}"
