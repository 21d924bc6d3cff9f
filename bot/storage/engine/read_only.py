"""Read-only addresses of SQLite files."""

from pathlib import Path


def read_only_address(file: Path) -> str:
    """Return the address of a file that is not changed, nor anything made beside it unless others have it open."""
    is_open = any(file.with_name(f"{file.name}-{part}").exists() for part in ("wal", "journal"))
    return f"{file.resolve().as_uri()}?{'mode=ro' if is_open else 'immutable=1'}"
