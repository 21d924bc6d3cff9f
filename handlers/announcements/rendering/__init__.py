"""Announcements as text: for recipients, for editors, as reports."""
