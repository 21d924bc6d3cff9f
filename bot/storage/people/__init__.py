"""Stores of people: accounts, preferences, conversations, personal data."""
