"""The care for entries: the round over contact details, what is due, and who stands in for whom."""
