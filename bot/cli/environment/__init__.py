"""Shared parts of commands: options, settings, knowledge, databases and error messages."""
