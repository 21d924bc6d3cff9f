"""Requests to the homeserver, its refusals, and the raw events that it delivers."""
