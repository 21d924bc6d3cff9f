"""Texts as they are carried: captions, long texts, cards of entries."""
