"""Rendering of texts in Markdown: entries, captions, long texts, backslashes."""
