"""When an announcement goes out: dates and times, recurrences and quiet hours, parsed and described."""
