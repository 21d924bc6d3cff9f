"""How the service is doing, for those who run it."""
