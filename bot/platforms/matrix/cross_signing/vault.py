"""The private keys of the identity, encrypted in the data directory."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.platforms.matrix.cross_signing.identity import Identity
from bot.platforms.matrix.cross_signing.signing import SEED_BYTES, SigningKey, decode_base64, encode_base64
from bot.platforms.matrix.homeserver.failures import create_device_error
from bot.platforms.matrix.homeserver.raw_events import mapping
from bot.system import private_files

_FILE = "identity.json"
_DRAFT = "identity.draft.json"
FILES = (_FILE, _DRAFT)
_NONCE_BYTES = 12


def load_identity(folder: Path, pickle_key: str) -> Identity | None:
    """Return the identity in use, None if there is none; raises PlatformRefused if it can't be read."""
    return Vault(folder, pickle_key).current()


@dataclass(frozen=True)
class Vault:
    """The files of the identity in use and of a draft, which may not have reached the homeserver yet."""

    folder: Path
    pickle_key: str = field(repr=False)

    def current(self) -> Identity | None:
        return self._read(self.folder / _FILE)

    def draft(self) -> Identity | None:
        return self._read(self.folder / _DRAFT)

    def write_draft(self, identity: Identity) -> None:
        private_files.write(self.folder / _DRAFT, self._encrypt(identity))

    def settle(self, identity: Identity) -> None:
        """Make it the identity in use and delete any other."""
        if identity != self.current():
            private_files.write(self.folder / _FILE, self._encrypt(identity))
        (self.folder / _DRAFT).unlink(missing_ok=True)

    def _read(self, path: Path) -> Identity | None:
        if not path.exists():
            return None
        try:
            return self._decrypt(path.read_bytes())
        except (ValueError, KeyError, InvalidTag) as error:
            raise create_device_error(f"{path} can't be read with pickle.key beside it", self.folder) from error

    def _decrypt(self, document: bytes) -> Identity:
        fields = mapping(json.loads(document))
        user_id, sealed = str(fields["user_id"]), decode_base64(str(fields["sealed"]))
        seeds = self._cipher().decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], user_id.encode())
        master, self_signing, user_signing = (
            SigningKey(seeds[start : start + SEED_BYTES]) for start in range(0, 3 * SEED_BYTES, SEED_BYTES)
        )
        return Identity(user_id=user_id, master=master, self_signing=self_signing, user_signing=user_signing)

    def _encrypt(self, identity: Identity) -> str:
        seeds = identity.master.seed + identity.self_signing.seed + identity.user_signing.seed
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher().encrypt(nonce, seeds, identity.user_id.encode())
        return json.dumps({"user_id": identity.user_id, "sealed": encode_base64(sealed)})

    def _cipher(self) -> AESGCM:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"lotse cross-signing identity")
        return AESGCM(derived.derive(self.pickle_key.encode()))
