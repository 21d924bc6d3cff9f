"""Migrations to the database schema that this program needs."""
