"""Confirming values of fields: people are asked now and then, and by use."""
