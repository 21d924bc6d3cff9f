"""Curated knowledge and its search: no rooms, no database, no clock."""

from pathlib import Path

SHIPPED = Path(__file__).parent / "content"
