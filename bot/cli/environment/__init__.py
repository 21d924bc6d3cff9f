"""What every command works in: settings, knowledge, database, and failures in one sentence."""
