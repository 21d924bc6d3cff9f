"""Redaction of ids in the log: one id always has the same pseudonym, which does not reveal it."""

import re
import secrets
from hashlib import blake2b
from pathlib import Path

from bot.system import private_files

KEY_FILE = "log.key"


class Redactor:
    """Replaces account and room ids in a text with stable pseudonyms; `ids` is a regular expression for them."""

    def __init__(self, key: bytes, ids: str) -> None:
        self._key = key
        self._ids = re.compile(ids)

    @classmethod
    def load(cls, data_dir: Path, ids: str) -> "Redactor":
        """Return the redactor of this installation, creating its key if necessary."""
        file = data_dir / KEY_FILE
        if not file.exists():
            private_files.make_private_folder(data_dir)
            private_files.write_once(file, secrets.token_hex(32))
        return cls(file.read_bytes()[:64], ids)

    def __call__(self, text: str) -> str:
        return self._ids.sub(lambda found: self._pseudonym(found.group()), text)

    def redact_id(self, id_: str) -> str:
        """Return the pseudonym of an id, however short it is."""
        return self._pseudonym(id_)

    def _pseudonym(self, id_: str) -> str:
        return f"~{blake2b(id_.encode(errors='surrogatepass'), key=self._key, digest_size=5).hexdigest()}"
