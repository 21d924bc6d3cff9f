"""Platforms: where people chat, and the table of them."""
