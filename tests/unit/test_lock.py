"""One process holds a data directory; from one that has lost the right to it, it can be taken."""

from pathlib import Path

import pytest

from bot.lock import AlreadyRunning, locked

_FIRST, _SECOND, _THIRD = 11, 12, 13


def test_another_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    with locked(tmp_path, _FIRST):
        with pytest.raises(AlreadyRunning), locked(tmp_path, _SECOND):
            pass
        # What others were deposed does not matter.
        with pytest.raises(AlreadyRunning), locked(tmp_path, _SECOND, {_THIRD}.__contains__):
            pass
    with locked(tmp_path, _SECOND):
        pass


def test_a_process_that_hangs_loses_it_for_good(tmp_path: Path) -> None:
    with locked(tmp_path, _FIRST), locked(tmp_path, _SECOND, {_FIRST}.__contains__):
        with pytest.raises(AlreadyRunning), locked(tmp_path, _FIRST):
            pass
        with pytest.raises(AlreadyRunning), locked(tmp_path, _THIRD, {_FIRST}.__contains__):
            pass
    with locked(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_whoever_works_without_others_never_loses_it(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(AlreadyRunning), locked(tmp_path, _SECOND, {_FIRST}.__contains__):
        pass
