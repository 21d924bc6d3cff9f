"""Places of North Rhine-Westphalia: their names in questions, their coordinates, and the centres in charge."""
