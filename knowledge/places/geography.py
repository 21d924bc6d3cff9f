"""Geography: the postal code or municipality around coordinates in and near North Rhine-Westphalia."""

import csv
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_POINTS = Path(__file__).parent / "points.csv"
_KM_A_DEGREE = 111.2
# Places of neighbouring Länder are known up to this distance; anything farther is not near.
_KNOWN_AROUND_KM = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class Location:
    """The nearest postal code or AGS of North Rhine-Westphalia, None if there is none near."""

    area: str | None
    is_inside: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """A known place in degrees; `area` is empty outside of North Rhine-Westphalia."""

    latitude: float
    longitude: float
    area: str = ""


def locate(latitude: float, longitude: float) -> Location:
    """Return where coordinates lie; inside means nearer to a place inside than to any other."""
    here = Point(latitude=latitude, longitude=longitude)
    nearest = min(_load_points(), key=lambda point: _distance_km(here, point))
    own = min((point for point in _load_points() if point.area), key=lambda point: _distance_km(here, point))
    near = _distance_km(here, own) <= _KNOWN_AROUND_KM
    return Location(area=own.area if near else None, is_inside=near and nearest is own)


def find_centroid(area: str) -> tuple[float, float] | None:
    """Return latitude and longitude, in degrees, of the middle of a postal code; None if it is unknown."""
    return _load_centroids().get(area)


@cache
def _load_centroids() -> dict[str, tuple[float, float]]:
    return {point.area: (point.latitude, point.longitude) for point in _load_points() if point.area}


@cache
def _load_points() -> tuple[Point, ...]:
    with _POINTS.open(encoding="utf-8", newline="") as file:
        return tuple(
            Point(latitude=float(row["latitude"]), longitude=float(row["longitude"]), area=row["area"])
            for row in csv.DictReader(file)
        )


def _distance_km(one: Point, other: Point) -> float:
    """Return the distance on a plane, which is exact enough for short distances."""
    shrunk = math.cos(math.radians((one.latitude + other.latitude) / 2))
    return _KM_A_DEGREE * math.hypot(one.latitude - other.latitude, (one.longitude - other.longitude) * shrunk)
