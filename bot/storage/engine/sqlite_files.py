"""Facts about SQLite files that are needed without SQLAlchemy: read-only addresses and the revision of the schema."""

from pathlib import Path

# The newest migration, which this program works with.
HEAD = "0022"


def read_only_address(file: Path) -> str:
    """Return the address of a file that is not changed, nor anything made beside it unless others have it open."""
    is_open = any(file.with_name(f"{file.name}-{part}").exists() for part in ("wal", "journal"))
    return f"{file.resolve().as_uri()}?{'mode=ro' if is_open else 'immutable=1'}"
