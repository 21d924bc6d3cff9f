"""Stores of the knowledge base."""
