"""Feeds of other sites: read on schedule, and passed to the dispatcher as events."""
