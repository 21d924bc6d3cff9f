"""Quarters of towns, and municipalities of other Länder that people may ask for."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_QUARTERS, _ELSEWHERE = _HERE / "quarters.csv", _HERE / "elsewhere.txt"


class StandsAlone(StrEnum):
    """The condition under which a quarter is recognised without the name of its town."""

    YES = "yes"
    BESIDE = "beside"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True, slots=True)
class Quarter:
    """A part of the municipality with this AGS.

    `alone`: its name is recognised everywhere, only beside a word that goes with places, or only beside the name of its
    town or a word for a quarter.
    """

    name: str
    ags: str
    alone: StandsAlone


@cache
def load_quarters() -> tuple[Quarter, ...]:
    """Return all known quarters; a name may be that of several."""
    return tuple(_read_quarters())


@cache
def load_names_elsewhere() -> tuple[str, ...]:
    """Return the names of municipalities and Länder outside North Rhine-Westphalia."""
    return tuple(_ELSEWHERE.read_text(encoding="utf-8").splitlines())


def _read_quarters() -> Iterator[Quarter]:
    with _QUARTERS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Quarter(name=row["name"], ags=row["ags"], alone=StandsAlone(row["alone"]))
