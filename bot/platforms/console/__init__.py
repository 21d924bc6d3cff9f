"""The console: one person at the terminal on which Lotse runs."""
