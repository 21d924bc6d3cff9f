"""Stores of the web desk."""
