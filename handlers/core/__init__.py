"""Events and messages, and what both are made of."""
