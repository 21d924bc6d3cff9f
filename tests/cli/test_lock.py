"""One process holds a data directory; from one that has lost the right to it, it can be taken."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.runtime.lock import AlreadyRunning, Holder, lock_data_dir
from tests.integration.patience import PATIENCE

_FIRST, _SECOND, _THIRD = 11, 12, 13


def test_another_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    with lock_data_dir(tmp_path, _FIRST):
        with pytest.raises(AlreadyRunning), lock_data_dir(tmp_path, _SECOND):
            pass
        # What others were deposed does not matter.
        with pytest.raises(AlreadyRunning), lock_data_dir(tmp_path, _SECOND, {_THIRD}.__contains__):
            pass
    with lock_data_dir(tmp_path, _SECOND):
        pass


def test_a_process_that_hangs_loses_it_for_good(tmp_path: Path) -> None:
    with lock_data_dir(tmp_path, _FIRST), lock_data_dir(tmp_path, _SECOND, {_FIRST}.__contains__):
        with pytest.raises(AlreadyRunning), lock_data_dir(tmp_path, _FIRST):
            pass
        with pytest.raises(AlreadyRunning), lock_data_dir(tmp_path, _THIRD, {_FIRST}.__contains__):
            pass
    with lock_data_dir(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_whoever_works_without_others_never_loses_it(tmp_path: Path) -> None:
    with (
        lock_data_dir(tmp_path),
        pytest.raises(AlreadyRunning),
        lock_data_dir(tmp_path, _SECOND, {_FIRST}.__contains__),
    ):
        pass


_OTHER = """
import signal, sys
from pathlib import Path
from bot.runtime.lock import lock_data_dir

with lock_data_dir(Path(sys.argv[1]), {number}):
    print("held", flush=True)
    signal.pause()
"""


def test_one_that_is_stopped_is_killed_where_it_can_be(tmp_path: Path) -> None:
    """It may have locked more than this, such as a database in the folder."""
    command = [sys.executable, "-c", _OTHER.format(number=_FIRST), str(tmp_path)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        other.send_signal(signal.SIGSTOP)
        with lock_data_dir(tmp_path, _SECOND, {_FIRST}.__contains__):
            assert other.wait(PATIENCE) == -signal.SIGKILL


@pytest.mark.parametrize("changed", [{"host": "elsewhere"}, {"namespace": 1}, {"started_at": "1"}])
def test_another_process_with_the_same_id_is_not_killed(tmp_path: Path, changed: dict[str, Any]) -> None:
    """On another machine, in another container, or started later."""
    with subprocess.Popen(["/bin/sleep", "600"]) as other:
        file = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
        started_at = Path(f"/proc/{other.pid}/stat").read_text(encoding="utf-8").split()[21]
        there = replace(Holder.current(_FIRST), pid=other.pid, started_at=started_at)
        replace(there, **changed).write(file)
        found = Holder.read(file)
        assert found is not None
        found.kill()
        assert other.poll() is None
        there.kill()
        assert other.wait(PATIENCE) == -signal.SIGKILL
        os.close(file)
