"""Stores for callers outside of a transaction: each call is one."""
