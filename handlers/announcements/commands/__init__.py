"""The commands of editors and readers of announcements."""
