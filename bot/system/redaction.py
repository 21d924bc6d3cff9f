"""Pseudonyms for ids in the log: the same for the same id, so that lines can be related without telling whose it is."""

import re
import secrets
from hashlib import blake2b
from pathlib import Path

from bot.system import private_files

KEY_FILE = "log.key"


class Redactor:
    """Replace every id in a text with a stable pseudonym; `ids` is a regular expression for them."""

    def __init__(self, key: bytes, ids: str) -> None:
        self._key = key
        self._ids = re.compile(ids)

    @classmethod
    def of(cls, data_dir: Path, ids: str) -> "Redactor":
        """Use the key of this installation, which is made if need be."""
        file = data_dir / KEY_FILE
        if not file.exists():
            private_files.make_private_folder(data_dir)
            private_files.write_once(file, secrets.token_hex(32))
        return cls(file.read_bytes()[:64], ids)

    def __call__(self, text: str) -> str:
        return self._ids.sub(lambda found: self._hidden(found.group()), text)

    def id(self, id_: str) -> str:
        """Return the pseudonym of an id, however short it is."""
        return self._hidden(id_)

    def _hidden(self, id_: str) -> str:
        return f"~{blake2b(id_.encode(errors='surrogatepass'), key=self._key, digest_size=5).hexdigest()}"
