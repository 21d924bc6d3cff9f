"""Questions to the knowledge base, and what is said where there is no answer."""
