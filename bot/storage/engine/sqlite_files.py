"""Facts about SQLite files that are needed without SQLAlchemy: read-only addresses and the revision of the schema."""

from pathlib import Path

# The newest migration, which this program works with.
HEAD = "0027"


def read_only_address(file: Path) -> str:
    """Return an address that changes no file, nor creates one beside it unless the database is open elsewhere."""
    is_open = any(file.with_name(f"{file.name}-{part}").exists() for part in ("wal", "journal"))
    return f"{file.resolve().as_uri()}?{'mode=ro' if is_open else 'immutable=1'}"
