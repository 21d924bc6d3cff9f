"""Inbound: from a sync to handled events."""
