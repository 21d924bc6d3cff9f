"""Dialogues: what Lotse asks a person step by step, declared in one table and led by one engine."""
