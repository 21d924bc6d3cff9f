"""Storage in one database, SQLite or PostgreSQL."""
