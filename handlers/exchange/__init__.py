"""Questions to colleagues: from the draft to what was learned."""
