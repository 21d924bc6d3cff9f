"""Routing of messages that several subjects may claim."""
