"""What a handler works with: stores, settings, the time, and the person who writes."""
