"""Which handler a message goes to."""
