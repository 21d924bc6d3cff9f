"""Stores for callers without a transaction: every call is one."""
