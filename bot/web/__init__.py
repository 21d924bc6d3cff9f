"""The web desk: the pages on which editors curate, served by the service itself."""
