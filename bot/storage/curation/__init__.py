"""Stores of the curation of the knowledge."""
