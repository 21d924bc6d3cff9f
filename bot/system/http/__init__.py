"""The HTTP server of the process, which its parts share."""
