"""Curated knowledge and how it is found: no room, no database, no clock."""

from pathlib import Path

SHIPPED = Path(__file__).parent / "content"
