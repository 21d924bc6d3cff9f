"""Announcements drafted from feeds."""
