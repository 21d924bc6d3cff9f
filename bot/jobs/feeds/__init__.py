"""News from elsewhere: read on schedule, and told to the dispatcher as events."""
