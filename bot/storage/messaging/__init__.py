"""Stores of what comes in and goes out."""
