"""Whether platforms still bring what is new."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from handlers.core.events import PlatformName


class Heartbeats:
    """When each of the platforms last brought something, or that there is nothing; first of all, when it was begun."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._beaten: dict[PlatformName, datetime] = {}
        self._alive: set[PlatformName] = set()

    def expect(self, platforms: Collection[PlatformName]) -> None:
        self._beaten = dict.fromkeys(platforms, self._clock())

    def beat(self, platform: PlatformName) -> None:
        if platform in self._beaten:
            self._beaten[platform] = self._clock()
            self._alive.add(platform)

    def is_alive(self, platform: PlatformName) -> bool:
        """Whether it has brought anything at all."""
        return platform in self._alive

    def lags(self) -> Mapping[PlatformName, timedelta]:
        return {platform: self._clock() - at for platform, at in self._beaten.items()}
