"""Matrix: rooms, threads and encrypted rooms on a homeserver."""
