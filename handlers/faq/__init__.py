"""Questions to the knowledge base, and replies where it has no answer."""
