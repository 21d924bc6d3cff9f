"""Phrases by which the kind of a question is detected, folded as questions are."""
