"""SQLAlchemy and its drivers: tables, schema, upgrades, failures, and the differences between SQLite and PostgreSQL."""
