"""Matrix: rooms, threads and encrypted rooms on a homeserver."""

FOLDER = "matrix"
"""The folder of login and keys, in the data directory; here, as naming it must not load the libraries of Matrix."""
