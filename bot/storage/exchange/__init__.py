"""Stores of questions to colleagues."""
