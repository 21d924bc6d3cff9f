"""What can be wrong with a database."""


class DatabaseTooNew(Exception):
    """The database was last used by a newer Lotse, and this one can't read it safely."""

    def __init__(self) -> None:
        super().__init__(
            "The database was written by a newer version of Lotse; please update Lotse, or restore a backup."
        )
