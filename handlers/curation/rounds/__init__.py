"""Rounds over the contact details of all centres: their progress, as messages and as a file."""
