"""Stores of announcements."""
