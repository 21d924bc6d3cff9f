"""The command line of the day in which everything goes wrong."""

import pytest

from tests.chaos.__main__ import parse
from tests.chaos.day import LEAST_TURNS


def test_as_few_kills_as_a_day_has_parts_are_enough() -> None:
    assert parse(["--kills", str(LEAST_TURNS)]).kills == LEAST_TURNS


@pytest.mark.parametrize("kills", [LEAST_TURNS - 1, 0, -1])
def test_too_few_kills_are_refused_in_a_sentence(kills: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse([f"--kills={kills}"])
    assert f"a day needs at least {LEAST_TURNS} kills" in capsys.readouterr().err
