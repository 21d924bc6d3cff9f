"""Shared by all platforms: their contract, the stores that they may use, registration, queues, retries and pace."""
