"""The pages on which announcements are listed, written, approved, followed and evaluated."""
