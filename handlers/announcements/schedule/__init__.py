"""When an announcement goes out: moments, recurrences and quiet hours, parsed and described."""
