"""What holds for all tests, and the servers that all of a process share."""

import gc
from collections.abc import Iterator
from itertools import islice

import pyrage
import pytest
from hypothesis import settings

from tests.integration.postgres import Databases, databases
from tests.integration.synapse import Synapse
from tests.light_backup import encrypt_lightly

# Several tests run side by side, so how long one example takes says nothing about the code.
settings.register_profile("lotse", deadline=None)
settings.load_profile("lotse")
# Whatever is collected is collected past the knowledge, which every process keeps; that takes long and frees nothing.
gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """A homeserver."""
    server = Synapse.prepare(tmp_path_factory.mktemp("synapse"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    """A server on which databases can be made."""
    with databases() as create:
        yield create


@pytest.fixture
def _light_backups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make backups in this process that cost no time to open."""
    monkeypatch.setattr(pyrage.passphrase, "encrypt", encrypt_lightly)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let each of several processes begin with some of the slow tests, so that none of these is left alone at the end.

    `--dist worksteal` first gives each of them as many neighbours from the list as the others.
    """
    processes: int = getattr(config, "workerinput", {}).get("workercount", 0)
    slow = [item for item in items if item.get_closest_marker("slow")]
    others = iter([item for item in items if not item.get_closest_marker("slow")])
    ordered: list[pytest.Item] = []
    for number in range(processes):
        size = (len(items) - len(ordered)) // (processes - number)
        first = slow[number::processes]
        ordered += [*first, *islice(others, max(0, size - len(first)))]
    if processes:
        items[:] = [*ordered, *others]
