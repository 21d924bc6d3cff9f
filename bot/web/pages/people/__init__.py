"""Roles of people, numbers of subscribers, and the rooms that Lotse is in."""
