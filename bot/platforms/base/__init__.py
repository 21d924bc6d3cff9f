"""The shared parts of all platforms: their contract, the stores that they may use, queues, retries and pace."""
