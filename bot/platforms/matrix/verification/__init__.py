"""Verification by emoji (SAS)."""
