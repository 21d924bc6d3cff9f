"""What Lotse remembers: one database, SQLite or PostgreSQL."""
