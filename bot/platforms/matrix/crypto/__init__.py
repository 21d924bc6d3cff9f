"""Encryption: nio's machine with what it lacks, and the upkeep of its keys."""
