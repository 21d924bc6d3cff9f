"""Schedules of announcements: dates and times, recurrences and quiet hours, parsed and described."""
