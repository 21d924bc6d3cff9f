"""Announcements: from an editor's text to its copies, and what comes back of them."""
