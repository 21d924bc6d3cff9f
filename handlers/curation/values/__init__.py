"""Values that people write for fields of entries: what is one, what is none, and what looks doubtful."""
