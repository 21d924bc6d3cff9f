"""What holds for all tests."""

import gc

import pyrage
import pytest
from hypothesis import settings

from tests.light_backup import encrypt_lightly

# Several tests run side by side, so how long one example takes says nothing about the code.
settings.register_profile("lotse", deadline=None)
settings.load_profile("lotse")
# Whatever is collected is collected past the knowledge, which every process keeps; that takes long and frees nothing.
gc.set_threshold(50_000, 20, 100)


@pytest.fixture
def _light_backups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make backups in this process that cost no time to open."""
    monkeypatch.setattr(pyrage.passphrase, "encrypt", encrypt_lightly)
