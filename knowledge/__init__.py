"""Curated knowledge and how it is found: no room, no database, no clock."""
