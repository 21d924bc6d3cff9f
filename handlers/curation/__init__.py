"""Curation of the knowledge: centres look after their own entries, the office after the whole."""
