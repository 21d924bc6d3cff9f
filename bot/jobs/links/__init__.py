"""Checks of the addresses in entries."""
