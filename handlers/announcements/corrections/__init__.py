"""Edits and deletions of messages that announcements, replies and receipts came from."""
