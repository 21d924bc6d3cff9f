"""Failures of databases and backups, with a sentence for whoever runs the service."""

from collections.abc import Sequence
from sqlite3 import SQLITE_CORRUPT

from bot.system.tracebacks import ReportedFailure


class DatabaseTooNew(Exception):
    """The database was last used by a newer Lotse, and this one can't read it safely."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(
            f"The database was written by a newer version of Lotse (its tables are of revision {found}, "
            f"this version knows them up to {known}); please update Lotse, or restore a backup."
        )


class DatabaseTooOld(Exception):
    """The database has to be migrated first, which only some commands do."""

    def __init__(self, found: str, needed: str) -> None:
        self.found, self.needed = found, needed
        super().__init__(
            f"The database is of revision {found}, and this version of Lotse needs {needed}: "
            "stop the older service, then run `lotse database upgrade` or start this one with `lotse run`."
        )


class NoDatabase(Exception):
    """There is no database yet, or one without tables."""

    def __init__(self) -> None:
        super().__init__("There is no database yet: the first start makes it.")


class DatabaseUnusable(ReportedFailure):
    """The file can't be used as it is; the sentence says what to do, `code` is SQLite's."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


class DatabaseDamaged(DatabaseUnusable):
    """The content of the file can't be relied on."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, SQLITE_CORRUPT)


class BackupError(Exception):
    """A backup could not be made or restored; one sentence for whoever is at the shell."""


class MoveError(Exception):
    """A database could not be copied into another one; one sentence for whoever is at the shell."""


class UnknownRevision(Exception):
    """There is no such revision that the tables could be downgraded to."""

    def __init__(self, given: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no revision {given} to go back to: give one of {', '.join(known)}.")


class DiskFailed(Exception):
    """A sync to the disk failed, and it is unknown what of the commits is there."""

    def __init__(self) -> None:
        super().__init__(
            "The disk did not take what Lotse wrote to its database: look at the system's log, then start Lotse again."
        )


class LeadershipLost(Exception):
    """The database has ended the lease of this process, and another one may be at work."""

    def __init__(self) -> None:
        super().__init__("The right to work on the database was lost: start Lotse again, it waits until it may work.")
