"""What holds for all tests, and the servers that all of a process share."""

import gc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyrage
import pytest
from hypothesis import settings

from tests.integration.postgres import Databases, databases
from tests.integration.synapse import Synapse
from tests.light_backup import encrypt_lightly

_WITH_SERVERS = ("contract", "integration")

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
    """Let each of several processes begin with its part of what waits for servers, the slowest of that first.

    So none of them is left alone with it at the end, and none of it shares the processors with what only computes.
    `--dist worksteal` first gives each of them as many neighbours from the list as the others; one that has done these
    takes over some from the end of another's.
    """
    processes: int = getattr(config, "workerinput", {}).get("workercount", 0)
    waiting = sorted(filter(_waits, items), key=lambda item: not item.get_closest_marker("slow"))
    others = iter([item for item in items if not _waits(item)])
    ordered: list[pytest.Item] = []
    for number in range(processes):
        size = (len(items) - len(ordered)) // (processes - number)
        first = waiting[number::processes]
        ordered += [*first, *islice(others, max(0, size - len(first)))]
    if processes:
        items[:] = [*ordered, *others]


def _waits(item: pytest.Item) -> bool:
    """Return whether a test waits for servers, or is marked as slow."""
    tier = item.path.relative_to(Path(__file__).parent).parts[0]
    return tier in _WITH_SERVERS or item.get_closest_marker("slow") is not None
