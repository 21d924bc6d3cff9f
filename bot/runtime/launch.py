"""The way in which a process of the service was started."""

from dataclasses import dataclass
from pathlib import Path

from knowledge.search import Search


@dataclass(frozen=True, kw_only=True, slots=True)
class Launch:
    """The arguments of a process beside its settings.

    `config` is the file that they were read from, None for the one in this folder, if any. `console` opens a chat in
    the terminal if no platform is configured. `similar` is an index of much the same knowledge as that of the
    database, from which its own is made sooner.
    """

    config: Path | None = None
    console: bool = False
    similar: Search | None = None
