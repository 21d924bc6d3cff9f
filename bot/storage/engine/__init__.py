"""SQLAlchemy and its drivers: tables, schema, upgrades, failures, and what SQLite and PostgreSQL do differently."""
