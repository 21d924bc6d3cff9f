"""The context of a handler: stores, settings, time, and the person who writes."""
