"""What can be wrong with a database."""

from collections.abc import Sequence


class DatabaseTooNew(Exception):
    """The database was last used by a newer Lotse, and this one can't read it safely."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(
            f"The database was written by a newer version of Lotse (its tables are of revision {found}, "
            f"this version knows them up to {known}); please update Lotse, or restore a backup."
        )


class BackupError(Exception):
    """A backup could not be made or restored; one sentence for whoever is at the shell."""


class MoveError(Exception):
    """A database could not be carried over; one sentence for whoever is at the shell."""


class UnknownRevision(Exception):
    """There is no such form of the tables."""

    def __init__(self, given: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no revision {given}: give one of {', '.join(known)}.")


class LeadershipLost(Exception):
    """The database has let go of this process, and another one may be at work by now."""

    def __init__(self) -> None:
        super().__init__("The right to work on the database was lost: start Lotse again, it waits until it may work.")
