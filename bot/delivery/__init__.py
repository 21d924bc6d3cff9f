"""Delivery of the outbox: claim, pace, send, record."""
