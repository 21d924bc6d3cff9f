"""From the outbox to the platforms: claimed, paced, sent, recorded."""
