"""Announcements as they are kept, what editors give parsed, and the protocols of their stores."""
