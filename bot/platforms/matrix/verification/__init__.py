"""Verification by emoji: two people see that nobody sits between their devices."""
