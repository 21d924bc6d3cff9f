"""Outbound: from deliveries to events in rooms."""
