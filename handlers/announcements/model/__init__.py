"""Announcements, their policy and appointments as frozen types, and the protocols of their stores."""
